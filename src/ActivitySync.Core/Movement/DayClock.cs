using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Movement;

/// <summary>What the wearer's wall clock showed in each minute of a day, through clock changes and journeys.</summary>
public sealed class DayClock
{
    const int MinutesPerDay = 24 * 60;
    const long MinuteMs = 60_000;

    private readonly short[] _minuteOfDay;
    private readonly int _wake;
    private readonly int _sleep;

    DayClock(short[] minuteOfDay, int wake, int sleep) => (_minuteOfDay, _wake, _sleep) = (minuteOfDay, wake, sleep);

    /// <summary>The clock of a day of no minutes.</summary>
    internal static DayClock Empty { get; } = new([], 0, 0);

    /// <summary>Minutes in the day.</summary>
    public int Minutes => _minuteOfDay.Length;

    /// <summary>Clock hour 0 to 23 at a minute of the day.</summary>
    public int HourAt(int minute) => _minuteOfDay[minute] / 60;

    /// <summary>Minutes since local midnight, 0 to 1439, at a minute of the day.</summary>
    public int MinuteOfDayAt(int minute) => _minuteOfDay[minute];

    /// <summary>
    /// Whether the wearer is taken to be awake: from waking time up to, not including, sleeping time.
    /// </summary>
    public bool IsAwake(int minute) => Within(_minuteOfDay[minute], _wake, _sleep);

    /// <summary>Reads the clock for each minute of the day.</summary>
    public static DayClock Of(Wearer wearer, LocalDay day, MovementOptions options)
    {
        var minuteOfDay = new short[day.Minutes];
        var minute = 0;
        while (minute < minuteOfDay.Length)
        {
            var instant = Instant.FromUnixTimeMilliseconds(day.StartMs + minute * MinuteMs);
            var interval = wearer.Zones.At(instant).GetZoneInterval(instant);
            var until = SegmentEnd(wearer, day, interval, instant);
            var local = FloorMod((instant.ToUnixTimeMilliseconds() + interval.WallOffset.Milliseconds) / MinuteMs);
            for (; minute < until; minute++)
            {
                minuteOfDay[minute] = (short)local;
                local = local == MinutesPerDay - 1 ? 0 : local + 1;
            }
        }
        return new DayClock(
            minuteOfDay, InMinutes(wearer.WakeTime ?? options.WakeTime), InMinutes(wearer.SleepTime ?? options.SleepTime));
    }

    /// <summary>Whether a clock minute lies in [from, to), around midnight where to is not after from.</summary>
    internal static bool Within(int minuteOfDay, int from, int to) =>
        from < to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to;

    /// <summary>Whole minutes since midnight.</summary>
    internal static int InMinutes(LocalTime time) => time.Hour * 60 + time.Minute;

    static int SegmentEnd(Wearer wearer, LocalDay day, NodaTime.TimeZones.ZoneInterval interval, Instant instant)
    {
        var endMs = interval.HasEnd ? Math.Min(day.EndMs, interval.End.ToUnixTimeMilliseconds()) : day.EndMs;
        foreach (var (since, _) in wearer.Zones.Stays)
        {
            if (since > instant)
            {
                endMs = Math.Min(endMs, since.ToUnixTimeMilliseconds());
                break;
            }
        }
        var current = (instant.ToUnixTimeMilliseconds() - day.StartMs) / MinuteMs;
        return (int)Math.Max(current + 1, Math.Min(day.Minutes, (endMs - day.StartMs + MinuteMs - 1) / MinuteMs));
    }

    static int FloorMod(long minutes) => (int)(((minutes % MinutesPerDay) + MinutesPerDay) % MinutesPerDay);
}
