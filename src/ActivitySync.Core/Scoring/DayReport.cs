using ActivitySync.Core.Movement;
using ActivitySync.Core.Targets;
using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// A judged day: what a reader sees, and all that the next day's judging needs. Null means not known, never zero.
/// </summary>
public sealed partial record DayReport
{
    /// <summary>Version of the rules that made it.</summary>
    public required int RuleVersion { get; init; }

    /// <summary>Whose day.</summary>
    public required string Wearer { get; init; }

    /// <summary>Which day.</summary>
    public required LocalDate Date { get; init; }

    /// <summary>First instant, Unix milliseconds UTC.</summary>
    public required long StartMs { get; init; }

    /// <summary>First instant after, Unix milliseconds UTC.</summary>
    public required long EndMs { get; init; }

    /// <summary>What became of the day.</summary>
    public required DayStatus Status { get; init; }

    /// <summary>Whether it can be judged.</summary>
    public required Validity Validity { get; init; }

    /// <summary>Why.</summary>
    public required ValidityReason ValidityReason { get; init; }

    /// <summary>Why it does not ask for its target.</summary>
    public required Excuse Excuse { get; init; }

    /// <summary>Steps, all devices merged; null when no device said anything.</summary>
    public int? Steps { get; init; }

    /// <summary>Of these, steps known only over long intervals.</summary>
    public int? CoarseSteps { get; init; }

    /// <summary>Steps of each clock hour; null when steps are not known by the minute.</summary>
    public IReadOnlyList<int>? HourlySteps { get; init; }

    /// <summary>What each device contributed.</summary>
    public required IReadOnlyList<DeviceContribution> Devices { get; init; }

    /// <summary>Minutes in which a device was worn.</summary>
    public required int WornMinutes { get; init; }

    /// <summary>How wear was found out.</summary>
    public required WearBasis WearBasis { get; init; }

    /// <summary>Minutes with a believable heart rate.</summary>
    public required int HeartRateMinutes { get; init; }

    /// <summary>Resting heart rate of this day, bpm.</summary>
    public decimal? DayRestingBpm { get; init; }

    /// <summary>Resting heart rate of this day as a device told it, bpm.</summary>
    public decimal? ToldRestingBpm { get; init; }

    /// <summary>Resting heart rate of the wearer, bpm, from <see cref="RestingBasis"/>; null when only the default is left.</summary>
    public decimal? RestingBpm { get; init; }

    /// <summary>Where it comes from; null when none is known and none was used.</summary>
    public RestingBasis? RestingBasis { get; init; }

    /// <summary>Maximum heart rate used, bpm; null when heart rate was not used for effort.</summary>
    public decimal? MaxBpm { get; init; }

    /// <summary>Whether that maximum is an estimate from age.</summary>
    public bool? MaxBpmEstimated { get; init; }

    /// <summary>Effort, walking, stillness, spread; null when steps are not known by the minute.</summary>
    public DayActivity? Activity { get; init; }

    /// <summary>Moderate-equivalent minutes of the last seven days; null when too few are known.</summary>
    public int? WeeklyEquivalentMinutes { get; init; }

    /// <summary>MET-minutes of the last seven days.</summary>
    public int? WeeklyMetMinutes { get; init; }

    /// <summary>Activity points of Life's Essential 8 for that week.</summary>
    public int? WeeklyEssentialPoints { get; init; }

    /// <summary>Days with known effort in these seven.</summary>
    public required int WeeklyDays { get; init; }

    /// <summary>Steps of the first valid days, the wearer's baseline.</summary>
    public required IReadOnlyList<int> BaselineDays { get; init; }

    /// <summary>Whether a weekend day is among them.</summary>
    public required bool BaselineHasWeekend { get; init; }

    /// <summary>Their median; null while there are too few.</summary>
    public int? BaselineSteps { get; init; }

    /// <summary>Whether there are enough of them to rely on.</summary>
    public required bool BaselineFirm { get; init; }

    /// <summary>Target of this day, steps; null before the first.</summary>
    public int? Target { get; init; }

    /// <summary>Target the score compares with: lower in a flare, else the same.</summary>
    public int? ScoringTarget { get; init; }

    /// <summary>Steps as percent of the target, rounded down; null when the day cannot tell.</summary>
    public int? AttainmentPercent { get; init; }

    /// <summary>Whether the target was met.</summary>
    public required Attainment Met { get; init; }

    /// <summary>What was decided about the target on this day; null on most.</summary>
    public TargetDecision? Decision { get; init; }

    /// <summary>State of the targets after this day.</summary>
    public TargetState? Targets { get; init; }

    /// <summary>State of a flare at the end of this day.</summary>
    public required FlareState Flare { get; init; }

    /// <summary>The score, 0 to 100; null when the day is not scored.</summary>
    public int? Score { get; init; }

    /// <summary>Points of its parts.</summary>
    public ScorePoints? Points { get; init; }

    /// <summary>Weight of the parts that were there, 0 to 100.</summary>
    public required int Coverage { get; init; }

    /// <summary>Days in a row that met their target, through excused ones.</summary>
    public required int Streak { get; init; }

    /// <summary>Excused or unjudged days inside the streak since the last met one.</summary>
    public required int StreakPause { get; init; }

    /// <summary>How far the steps stand out above the last 30 days.</summary>
    public required SpikeLevel StepSpike { get; init; }

    /// <summary>How far the longest walk stands out above the last 30 days.</summary>
    public required SpikeLevel WalkSpike { get; init; }

    /// <summary>Steps up to which this day is no spike; above it is enough for today.</summary>
    public int? EnoughSteps { get; init; }

    /// <summary>Load averages, for a chart.</summary>
    public LoadAverage? Load { get; init; }

    /// <summary>What a reader should know, in plain sentences.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The day may stand for the wearer's usual movement: valid and not excused.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsUsual => Validity == Validity.Valid && Excuse == Excuse.None;
}
