namespace ActivitySync.Core.Movement;

public sealed partial record MovementOptions
{
    /// <summary>
    /// Fewer steps in a minute are no movement. Source: RAPIDS threshold of an active bout. [10 steps/min]
    /// </summary>
    public int LightCadence { get; init; } = 10;

    /// <summary>
    /// From this cadence on effort is moderate, about 3 METs. Source: Tudor-Locke 2019. [100 steps/min]
    /// </summary>
    public int ModerateCadence { get; init; } = 100;

    /// <summary>
    /// From this cadence on effort is vigorous, about 6 METs. Source: Tudor-Locke 2019. [130 steps/min]
    /// </summary>
    public int VigorousCadence { get; init; } = 130;

    /// <summary>
    /// Minutes in a row before heart rate lifts the class of a minute with steps. Our choice. [3 min]
    /// </summary>
    public int UpgradeRunMinutes { get; init; } = 3;

    /// <summary>
    /// Minutes in a row before heart rate counts without steps (cycling, rowing). Our choice. [10 min]
    /// </summary>
    public int HeartRateOnlyRunMinutes { get; init; } = 10;

    /// <summary>
    /// From this cadence on a minute is walking. Our choice: slow walking begins at 60. [60 steps/min]
    /// </summary>
    public int WalkingCadence { get; init; } = 60;

    /// <summary>Longest pause inside one continuous walk. Our choice. [1 min]</summary>
    public int WalkPauseMinutes { get; init; } = 1;

    /// <summary>
    /// Steps that make a break, within <see cref="BreakMinutes"/>. Our choice: about two minutes of walking. [100]
    /// </summary>
    public int BreakSteps { get; init; } = 100;

    /// <summary>Minutes within which a break's steps are made. Our choice. [3 min]</summary>
    public int BreakMinutes { get; init; } = 3;

    /// <summary>Still bouts from this length on are listed. Our choice. [30 min]</summary>
    public int ListedStillMinutes { get; init; } = 30;

    /// <summary>Still bouts from this length on are long. Our choice, as Garmin's move bar. [60 min]</summary>
    public int LongStillMinutes { get; init; } = 60;

    /// <summary>Steps that make a clock hour active. Source: Fitbit. [250]</summary>
    public int ActiveHourSteps { get; init; } = 250;

    /// <summary>First clock hour in which active hours count. Source: Fitbit. [9]</summary>
    public int ActiveFromHour { get; init; } = 9;

    /// <summary>Clock hour at which active hours end. Source: Fitbit. [18]</summary>
    public int ActiveToHour { get; init; } = 18;

    /// <summary>First clock hour of the movement blocks. Our choice. [8]</summary>
    public int BlockFromHour { get; init; } = 8;

    /// <summary>Clock hour at which the movement blocks end. Our choice. [20]</summary>
    public int BlockToHour { get; init; } = 20;

    /// <summary>Length of a movement block. Our choice. [2 h]</summary>
    public int BlockHours { get; init; } = 2;

    /// <summary>Moderate minutes that also satisfy a block. Our choice. [3 min]</summary>
    public int BlockModerateMinutes { get; init; } = 3;

    /// <summary>Worn minutes that make an hour or a block count at all. Our choice. [30 min]</summary>
    public int EligibleMinutes { get; init; } = 30;

    /// <summary>Vigorous minutes that make a bout with a possible relief window. Our choice. [15 min]</summary>
    public int ReliefMinutes { get; init; } = 15;

    /// <summary>Longest interruption inside such a bout. Our choice. [2 min]</summary>
    public int ReliefPauseMinutes { get; init; } = 2;

    /// <summary>Vigorous share of such a bout, percent. Our choice. [80]</summary>
    public int ReliefVigorousPercent { get; init; } = 80;

    /// <summary>
    /// Length of the possible relief window. Our choice, after Hoffman 2004 and 2005; low confidence. [30 min]
    /// </summary>
    public int ReliefWindowMinutes { get; init; } = 30;
}
