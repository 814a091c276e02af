using NodaTime;

namespace ActivitySync.Core.Targets;

/// <summary>What the next day's decision must know about the targets so far.</summary>
public sealed record TargetState
{
    /// <summary>The week's target before weekday factors, steps a day.</summary>
    public required int Steps { get; init; }

    /// <summary>Strategy that set it.</summary>
    public required string Strategy { get; init; }

    /// <summary>Day of the first target.</summary>
    public required LocalDate FirstOn { get; init; }

    /// <summary>Monday of the week last decided on.</summary>
    public required LocalDate WeekOf { get; init; }

    /// <summary>Raises in a row.</summary>
    public int ConsecutiveRaises { get; init; }

    /// <summary>Weeks in a row of middling attainment.</summary>
    public int MiddlingWeeks { get; init; }

    /// <summary>What the wearer may still choose this week.</summary>
    public IReadOnlyList<int> Choices { get; init; } = [];

    /// <summary>Target before a flare took it down; null when there is nothing to come back to.</summary>
    public int? BeforeFlareSteps { get; init; }

    /// <summary>Valid days since the flare ended or the last step back up.</summary>
    public int RecoveredDays { get; init; }
}
