using ActivitySync.Core.Movement;
using ActivitySync.Core.Targets;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// Every constant by which a day is scored, with those of movement and targets. Change with <c>with</c>.
/// </summary>
public sealed record ScoringOptions
{
    /// <summary>The defaults.</summary>
    public static ScoringOptions Default { get; } = new();

    /// <summary>How readings become movement.</summary>
    public MovementOptions Movement { get; init; } = MovementOptions.Default;

    /// <summary>How targets are set.</summary>
    public TargetOptions Targets { get; init; } = TargetOptions.Default;

    /// <summary>Weight of steps against target. Our choice: volume matters most (HUNT 2025). [40 of 100]</summary>
    public int VolumeWeight { get; init; } = 40;

    /// <summary>Weight of movement blocks hit. Our choice. [25 of 100]</summary>
    public int SpreadWeight { get; init; } = 25;

    /// <summary>Weight of the week's effort. Our choice. [20 of 100]</summary>
    public int IntensityWeight { get; init; } = 20;

    /// <summary>Weight of targets met lately. Our choice. [15 of 100]</summary>
    public int ConsistencyWeight { get; init; } = 15;

    /// <summary>Scores made of less than this are provisional. Our choice. [70 of 100]</summary>
    public int FirmCoverage { get; init; } = 70;

    /// <summary>Moderate-equivalent minutes a week that are enough. Source: WHO 2020 (Bull). [150 min]</summary>
    public int WeeklyMinutes { get; init; } = 150;

    /// <summary>Days, this one included, over which effort is summed. Source: as above, a week. [7]</summary>
    public int WeekDays { get; init; } = 7;

    /// <summary>Of these, days with known effort that a sum needs. Our choice. [4]</summary>
    public int MinWeekDays { get; init; } = 4;

    /// <summary>Movement blocks that must be judged for the spread to count. Our choice: half of six. [3]</summary>
    public int MinBlocks { get; init; } = 3;

    /// <summary>Last valid days looked at for consistency. Our choice. [7]</summary>
    public int ConsistencyDays { get; init; } = 7;

    /// <summary>Of these, days met that are full marks; also how many must be known. Our choice. [5]</summary>
    public int ConsistencyMet { get; init; } = 5;

    /// <summary>
    /// Calendar days whose highest value a day is compared with. Source: Schuster Brandt Frandsen 2025, for runners.
    /// [30 days]
    /// </summary>
    public int SpikeDays { get; init; } = 30;

    /// <summary>Valid days such a comparison needs. Our choice. [7]</summary>
    public int MinSpikeDays { get; init; } = 7;

    /// <summary>Up to this share of that highest value nothing is said, percent. Source: as above. [110]</summary>
    public int SmallSpikePercent { get; init; } = 110;

    /// <summary>Up to this share a spike is small, percent. Source: as above. [130]</summary>
    public int ModerateSpikePercent { get; init; } = 130;

    /// <summary>Up to this share a spike is moderate, above it large, percent. Source: as above. [200]</summary>
    public int LargeSpikePercent { get; init; } = 200;

    /// <summary>Days in a row that could not be judged after which a streak ends. Our choice. [7]</summary>
    public int StreakGapDays { get; init; } = 7;

    /// <summary>Valid days from which the pace of the day follows the wearer's own habit. Our choice. [14]</summary>
    public int HabitDays { get; init; } = 14;

    /// <summary>Span of the short load average. Source: Williams 2017. [7 days]</summary>
    public int AcuteDays { get; init; } = 7;

    /// <summary>
    /// Span of the long load average, and how long their ratio is hidden. Source: as above. [28 days]
    /// </summary>
    public int ChronicDays { get; init; } = 28;
}
