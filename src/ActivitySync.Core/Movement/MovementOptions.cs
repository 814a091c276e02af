using NodaTime;

namespace ActivitySync.Core.Movement;

/// <summary>Every constant by which readings become a day of movement. Change with <c>with</c>.</summary>
public sealed partial record MovementOptions
{
    /// <summary>The defaults.</summary>
    public static MovementOptions Default { get; } = new();

    /// <summary>
    /// A counter that falls to at least this share of its high mark has dipped, not restarted, percent. Source: Home
    /// Assistant recorder, reset_detected. [90]
    /// </summary>
    public int DipPercent { get; init; } = 90;

    /// <summary>
    /// A counter of known size rolls over only from at least this share of it, percent. Our choice: near its end. [90]
    /// </summary>
    public int RolloverFromPercent { get; init; } = 90;

    /// <summary>And only to at most this share, percent. Our choice: near its begin. [10]</summary>
    public int RolloverToPercent { get; init; } = 10;

    /// <summary>
    /// More steps per minute than this are not believed. Our choice: above any sprinter. [220 steps/min]
    /// </summary>
    public int MaxCadence { get; init; } = 220;

    /// <summary>
    /// How long after midnight a figure a little above yesterday's last is taken for yesterday's; an equal one is at any
    /// hour. Our choice: nobody repeats a day's steps before dawn. [3 h]
    /// </summary>
    public int StaleHours { get; init; } = 3;

    /// <summary>
    /// A counter that comes back from a small count faster than this had not restarted: the small count was another
    /// kind of number. Our choice: a brisk walk without a pause. [100 steps/min]
    /// </summary>
    public int MixedCadence { get; init; } = 100;

    /// <summary>A counter silent for longer has its steps laid on its last so many hours. Our choice. [48 h]</summary>
    public int LateWindowHours { get; init; } = 48;

    /// <summary>
    /// Longer intervals count in the total but give no minutes, so that they cannot pretend a pace. Our choice. [60
    /// min]
    /// </summary>
    public int MaxSpreadMinutes { get; init; } = 60;

    /// <summary>
    /// How far back a delta without a length may reach to the reading before it. Our choice. [60 min]
    /// </summary>
    public int UnknownLengthMinutes { get; init; } = 60;

    /// <summary>Time the wearer is taken to wake, unless they told. Our choice. [07:00]</summary>
    public LocalTime WakeTime { get; init; } = new(7, 0);

    /// <summary>Time the wearer is taken to go to sleep, unless they told. Our choice. [22:00]</summary>
    public LocalTime SleepTime { get; init; } = new(22, 0);

    /// <summary>A shorter day (journey east) is irregular. Our choice. [20 h]</summary>
    public int MinDayHours { get; init; } = 20;

    /// <summary>A longer day (journey west) is irregular. Our choice. [28 h]</summary>
    public int MaxDayHours { get; init; } = 28;

    /// <summary>
    /// Worn minutes that make a day valid. Source: 10 h in NHANES cadence work, Tudor-Locke 2011. [600 min]
    /// </summary>
    public int MinWornMinutes { get; init; } = 600;

    /// <summary>Fewer steps make a day insufficient. Source: All of Us practice, not verified. [100]</summary>
    public int MinDaySteps { get; init; } = 100;

    /// <summary>
    /// More steps make a day insufficient: a counting error is likelier. Source: All of Us practice, not verified.
    /// [45,000]
    /// </summary>
    public int MaxDaySteps { get; init; } = 45_000;

    /// <summary>
    /// Where no device measures the heart: hours with a reading and enough worn minutes that make a day valid. Our
    /// choice. [8]
    /// </summary>
    public int MinHoursWithSteps { get; init; } = 8;

    /// <summary>Worn minutes such an hour needs. Our choice: half of it. [30 min]</summary>
    public int MinHourWornMinutes { get; init; } = 30;

    /// <summary>
    /// Summed deltas below this share of the device's own daily total make a day insufficient, percent. Source: ABCD
    /// study step check. [80]
    /// </summary>
    public int MinShareOfDeviceTotalPercent { get; init; } = 80;

    internal long StaleMs => StaleHours * 3_600_000L;

    internal long LateWindowMs => LateWindowHours * 3_600_000L;

    internal long MaxSpreadMs => MaxSpreadMinutes * 60_000L;

    internal long UnknownLengthMs => UnknownLengthMinutes * 60_000L;
}
