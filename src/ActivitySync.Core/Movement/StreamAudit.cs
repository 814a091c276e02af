using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>What is stored of one stream over some time.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Stream">The counter's word, or <c>heart_rate</c> or <c>resting_heart_rate</c>.</param>
/// <param name="FirstMs">First reading, Unix milliseconds UTC.</param>
/// <param name="LastMs">Last reading, Unix milliseconds UTC.</param>
/// <param name="Readings">Number of stored readings; the same fact received again is stored once.</param>
/// <param name="Gaps">Times between readings longer than asked for.</param>
/// <param name="LongestGapMs">The longest time between readings, milliseconds.</param>
/// <param name="Restated">Statements whose interval another one begins too: growing totals told again.</param>
/// <param name="Unchanged">Readings with the value of the one before: a counter told again, or at rest.</param>
public sealed record StreamAudit(
    string Device, string Stream, long FirstMs, long LastMs, int Readings, int Gaps, long LongestGapMs, int Restated,
    int Unchanged)
{
    /// <summary>One audit for each stream, by device and kind.</summary>
    /// <param name="steps">Step readings, any order.</param>
    /// <param name="heartRates">Heart rates, any order.</param>
    /// <param name="gapMs">Longest time without a reading that is no gap, milliseconds.</param>
    public static IReadOnlyList<StreamAudit> Of(
        IReadOnlyList<StepSample> steps, IReadOnlyList<HeartRateSample> heartRates, long gapMs) =>
        [
            .. steps.GroupBy(sample => (sample.Device, sample.Counter))
                .OrderBy(stream => stream.Key.Device, StringComparer.Ordinal).ThenBy(stream => stream.Key.Counter)
                .Select(stream => Of(
                    stream.Key.Device, CounterKindNames.Of(stream.Key.Counter),
                    [.. stream.Select(sample => (sample.TimeMs - sample.LengthMs, sample.TimeMs, sample.Count))],
                    stream.Key.Counter.IsReplaceable(), gapMs)),
            .. heartRates.GroupBy(sample => (sample.Device, sample.Kind))
                .OrderBy(stream => stream.Key.Device, StringComparer.Ordinal).ThenBy(stream => stream.Key.Kind)
                .Select(stream => Of(
                    stream.Key.Device, NameOf(stream.Key.Kind),
                    [.. stream.Select(sample => (sample.TimeMs, sample.TimeMs, (long)sample.Bpm))], false, gapMs)),
        ];

    /// <summary>The word for a stream of heart rates.</summary>
    public static string NameOf(HeartRateKind kind) => kind == HeartRateKind.Live ? "heart_rate" : "resting_heart_rate";

    static StreamAudit Of(
        string device, string name, List<(long StartMs, long EndMs, long Value)> readings, bool isStated, long gapMs)
    {
        readings.Sort();
        int gaps = 0, unchanged = 0;
        var longestMs = 0L;
        var knownToMs = readings[0].EndMs;
        for (var i = 1; i < readings.Count; i++)
        {
            var silentMs = Math.Max(0, readings[i].StartMs - knownToMs);
            gaps += silentMs > gapMs ? 1 : 0;
            longestMs = Math.Max(longestMs, silentMs);
            unchanged += !isStated && readings[i].Value == readings[i - 1].Value ? 1 : 0;
            knownToMs = Math.Max(knownToMs, readings[i].EndMs);
        }
        var restated = isStated ? readings.Count - readings.DistinctBy(reading => reading.StartMs).Count() : 0;
        return new StreamAudit(
            device, name, readings.Min(reading => reading.EndMs), knownToMs, readings.Count, gaps, longestMs, restated, unchanged);
    }
}
