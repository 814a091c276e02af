using System.Runtime.InteropServices;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>What one counter of one device says of a day.</summary>
internal sealed class CounterDay
{
    private readonly LocalDay? _day;
    private readonly MovementOptions _options;
    private List<StepInterval>? _intervals;
    private long _steps;

    CounterDay(CounterKind kind, LocalDay? day, MovementOptions options) => (Kind, _day, _options) = (kind, day, options);

    /// <summary>No counter at all.</summary>
    public static CounterDay Nothing { get; } = new(CounterKind.Delta, null, MovementOptions.Default) { _intervals = [] };

    public CounterKind Kind { get; }

    /// <summary>Deltas that touch the day, ascending by reading.</summary>
    public List<StepDelta> Deltas { get; private set; } = [];

    /// <summary>Whether any of them says something about a time.</summary>
    public bool Covers => Deltas.Exists(delta => delta.Counts && delta.EndMs > delta.StartMs);

    /// <summary>Highest accepted count since midnight read within the day; null when it counts from another time.</summary>
    public long? OwnTotal { get; private set; }

    /// <summary>What it counted, cut to the day, ascending, apart: of deltas that overlap the earlier keeps its time.</summary>
    public List<StepInterval> Intervals
    {
        get
        {
            CutToDay();
            return _intervals!;
        }
    }

    /// <summary>Steps of all intervals.</summary>
    public long Steps
    {
        get
        {
            CutToDay();
            return _steps;
        }
    }

    public static CounterDay Of(CounterKind kind, StatedDay stated) => new(kind, null, MovementOptions.Default)
    {
        Deltas = stated.Deltas,
        _intervals = stated.Intervals,
        _steps = stated.Steps,
    };

    public static CounterDay Of(
        CounterKind kind, ReadOnlySpan<CounterReading> readings, long? modulus, DeviceMidnights midnights, LocalDay day,
        MovementOptions options)
    {
        var result = new CounterDay(kind, day, options);
        var odd = kind is CounterKind.Delta or CounterKind.Session
            ? null : MixedReadings.Of(readings, kind, modulus, midnights, options);
        // A long delta may reach back over shorter ones, and a figure of the device's day to its midnight, which lies in this
        // day when it ends later.
        var reachesBack = kind == CounterKind.Delta ||
            (kind == CounterKind.SinceMidnight && midnights.Before(day.EndMs) < day.EndMs);
        var untilMs = reachesBack ? long.MaxValue : day.EndMs;
        result.Fold(new CounterFold(kind, modulus, midnights, options), readings, odd, untilMs);
        return result;
    }

    void Fold(CounterFold fold, ReadOnlySpan<CounterReading> readings, bool[]? odd, long untilMs)
    {
        var day = _day!;
        Deltas = new List<StepDelta>(Math.Min(readings.Length, day.Minutes));
        for (var i = 0; i < readings.Length; i++)
        {
            ref readonly var reading = ref readings[i];
            var isOdd = odd is not null && odd[i] && !(Kind == CounterKind.SinceMidnight && reading.Value == 0);
            var delta = isOdd ? fold.Odd(reading) : fold.Next(reading);
            if (delta.StartMs >= day.EndMs)
            {
                if (delta.StartMs >= untilMs)
                {
                    break;
                }
            }
            else if (delta.EndMs > day.StartMs)
            {
                Deltas.Add(delta);
                if (Kind == CounterKind.SinceMidnight && delta.Counts && day.Contains(reading.TimeMs))
                {
                    OwnTotal = Math.Max(OwnTotal ?? 0, reading.Value);
                }
            }
        }
    }

    void CutToDay()
    {
        if (_intervals is not null)
        {
            return;
        }
        var day = _day!;
        var deltas = Deltas;
        if (!IsApart(deltas))
        {
            deltas = [.. deltas.OrderBy(delta => delta.StartMs).ThenBy(delta => delta.EndMs)]; // each ends at another time
        }
        var freeFromMs = day.StartMs;
        _intervals = new List<StepInterval>(deltas.Count);
        foreach (ref readonly var delta in CollectionsMarshal.AsSpan(deltas))
        {
            var startMs = Math.Max(delta.StartMs, freeFromMs);
            var endMs = Math.Min(delta.EndMs, day.EndMs);
            if (!delta.Counts || endMs <= startMs)
            {
                continue;
            }
            var steps = Apportion.Between(delta.Steps, delta.StartMs, delta.EndMs, startMs, endMs);
            var isCoarse = delta.EndMs - delta.StartMs > _options.MaxSpreadMs;
            _intervals.Add(new StepInterval(startMs, endMs, steps, isCoarse));
            _steps += steps;
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
