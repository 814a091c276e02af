namespace ActivitySync.Core.Targets;

/// <summary>The strategies by name.</summary>
public static class TargetStrategies
{
    /// <summary>All of them, the default first; the last is for comparison only.</summary>
    public static IReadOnlyList<ITargetStrategy> All { get; } =
    [
        new RampTarget(), new PercentileTarget(), new CoachedStepTarget(), new QuotaTarget(), new FixedTarget(),
        new DriftTarget(),
    ];

    /// <summary>Names a wearer may choose from; not the one for comparison.</summary>
    public static IReadOnlyList<string> Choices { get; } =
        [.. All.Select(strategy => strategy.Name).Where(name => name != DriftTarget.StrategyName)];

    /// <summary>The strategy of this name, in any case; null when there is none.</summary>
    public static ITargetStrategy? Find(string name)
    {
        foreach (var strategy in All)
        {
            if (string.Equals(strategy.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return strategy;
            }
        }
        return null;
    }
}
