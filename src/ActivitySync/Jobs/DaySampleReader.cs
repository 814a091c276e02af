using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;

namespace ActivitySync.Jobs;

/// <summary>Reads everything stored that can bear on one day (<see cref="DaySamples"/>).</summary>
internal static class DaySampleReader
{
    public static async Task<DaySamples> ReadAsync(IStore store, string wearer, LocalDay day, CancellationToken stop)
    {
        var fromMs = day.StartMs - DaySamples.MarginMs;
        var before = await store.ReadLastStepsAsync(wearer, fromMs, stop);
        var steps = await store.ReadStepsAsync(wearer, fromMs, day.EndMs + DaySamples.MarginMs, stop);
        return new DaySamples
        {
            Steps = [.. before, .. steps],
            HeartRates = await store.ReadHeartRatesAsync(wearer, day.StartMs, day.EndMs, stop),
            Journal = await store.ReadJournalAsync(wearer, day.StartMs, day.EndMs, stop),
        };
    }
}
