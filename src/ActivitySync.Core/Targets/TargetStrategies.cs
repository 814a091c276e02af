namespace ActivitySync.Core.Targets;

/// <summary>The strategies by name.</summary>
public static class TargetStrategies
{
    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<ITargetStrategy> All { get; } = [new RampTarget(), new FixedTarget()];

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
