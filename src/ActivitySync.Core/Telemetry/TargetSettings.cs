using NodaTime;

namespace ActivitySync.Core.Telemetry;

/// <summary>How a wearer wants their step target set. The defaults work with nothing told.</summary>
public sealed record TargetSettings
{
    /// <summary>Ramp, percentile, coached, quota or fixed; null for the service's default.</summary>
    public string? Strategy { get; init; }

    /// <summary>The target of the fixed strategy, steps a day.</summary>
    public int? FixedSteps { get; init; }

    /// <summary>Highest target, steps a day; null to take it from age.</summary>
    public int? CeilingSteps { get; init; }

    /// <summary>The quota strategy's final goal, steps a day; null for the ceiling.</summary>
    public int? QuotaGoalSteps { get; init; }

    /// <summary>The wearer chose pacing: the quota starts below their baseline.</summary>
    public bool Pacing { get; init; }

    /// <summary>Target of a weekday as percent of the week's; weekdays not named have 100.</summary>
    public IReadOnlyDictionary<IsoDayOfWeek, int> WeekdayPercent { get; init; } = new Dictionary<IsoDayOfWeek, int>();

    /// <summary>What a flare does to the target: hold, deload or ignore; null for the service's default.</summary>
    public string? FlarePolicy { get; init; }

    /// <summary>A raise waits until the wearer chooses it; false to take it at once and let them choose less.</summary>
    public bool RaiseNeedsChoice { get; init; }
}
