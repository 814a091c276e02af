namespace ActivitySync.Core.Targets;

/// <summary>All that a strategy may look at when it decides.</summary>
public sealed record TargetSituation
{
    /// <summary>Target in force, steps a day; null before the first.</summary>
    public required int? Current { get; init; }

    /// <summary>Days of the last week that count: valid, not excused, with a target. At most seven, in order.</summary>
    public required IReadOnlyList<TargetDay> Week { get; init; }

    /// <summary>
    /// Steps of the last valid days within <see cref="TargetOptions.PercentileWindowDays"/>, in order, at most <see
    /// cref="TargetOptions.PercentileDays"/>.
    /// </summary>
    public required IReadOnlyList<int> Recent { get; init; }

    /// <summary>The wearer's median when the strategy began; null when not known then.</summary>
    public int? Baseline { get; init; }

    /// <summary>Highest target, steps a day.</summary>
    public required int Ceiling { get; init; }

    /// <summary>Raises in a row so far.</summary>
    public int ConsecutiveRaises { get; init; }

    /// <summary>Weeks in a row of middling attainment so far.</summary>
    public int MiddlingWeeks { get; init; }

    /// <summary>Weeks since the strategy began, 0 in the first.</summary>
    public int WeeksSinceBegin { get; init; }

    /// <summary>A flare is going on.</summary>
    public bool InFlare { get; init; }

    /// <summary>What a flare does.</summary>
    public FlarePolicy FlarePolicy { get; init; }

    /// <summary>The wearer chose pacing.</summary>
    public bool Pacing { get; init; }

    /// <summary>The wearer's own fixed target; null when they told none.</summary>
    public int? FixedSteps { get; init; }

    /// <summary>Final goal of the quota; null for the ceiling.</summary>
    public int? QuotaGoal { get; init; }

    /// <summary>A raise waits for the wearer's choice.</summary>
    public bool RaiseNeedsChoice { get; init; }

    /// <summary>Days of the week that met their target.</summary>
    public int MetDays => Week.Count(day => day.Met);
}
