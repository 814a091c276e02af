using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// What one device counted in a day. A device that sends several kinds of counter is never summed; one kind stands for
/// the day. Of deltas and counters it is the first in the order of <see cref="CounterKind"/> that covers any of the day.
/// Of slots, interval totals and sessions it is the one that says most, for each is the truth as far as it was told; of
/// equal ones (a step apart) the finer. Where a device sends of both sorts, the first stands unless it has less than the
/// share of the other that makes deltas incomplete (<see cref="MovementOptions.MinShareOfDeviceTotalPercent"/>).
/// </summary>
internal sealed class DeviceDay
{
    private readonly LocalDay _day;
    private readonly MovementOptions _options;

    DeviceDay(string device, LocalDay day, MovementOptions options) => (Device, _day, _options) = (device, day, options);

    public string Device { get; }

    public CounterKind Counter => Chosen.Kind;

    /// <summary>The chosen counter's deltas that touch the day, ascending by reading.</summary>
    public List<StepDelta> Deltas => Chosen.Deltas;

    /// <summary>Deltas of other counters of this device that touch the day.</summary>
    public List<(CounterKind Counter, StepDelta Delta)> OtherDeltas { get; } = [];

    /// <summary>What competes in the merge, ascending, apart.</summary>
    public List<StepInterval> Intervals => Chosen.Intervals;

    /// <summary>Steps of all intervals.</summary>
    public long Steps => Chosen.Steps;

    /// <summary>The device's own highest total since midnight within the day; null when it does not tell.</summary>
    public long? OwnTotal { get; private set; }

    CounterDay Chosen { get; set; } = CounterDay.Nothing;

    public static DeviceDay Of(Wearer wearer, LocalDay day, DeviceReadings readings, MovementOptions options)
    {
        var result = new DeviceDay(readings.Device, day, options);
        long? modulus = wearer.CounterModuli.TryGetValue(readings.Device, out var steps) ? steps : null;
        result.Choose(readings, modulus, new DeviceMidnights(wearer));
        return result;
    }

    void Choose(DeviceReadings readings, long? modulus, DeviceMidnights midnights)
    {
        CounterDay? counted = null, stated = null;
        for (var kind = CounterKind.Delta; kind <= CounterKind.Session; kind++)
        {
            if (Of(kind, readings, modulus, midnights) is not { } candidate)
            {
                continue;
            }
            OwnTotal ??= candidate.OwnTotal;
            if (kind <= CounterKind.Lifetime)
            {
                counted = Better(counted, candidate, counted is { Covers: false } && (candidate.Covers || counted.Deltas.Count == 0));
            }
            else
            {
                stated = Better(stated, candidate, stated is not null && candidate.Steps > stated.Steps + 1);
            }
        }
        var statedStands = counted is null || !counted.Covers ||
            counted.Steps * 100 < (stated?.Steps ?? 0) * _options.MinShareOfDeviceTotalPercent;
        Chosen = (stated is null ? counted : Better(counted, stated, statedStands)) ?? CounterDay.Nothing;
    }

    // The one that stands; the other is put aside.
    CounterDay Better(CounterDay? standing, CounterDay candidate, bool replaces)
    {
        if (standing is null)
        {
            return candidate;
        }
        var (kept, aside) = replaces ? (candidate, standing) : (standing, candidate);
        OtherDeltas.AddRange(aside.Deltas.Select(delta => (aside.Kind, delta with { Rule = CounterRule.OtherCounter })));
        return kept;
    }

    CounterDay? Of(CounterKind kind, DeviceReadings readings, long? modulus, DeviceMidnights midnights)
    {
        if (kind.IsReplaceable())
        {
            return readings.Stated(kind) is { } said
                ? CounterDay.Of(kind, StatedDay.Of(said, kind, _day, _options)) : null;
        }
        var sorted = readings.Sorted(kind);
        return sorted.Length == 0 ? null : CounterDay.Of(kind, sorted, modulus, midnights, _day, _options);
    }
}
