using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;

namespace ActivitySync.Jobs;

/// <summary>Reads everything stored that can bear on one day (<see cref="DaySamples"/>).</summary>
internal static class DaySampleReader
{
    public static async Task<DaySamples> ReadAsync(IStore store, string wearer, LocalDay day, CancellationToken stop)
    {
        var fromMs = day.StartMs - DaySamples.MarginMs;
        var steps = await store.ReadStepsAsync(wearer, fromMs, day.EndMs + DaySamples.MarginMs, stop);
        // A reading before these matters only to one that is compared with it; deltas that know their start are not.
        var isCompared = steps.Any(sample =>
            !sample.Counter.IsReplaceable() && (sample.Counter != CounterKind.Delta || sample.LengthMs == 0));
        var before = isCompared ? await store.ReadLastStepsAsync(wearer, fromMs, stop) : [];
        return new DaySamples
        {
            Steps = [.. before, .. steps],
            HeartRates = await store.ReadHeartRatesAsync(wearer, day.StartMs, day.EndMs, stop),
            Journal = await store.ReadJournalAsync(wearer, day.StartMs, day.EndMs, stop),
        };
    }
}
