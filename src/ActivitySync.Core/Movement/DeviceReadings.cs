using System.Runtime.InteropServices;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// The readings of one device that can bear on a day, one list per kind of counter, in order of time.
/// </summary>
internal sealed class DeviceReadings(string device)
{
    const int MinutesPerDay = 24 * 60;

    // A counter is compared through the margins of the day too; a list that grew to it would be copied four times.
    const int MinutesWithMargins = MinutesPerDay + (int)(2 * DaySamples.MarginMs / 60_000) + 1;

    private readonly List<CounterReading>?[] _byKind = new List<CounterReading>?[(int)CounterKind.Session + 1];
    private readonly List<StepSample>?[] _stated = new List<StepSample>?[(int)CounterKind.Session + 1];
    private CounterReading? _earlierDelta;

    /// <summary>Which device.</summary>
    public string Device { get; } = device;

    /// <summary>Groups readings by device, the most trusted first, then by name.</summary>
    public static List<DeviceReadings> Of(
        Wearer wearer, LocalDay day, IReadOnlyList<StepSample> samples, MovementOptions options)
    {
        var devices = new List<DeviceReadings>();
        DeviceReadings? current = null;
        var deltasFromMs = day.StartMs - options.UnknownLengthMs;
        foreach (ref readonly var sample in ReadOnlySamples.AsSpan(samples))
        {
            if (current is null || !(ReferenceEquals(current.Device, sample.Device) || current.Device == sample.Device))
            {
                current = Find(devices, sample.Device);
            }
            current.Keep(sample, day, deltasFromMs);
        }
        devices.Sort((a, b) => Compare(wearer, a, b));
        return devices;
    }

    /// <summary>The readings of one kind, ascending, one per instant; empty when there are none.</summary>
    public ReadOnlySpan<CounterReading> Sorted(CounterKind kind)
    {
        var readings = _byKind[(int)kind];
        if (readings is null)
        {
            return [];
        }
        if (kind == CounterKind.Delta && _earlierDelta is { } earlier)
        {
            readings.Add(earlier);
            _earlierDelta = null;
        }
        var span = CollectionsMarshal.AsSpan(readings);
        if (!IsStrictlyAscending(span))
        {
            span.Sort();
            var kept = Deduplicate(span);
            readings.RemoveRange(kept, readings.Count - kept);
        }
        return CollectionsMarshal.AsSpan(readings);
    }

    /// <summary>The statements of a replaceable kind, in any order and every version; null when there are none.</summary>
    public List<StepSample>? Stated(CounterKind kind) => _stated[(int)kind];

    void Keep(in StepSample sample, LocalDay day, long deltasFromMs)
    {
        if (sample.Counter >= CounterKind.MinuteSlot && sample.Counter.IsReplaceable())
        {
            (_stated[(int)sample.Counter] ??= []).Add(sample);
            return;
        }
        var reading = new CounterReading(sample.TimeMs, sample.Count, sample.LengthMs, sample.Boot, sample.Version);
        if (sample.Counter == CounterKind.Delta)
        {
            if (sample.TimeMs <= deltasFromMs)
            {
                _earlierDelta = _earlierDelta is { } known && known.CompareTo(reading) > 0 ? known : reading;
                _byKind[0] ??= [];
                return;
            }
            if (sample.LengthMs > 0 && (sample.TimeMs <= day.StartMs || sample.TimeMs - sample.LengthMs >= day.EndMs))
            {
                return;
            }
        }
        (_byKind[(int)sample.Counter] ??= new List<CounterReading>(
            sample.Counter == CounterKind.Delta ? MinutesPerDay : MinutesWithMargins)).Add(reading);
    }

    static int Deduplicate(Span<CounterReading> sorted)
    {
        var kept = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i + 1 == sorted.Length || sorted[i + 1].TimeMs != sorted[i].TimeMs)
            {
                sorted[kept++] = sorted[i];
            }
        }
        return kept;
    }

    static bool IsStrictlyAscending(ReadOnlySpan<CounterReading> readings)
    {
        for (var i = 1; i < readings.Length; i++)
        {
            if (readings[i].TimeMs <= readings[i - 1].TimeMs)
            {
                return false;
            }
        }
        return true;
    }

    static DeviceReadings Find(List<DeviceReadings> devices, string device)
    {
        foreach (var known in devices)
        {
            if (known.Device == device)
            {
                return known;
            }
        }
        devices.Add(new DeviceReadings(device));
        return devices[^1];
    }

    static int Compare(Wearer wearer, DeviceReadings a, DeviceReadings b)
    {
        var order = DeviceRank.Of(wearer, a.Device).CompareTo(DeviceRank.Of(wearer, b.Device));
        return order != 0 ? order : string.CompareOrdinal(a.Device, b.Device);
    }
}
