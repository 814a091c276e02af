using System.Runtime.InteropServices;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// Whether no two samples of a batch are about one moment of one series. Then it does not matter which of them the server
/// takes first, and requests can go side by side.
/// </summary>
internal static class DistinctMoments
{
    public static bool In(SampleBatch batch) =>
        (AreAscending(batch.HeartRates)
            || AreDistinct(batch.HeartRates, beat => (beat.Wearer, beat.Device, (int)beat.Kind, beat.TimeMs)))
        && AreDistinct(batch.Steps, step => (step.Wearer, step.Device, (int)step.Counter, step.TimeMs))
        && AreDistinct(batch.Journal, entry => (entry.Wearer, "", (int)entry.Kind, entry.TimeMs));

    // A phone that was away sends one series in order: that is seen without remembering.
    static bool AreAscending(List<HeartRateSample> beats)
    {
        var all = CollectionsMarshal.AsSpan(beats);
        for (var i = 1; i < all.Length; i++)
        {
            ref readonly var before = ref all[i - 1];
            ref readonly var beat = ref all[i];
            if (beat.TimeMs <= before.TimeMs || beat.Kind != before.Kind || beat.Device != before.Device || beat.Wearer != before.Wearer)
            {
                return false;
            }
        }
        return true;
    }

    static bool AreDistinct<T>(List<T> samples, Func<T, (string Wearer, string Device, int Kind, long TimeMs)> momentOf)
    {
        if (samples.Count < 2)
        {
            return true;
        }
        var seen = new HashSet<(string, string, int, long)>(samples.Count);
        return samples.TrueForAll(sample => seen.Add(momentOf(sample)));
    }
}
