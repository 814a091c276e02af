using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Ingest;

/// <summary>
/// Which days a batch of samples can change. A delta, a slot and an interval total change the days of their interval. A
/// counter reading changes the days back to the reading before it; when that is not known, or the reading comes out of
/// order, falls or corrects the last one, all days within the late window on both sides: the counter may then be compared
/// with any reading in it. For the late window after a fall readings reach back to before it, since they tell whether the
/// counter began anew or a stranger's number was strewn in. Owned by the drain: it remembers each stream's newest reading.
/// </summary>
internal sealed class TouchedDays(IReadOnlyDictionary<string, Wearer> wearers)
{
    readonly Dictionary<(string Wearer, string Device, CounterKind Counter), Newest> _newest = [];
    readonly Dictionary<string, LocalDay> _today = [];

    public HashSet<DayKey> Of(SampleBatch batch)
    {
        var days = new HashSet<DayKey>();
        foreach (ref readonly var sample in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch.Steps))
        {
            var (fromMs, toMs) = Reach(sample);
            Add(days, sample.Wearer, fromMs, toMs);
        }
        foreach (ref readonly var sample in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch.HeartRates))
        {
            Add(days, sample.Wearer, sample.TimeMs, sample.TimeMs + 1);
        }
        foreach (var entry in batch.Journal)
        {
            Add(days, entry.Wearer, entry.TimeMs, entry.TimeMs + 1);
        }
        foreach (var request in batch.Recalculations)
        {
            Add(days, request.Wearer, request.TimeMs - RecalculationRequest.ReachMs, request.TimeMs + 1);
        }
        return days;
    }

    (long FromMs, long ToMs) Reach(in StepSample sample)
    {
        if ((sample.Counter == CounterKind.Delta || sample.Counter.IsReplaceable()) && sample.LengthMs > 0)
        {
            return (sample.TimeMs - sample.LengthMs, sample.TimeMs);
        }
        ref var newest = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _newest, (sample.Wearer, sample.Device, sample.Counter), out var known);
        var isInOrder = known && (sample.TimeMs > newest.TimeMs ? sample.Count >= newest.Count
            : sample.TimeMs == newest.TimeMs && sample.Count == newest.Count);
        var reach = isInOrder
            ? (Math.Max(Math.Min(newest.TimeMs, BeforeFall(newest, sample)), sample.TimeMs - DaySamples.MarginMs), sample.TimeMs + 1)
            : (sample.TimeMs - DaySamples.MarginMs, sample.TimeMs + DaySamples.MarginMs);
        if (!known || sample.TimeMs >= newest.TimeMs)
        {
            var fell = known && sample.TimeMs > newest.TimeMs && sample.Count < newest.Count && !BeganNewDay(newest, sample);
            newest = new Newest(sample.TimeMs, sample.Count, fell ? newest.TimeMs : newest.BeforeFallMs);
        }
        return DeviceDayReach(sample, reach);
    }

    static long BeforeFall(in Newest newest, in StepSample sample) =>
        newest.BeforeFallMs is { } fellMs && sample.TimeMs - fellMs <= DaySamples.MarginMs ? fellMs : long.MaxValue;

    // A since-midnight counter falls every night; that fall is no riddle.
    bool BeganNewDay(in Newest newest, in StepSample sample) => sample.Counter == CounterKind.SinceMidnight
        && CalendarDate(sample.Wearer, newest.TimeMs) < CalendarDate(sample.Wearer, sample.TimeMs);

    // Where the wearer's day does not begin at midnight, a figure of the device's day is of two of theirs.
    (long FromMs, long ToMs) DeviceDayReach(in StepSample sample, (long FromMs, long ToMs) reach)
    {
        var dayStart = wearers[sample.Wearer].DayStart;
        return sample.Counter == CounterKind.SinceMidnight && dayStart != LocalTime.Midnight
            ? (Math.Min(reach.FromMs, sample.TimeMs - DaySamples.MarginMs / 2), reach.ToMs) : reach;
    }

    LocalDate CalendarDate(string wearer, long timeMs) =>
        LocalDays.DateAt(wearers[wearer] with { DayStart = LocalTime.Midnight }, timeMs);

    void Add(HashSet<DayKey> days, string wearer, long fromMs, long toMs)
    {
        // Nearly every sample is of the day the last one was: no calendar arithmetic for it.
        if (_today.TryGetValue(wearer, out var day) && fromMs >= day.StartMs && toMs <= day.EndMs)
        {
            days.Add(new DayKey(wearer, day.Date));
            return;
        }
        foreach (var touched in LocalDays.Overlapping(wearers[wearer], fromMs, toMs))
        {
            days.Add(new DayKey(wearer, touched.Date));
            _today[wearer] = touched;
        }
    }

    readonly record struct Newest(long TimeMs, long Count, long? BeforeFallMs);
}
