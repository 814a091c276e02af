using System.Diagnostics.Metrics;
using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;

namespace ActivitySync.Ingest;

/// <summary>Measures how long the store takes for a batch; costs nothing while nobody listens.</summary>
internal static class StoreTiming
{
    /// <summary>The service's meter.</summary>
    public const string MeterName = "activitysync";

    static readonly Meter Ours = new(MeterName);

    // From a file on this disk to a server that is nearly given up. Our choice.
    static readonly Histogram<double> Writes = Ours.CreateHistogram(
        "activitysync.store.write", "s", "How long the store took for a batch",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30] });

    public static async Task WriteAsync(IStore store, SampleBatch samples, TimeProvider time, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        await store.WriteAsync(samples, stop);
        Writes.Record(time.GetElapsedTime(started).TotalSeconds);
    }
}
