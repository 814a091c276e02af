using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;

namespace ActivitySync.Jobs;

/// <summary>
/// Reads everything stored that can bear on one day (<see cref="DaySamples"/>). Steps are read in pieces of about
/// <see cref="RowsAtOnce"/> readings, and of each piece only what bears on the day stays: a device that counts each second
/// has 432,000 readings in a day and its margins, of which 86,400 matter.
/// </summary>
internal static class DaySampleReader
{
    /// <summary>Some 0.7 MB. Our choice.</summary>
    const int RowsAtOnce = 10_000;

    const long ShortestMs = 3600_000;
    const long FirstMs = 24 * 3600_000;

    public static async Task<DaySamples> ReadAsync(
        IStore store, string wearer, LocalDay day, MovementOptions options, CancellationToken stop) =>
        await ReadAsync(
            store, wearer, day, options, await store.ReadHeartRatesAsync(wearer, day.StartMs, day.EndMs, stop), stop);

    /// <summary>The same where the heart rates are known.</summary>
    public static async Task<DaySamples> ReadAsync(
        IStore store, string wearer, LocalDay day, MovementOptions options, IReadOnlyList<HeartRateSample> heartRates,
        CancellationToken stop)
    {
        var fromMs = day.StartMs - DaySamples.MarginMs;
        var bearing = new BearingSteps(day, options);
        var isCompared = false;
        var (width, endMs) = (FirstMs, day.EndMs + DaySamples.MarginMs);
        for (long start = fromMs, end; start < endMs; start = end)
        {
            end = Math.Min(start + width, endMs);
            var steps = await store.ReadStepsAsync(wearer, start, end, stop);
            isCompared = isCompared || IsCompared(steps);
            bearing.Add(steps);
            width = Math.Clamp(
                (long)((double)(end - start) * RowsAtOnce / Math.Max(1, steps.Count)), ShortestMs, DaySamples.MarginMs * 3);
        }
        if (isCompared)
        {
            bearing.Add(await store.ReadLastStepsAsync(wearer, fromMs, stop));
        }
        return new DaySamples
        {
            Steps = bearing.ToList(),
            HeartRates = heartRates,
            Journal = await store.ReadJournalAsync(wearer, day.StartMs, day.EndMs, stop),
        };
    }

    // A reading before the margin matters only to one that is compared with it; deltas that know their start are not.
    static bool IsCompared(IReadOnlyList<StepSample> steps) => steps.Any(sample =>
        !sample.Counter.IsReplaceable() && (sample.Counter != CounterKind.Delta || sample.LengthMs == 0));
}
