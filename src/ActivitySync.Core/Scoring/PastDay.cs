using ActivitySync.Core.Movement;
using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// What the judging of later days looks at in a day that is judged, beside the whole report of the last one: some sixty of
/// these are a fiftieth of sixty reports.
/// </summary>
public readonly record struct PastDay
{
    /// <summary>Which day.</summary>
    public required LocalDate Date { get; init; }

    /// <summary>Whether it can be judged.</summary>
    public required Validity Validity { get; init; }

    /// <summary>Why it does not ask for its target.</summary>
    public required Excuse Excuse { get; init; }

    /// <summary>Whether the target was met.</summary>
    public required Attainment Met { get; init; }

    /// <summary>Whether there was a target.</summary>
    public required bool HasTarget { get; init; }

    /// <summary>Whether there was any reading.</summary>
    public required bool HasReadings { get; init; }

    /// <summary>Steps, all devices merged; null when no device said anything.</summary>
    public int? Steps { get; init; }

    /// <summary>Effort and walks; null when steps are not known by the minute.</summary>
    public PastEffort? Effort { get; init; }

    /// <summary>Resting heart rate of the day, bpm.</summary>
    public decimal? DayRestingBpm { get; init; }

    /// <summary>Resting heart rate of the day as a device told it, bpm.</summary>
    public decimal? ToldRestingBpm { get; init; }

    /// <summary>The day may stand for the wearer's usual movement: valid and not excused.</summary>
    public bool IsUsual => Validity == Validity.Valid && Excuse == Excuse.None;

    /// <summary>What of a report is kept in mind.</summary>
    public static PastDay Of(DayReport report) => new()
    {
        Date = report.Date,
        Validity = report.Validity,
        Excuse = report.Excuse,
        Met = report.Met,
        HasTarget = report.Target is not null,
        HasReadings = report.Devices.Count > 0 || report.HeartRateMinutes > 0,
        Steps = report.Steps,
        Effort = report.Activity is { } activity
            ? new PastEffort(activity.ModerateMinutes, activity.VigorousMinutes, activity.LongestWalkMinutes) : null,
        DayRestingBpm = report.DayRestingBpm,
        ToldRestingBpm = report.ToldRestingBpm,
    };
}

/// <summary>Effort of a past day, minutes.</summary>
/// <param name="ModerateMinutes">Moderate.</param>
/// <param name="VigorousMinutes">Vigorous.</param>
/// <param name="LongestWalkMinutes">The longest walk.</param>
public readonly record struct PastEffort(int ModerateMinutes, int VigorousMinutes, int LongestWalkMinutes);
