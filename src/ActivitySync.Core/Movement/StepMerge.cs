using System.Runtime.InteropServices;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// Lays the devices of a day over each other, the most trusted first: a device keeps the time nobody before it claimed,
/// with its steps cut pro rata (as Android's MergeDataHelper). A device that counts nothing claims time only while
/// worn, so that a watch on the nightstand does not hide the phone. Never sums two devices in one instant, never takes
/// the larger.
/// </summary>
internal sealed class StepMerge(LocalDay day)
{
    /// <summary>Nobody said anything about this minute.</summary>
    public const int Unknown = -1;

    /// <summary>Steps of this minute are in the total only: their interval was too long.</summary>
    public const int Coarse = -2;

    private List<(long StartMs, long EndMs)> _claims = [];

    /// <summary>Steps of each minute of the day, or <see cref="Unknown"/> or <see cref="Coarse"/>.</summary>
    public int[] Minutes { get; } = Filled(day.Minutes, Unknown);

    /// <summary>Steps counted so far.</summary>
    public long Total { get; private set; }

    /// <summary>Of these, steps without minutes.</summary>
    public long CoarseTotal { get; private set; }

    /// <summary>Adds the next trusted device; gives the steps of it that count.</summary>
    public long Add(List<StepInterval> intervals, ReadOnlySpan<bool> worn)
    {
        var before = Total;
        var claimed = new List<(long StartMs, long EndMs)>();
        var next = 0;
        foreach (ref readonly var interval in CollectionsMarshal.AsSpan(intervals))
        {
            if (interval.Steps == 0 && !IsWorn(interval, worn))
            {
                Touch(interval.StartMs, interval.EndMs, interval.IsCoarse);
                continue;
            }
            while (next < _claims.Count && _claims[next].EndMs <= interval.StartMs)
            {
                next++;
            }
            TakeFree(interval, next);
            Join(claimed, interval.StartMs, interval.EndMs);
        }
        _claims = _claims.Count == 0 ? claimed : Union(_claims, claimed);
        return Total - before;
    }

    void TakeFree(in StepInterval interval, int claim)
    {
        var atMs = interval.StartMs;
        while (atMs < interval.EndMs)
        {
            var isLast = claim >= _claims.Count;
            var untilMs = isLast ? interval.EndMs : Math.Min(_claims[claim].StartMs, interval.EndMs);
            if (untilMs > atMs)
            {
                Take(interval, atMs, untilMs);
            }
            atMs = isLast ? interval.EndMs : Math.Max(atMs, _claims[claim].EndMs);
            claim++;
        }
    }

    void Take(in StepInterval interval, long fromMs, long toMs)
    {
        var steps = Apportion.Between(interval.Steps, interval.StartMs, interval.EndMs, fromMs, toMs);
        Total += steps;
        if (interval.IsCoarse)
        {
            CoarseTotal += steps;
            Touch(fromMs, toMs, isCoarse: true);
        }
        else
        {
            Apportion.ToMinutes(Minutes, day.StartMs, fromMs, toMs, steps);
        }
    }

    void Touch(long fromMs, long toMs, bool isCoarse)
    {
        var last = (int)((toMs - day.StartMs - 1) / 60_000);
        for (var minute = (int)((fromMs - day.StartMs) / 60_000); minute <= last; minute++)
        {
            if (isCoarse && Minutes[minute] == Unknown)
            {
                Minutes[minute] = Coarse;
            }
            else if (!isCoarse && Minutes[minute] == Unknown)
            {
                Minutes[minute] = 0;
            }
        }
    }

    bool IsWorn(in StepInterval interval, ReadOnlySpan<bool> worn)
    {
        var first = (int)((interval.StartMs - day.StartMs) / 60_000);
        var last = (int)((interval.EndMs - day.StartMs - 1) / 60_000);
        return worn[first..(last + 1)].Contains(true);
    }

    static List<(long StartMs, long EndMs)> Union(
        List<(long StartMs, long EndMs)> a, List<(long StartMs, long EndMs)> b)
    {
        var union = new List<(long StartMs, long EndMs)>(a.Count + b.Count);
        int i = 0, j = 0;
        while (i < a.Count || j < b.Count)
        {
            var fromA = j >= b.Count || (i < a.Count && a[i].StartMs <= b[j].StartMs);
            var (startMs, endMs) = fromA ? a[i++] : b[j++];
            Join(union, startMs, endMs);
        }
        return union;
    }

    static void Join(List<(long StartMs, long EndMs)> spans, long startMs, long endMs)
    {
        if (spans.Count > 0 && spans[^1].EndMs >= startMs)
        {
            spans[^1] = (spans[^1].StartMs, Math.Max(spans[^1].EndMs, endMs));
        }
        else
        {
            spans.Add((startMs, endMs));
        }
    }

    static int[] Filled(int count, int value)
    {
        var minutes = new int[count];
        Array.Fill(minutes, value);
        return minutes;
    }
}
