using System.Runtime.InteropServices;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// What one device counted in a day. A device that sends several kinds of counter is never summed: the first kind in
/// the order of <see cref="CounterKind"/> that covers any of the day stands for it.
/// </summary>
internal sealed class DeviceDay
{
    private readonly LocalDay _day;
    private readonly MovementOptions _options;

    DeviceDay(string device, LocalDay day, MovementOptions options) => (Device, _day, _options) = (device, day, options);

    public string Device { get; }

    public CounterKind Counter { get; private set; }

    /// <summary>The chosen counter's deltas that touch the day, ascending by reading.</summary>
    public List<StepDelta> Deltas { get; private set; } = [];

    /// <summary>Deltas of other counters of this device that touch the day.</summary>
    public List<(CounterKind Counter, StepDelta Delta)> OtherDeltas { get; } = [];

    /// <summary>What competes in the merge, ascending, apart.</summary>
    public List<StepInterval> Intervals { get; } = [];

    /// <summary>Steps of all intervals.</summary>
    public long Steps { get; private set; }

    /// <summary>The device's own highest total since midnight within the day; null when it does not tell.</summary>
    public long? OwnTotal { get; private set; }

    /// <summary>Whether intervals of one stream overlapped; the earlier kept its time.</summary>
    public bool OverlapsItself { get; private set; }

    public static DeviceDay Of(Wearer wearer, LocalDay day, DeviceReadings readings, MovementOptions options)
    {
        var result = new DeviceDay(readings.Device, day, options);
        long? modulus = wearer.CounterModuli.TryGetValue(readings.Device, out var steps) ? steps : null;
        var midnights = new DeviceMidnights(wearer);
        var isChosen = false;
        for (var kind = CounterKind.Delta; kind <= CounterKind.Lifetime; kind++)
        {
            var sorted = readings.Sorted(kind);
            if (sorted.Length == 0)
            {
                continue;
            }
            var deltas = result.Fold(new CounterFold(kind, modulus, midnights, options), sorted);
            if (kind == CounterKind.SinceMidnight)
            {
                result.OwnTotal = result.HighestIn(sorted);
            }
            if (!isChosen && deltas.Exists(delta => delta.Counts && delta.EndMs > delta.StartMs))
            {
                isChosen = true;
                result.PutAside(result.Counter, result.Deltas);
                (result.Counter, result.Deltas) = (kind, deltas);
            }
            else if (!isChosen && result.Deltas.Count == 0)
            {
                (result.Counter, result.Deltas) = (kind, deltas);
            }
            else
            {
                result.PutAside(kind, deltas);
            }
        }
        result.CutToDay();
        return result;
    }

    void PutAside(CounterKind kind, List<StepDelta> deltas) =>
        OtherDeltas.AddRange(deltas.Select(delta => (kind, delta with { Rule = CounterRule.OtherCounter })));

    List<StepDelta> Fold(CounterFold fold, ReadOnlySpan<CounterReading> readings)
    {
        var deltas = new List<StepDelta>(Math.Min(readings.Length, _day.Minutes));
        foreach (ref readonly var reading in readings)
        {
            var delta = fold.Next(reading);
            if (delta.StartMs >= _day.EndMs)
            {
                break;
            }
            if (delta.EndMs > _day.StartMs)
            {
                deltas.Add(delta);
            }
        }
        return deltas;
    }

    long? HighestIn(ReadOnlySpan<CounterReading> readings)
    {
        long? highest = null;
        foreach (ref readonly var reading in readings)
        {
            if (_day.Contains(reading.TimeMs))
            {
                highest = Math.Max(highest ?? 0, reading.Value);
            }
        }
        return highest;
    }

    void CutToDay()
    {
        var deltas = Deltas;
        if (!IsApart(deltas))
        {
            OverlapsItself = true;
            deltas = [.. deltas.OrderBy(delta => delta.StartMs).ThenBy(delta => delta.EndMs).ThenBy(delta => delta.Steps)];
        }
        var freeFromMs = _day.StartMs;
        Intervals.EnsureCapacity(deltas.Count);
        foreach (ref readonly var delta in CollectionsMarshal.AsSpan(deltas))
        {
            var startMs = Math.Max(delta.StartMs, freeFromMs);
            var endMs = Math.Min(delta.EndMs, _day.EndMs);
            if (!delta.Counts || endMs <= startMs)
            {
                continue;
            }
            var steps = Apportion.Between(delta.Steps, delta.StartMs, delta.EndMs, startMs, endMs);
            var isCoarse = delta.EndMs - delta.StartMs > _options.MaxSpreadMs;
            Intervals.Add(new StepInterval(startMs, endMs, steps, isCoarse));
            Steps += steps;
            freeFromMs = endMs;
        }
    }

    static bool IsApart(List<StepDelta> deltas)
    {
        var freeFromMs = long.MinValue;
        foreach (ref readonly var delta in CollectionsMarshal.AsSpan(deltas))
        {
            if (delta.Counts && delta.StartMs < freeFromMs)
            {
                return false;
            }
            freeFromMs = delta.Counts ? delta.EndMs : freeFromMs;
        }
        return true;
    }
}
