namespace ActivitySync.Core.Movement;

public sealed partial record MovementOptions
{
    /// <summary>Lower readings are not believed. Our choice. [30 bpm]</summary>
    public int MinBpm { get; init; } = 30;

    /// <summary>Higher readings are not believed. Our choice. [220 bpm]</summary>
    public int MaxBpm { get; init; } = 220;

    /// <summary>
    /// As many equal minutes in a row while awake come from a stuck sensor. Source: ABCD study Fitbit processing. [10
    /// min]
    /// </summary>
    public int RepeatedAwakeMinutes { get; init; } = 10;

    /// <summary>
    /// As many equal minutes in a row while asleep come from a stuck sensor. Source: ABCD study Fitbit processing.
    /// [30 min]
    /// </summary>
    public int RepeatedAsleepMinutes { get; init; } = 30;

    /// <summary>
    /// From this cadence on the optical sensor may read steps instead of beats. Our choice. [100 steps/min]
    /// </summary>
    public int LockCadence { get; init; } = 100;

    /// <summary>Heart rate this near to cadence looks locked. Our choice. [3 bpm]</summary>
    public int LockBpm { get; init; } = 3;

    /// <summary>As many near minutes in a row are taken as locked. Our choice. [10 min]</summary>
    public int LockMinutes { get; init; } = 10;

    /// <summary>
    /// Window whose lowest mean is the day's resting heart rate. Our choice, after Garmin's 30 minutes. [30 min]
    /// </summary>
    public int RestingWindowMinutes { get; init; } = 30;

    /// <summary>Valid minutes a resting window needs. Our choice. [24 min]</summary>
    public int RestingValidMinutes { get; init; } = 24;

    /// <summary>Days whose median is the person's resting heart rate. Our choice. [7]</summary>
    public int RestingDays { get; init; } = 7;

    /// <summary>Days a measured one needs at least. Our choice. [3]</summary>
    public int MinRestingDays { get; init; } = 3;

    /// <summary>Resting heart rate when nothing is known. Our choice. [70 bpm]</summary>
    public int DefaultRestingBpm { get; init; } = 70;

    /// <summary>A smaller reserve (maximum − resting) says nothing about effort. Our choice. [40 bpm]</summary>
    public int MinReserveBpm { get; init; } = 40;

    /// <summary>How the maximum is estimated from age when it was not measured. Source: Tanaka 2001. [Tanaka]</summary>
    public MaxHeartRateFormula MaxHeartRateFormula { get; init; } = MaxHeartRateFormula.Tanaka;

    /// <summary>
    /// From this share of the reserve on effort is light, percent. Source: ACSM bands (Garber 2011). [30]
    /// </summary>
    public int LightReservePercent { get; init; } = 30;

    /// <summary>
    /// From this share of the reserve on effort is moderate, percent. Source: ACSM bands (Garber 2011). [40]
    /// </summary>
    public int ModerateReservePercent { get; init; } = 40;

    /// <summary>
    /// From this share of the reserve on effort is vigorous, percent. Source: ACSM bands (Garber 2011). [60]
    /// </summary>
    public int VigorousReservePercent { get; init; } = 60;

    /// <summary>
    /// Between two valid minutes no further apart the device is taken as worn; watches often measure every 5 or 10
    /// minutes. Our choice: below the repeated-value run. [9 min missing]
    /// </summary>
    public int WornGapMinutes { get; init; } = 9;

    /// <summary>
    /// Without a heart-rate sensor: zeros this long are time not worn. Source: Jaeschke 2017 (one of two cohorts);
    /// low confidence. [180 min]
    /// </summary>
    public int NonWearFrameMinutes { get; init; } = 180;

    /// <summary>
    /// A short burst breaks zeros only with other steps this near. Source: Choi 2011, half the frame. [90 min]
    /// </summary>
    public int NonWearStreamMinutes { get; init; } = 90;

    /// <summary>Longest burst that does not break zeros. Source: Choi 2011. [2 min]</summary>
    public int NonWearBurstMinutes { get; init; } = 2;
}
