using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Verbs;

/// <summary>
/// How many readings of a stream came again: what was received of it less what is stored, day by day. Readings that were
/// stored without having been received here (an import, a restored spool, versions before this was counted) hide some.
/// </summary>
/// <param name="Count">So many at least.</param>
/// <param name="IsExact">On no day less was received than is stored.</param>
internal readonly record struct Duplicates(long Count, bool IsExact)
{
    public static Dictionary<(string Device, string Stream), Duplicates> Of(
        IReadOnlyList<LocalDay> days, IReadOnlyList<StepSample> steps, IReadOnlyList<HeartRateSample> heartRates,
        IReadOnlyDictionary<(string Device, string Stream, LocalDate Date), long> received)
    {
        var stored = steps.Select(sample => (sample.Device, Stream: CounterKindNames.Of(sample.Counter), sample.TimeMs))
            .Concat(heartRates.Select(sample => (sample.Device, Stream: StreamAudit.NameOf(sample.Kind), sample.TimeMs)))
            .GroupBy(sample => (sample.Device, sample.Stream, DateOf(days, sample.TimeMs)))
            .ToDictionary(stream => stream.Key, stream => stream.LongCount());
        return stored.Keys.Union(received.Keys).GroupBy(key => (key.Item1, key.Item2)).ToDictionary(
            stream => stream.Key,
            stream => new Duplicates(
                stream.Sum(key => Math.Max(0, received.GetValueOrDefault(key) - stored.GetValueOrDefault(key))),
                stream.All(key => received.GetValueOrDefault(key) >= stored.GetValueOrDefault(key))));
    }

    static LocalDate DateOf(IReadOnlyList<LocalDay> days, long timeMs)
    {
        var (low, high) = (0, days.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = days[middle].StartMs <= timeMs ? (middle, high) : (low, middle - 1);
        }
        return days[low].Date;
    }
}
