using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>What the native format asks of a step reading, counter by counter.</summary>
internal static class NativeCounters
{
    /// <summary>The counters a reading may name.</summary>
    public const string Words =
        "delta, since_midnight, since_boot, lifetime, minute_slot, hour_slot, day_slot, interval_total or session";

    const long MinuteMs = 60_000;

    /// <summary>Whether the reading is about [from, ts] and must say so.</summary>
    public static bool NeedsFrom(CounterKind counter) => counter.IsReplaceable();

    /// <summary>
    /// When the reading cannot be later than its receipt: a slot is stated before it is over, so its start counts.
    /// </summary>
    public static bool IsKnownAtStart(CounterKind counter) =>
        counter is CounterKind.MinuteSlot or CounterKind.HourSlot or CounterKind.DaySlot;

    /// <summary>Longest interval of a reading, milliseconds.</summary>
    public static long LongestMs(CounterKind counter) => counter switch
    {
        CounterKind.MinuteSlot => MinuteMs,
        CounterKind.HourSlot => 60 * MinuteMs,
        _ => DaySamples.MarginMs,
    };

    /// <summary>Why an interval cannot be; null when it can.</summary>
    public static Rejection? CheckLength(CounterKind counter, long lengthMs) =>
        lengthMs > 0 && lengthMs <= LongestMs(counter) ? null : new Rejection("bad_interval", counter switch
        {
            CounterKind.MinuteSlot => "from must lie before ts, by at most a minute.",
            CounterKind.HourSlot => "from must lie before ts, by at most an hour.",
            _ => "from must lie before ts, by at most 48 hours.",
        });
}
