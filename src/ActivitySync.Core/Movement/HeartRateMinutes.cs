using System.Buffers;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// Heart rate of each minute: the median of the believable readings of the most trusted device that measured in it.
/// Kept as twice the bpm, so that a median between two readings stays whole.
/// </summary>
internal sealed class HeartRateMinutes
{
    private readonly List<(string Device, int Rank, sbyte[] States)> _devices = [];

    HeartRateMinutes(int minutes) => Twice = new short[minutes];

    /// <summary>Twice the bpm; 0 without a believable reading.</summary>
    public short[] Twice { get; }

    /// <summary>Time of the last reading in the day; null when there is none.</summary>
    public long? LastMs { get; private set; }

    /// <summary>Resting heart rates told within the day.</summary>
    public List<HeartRateSample> Told { get; } = [];

    /// <summary>Devices that measured.</summary>
    public IEnumerable<string> Devices => _devices.Select(device => device.Device);

    /// <summary>How each minute of a device was measured (<see cref="WearTime"/>); null when it never did.</summary>
    public sbyte[]? StatesOf(string device) => _devices.Find(known => known.Device == device).States;

    public static HeartRateMinutes Of(
        Wearer wearer, LocalDay day, IReadOnlyList<HeartRateSample> samples, MovementOptions options)
    {
        var result = new HeartRateMinutes(day.Minutes);
        if (samples.Count > 0)
        {
            result.Fill(wearer, day, ReadOnlySamples.AsSpan(samples), options);
        }
        return result;
    }

    void Fill(Wearer wearer, LocalDay day, ReadOnlySpan<HeartRateSample> samples, MovementOptions options)
    {
        var rented = ArrayPool<int>.Shared.Rent(samples.Length);
        var places = rented.AsSpan(0, samples.Length);
        var (startMs, endMs) = (day.StartMs, day.EndMs);
        var best = new int[Twice.Length];
        Array.Fill(best, -1);
        var current = -1;
        var lastMs = long.MinValue;
        for (var i = 0; i < samples.Length; i++)
        {
            ref readonly var sample = ref samples[i];
            places[i] = -1;
            if (sample.TimeMs < startMs || sample.TimeMs >= endMs || sample.Kind != HeartRateKind.Live)
            {
                if (sample.Kind == HeartRateKind.Resting && day.Contains(sample.TimeMs))
                {
                    Told.Add(sample);
                }
                continue;
            }
            lastMs = Math.Max(lastMs, sample.TimeMs);
            var minute = (int)((ulong)(sample.TimeMs - startMs) / 60_000);
            if (current < 0 || !ReferenceEquals(_devices[current].Device, sample.Device))
            {
                current = Find(wearer, sample.Device);
            }
            var states = _devices[current].States;
            if (sample.Bpm < options.MinBpm || sample.Bpm > options.MaxBpm)
            {
                states[minute] = states[minute] == WearTime.Valid ? WearTime.Valid : WearTime.Invalid;
                continue;
            }
            states[minute] = WearTime.Valid;
            places[i] = minute | (current << 16);
            if (best[minute] != current && (best[minute] < 0 || Outranks(current, best[minute])))
            {
                best[minute] = current;
            }
        }
        LastMs = lastMs == long.MinValue ? null : lastMs;
        Medians(samples, places, best);
        ArrayPool<int>.Shared.Return(rented);
    }

    void Medians(ReadOnlySpan<HeartRateSample> samples, ReadOnlySpan<int> places, int[] best)
    {
        var ends = new int[Twice.Length + 1];
        foreach (var place in places)
        {
            if (place >= 0 && best[place & 0xFFFF] == place >> 16)
            {
                ends[(place & 0xFFFF) + 1]++;
            }
        }
        for (var minute = 0; minute < Twice.Length; minute++)
        {
            ends[minute + 1] += ends[minute];
        }
        var rented = ArrayPool<byte>.Shared.Rent(ends[^1]);
        var sorted = rented.AsSpan(0, ends[^1]);
        var next = ends.AsSpan(0, Twice.Length).ToArray();
        for (var i = 0; i < places.Length; i++)
        {
            var place = places[i];
            if (place >= 0 && best[place & 0xFFFF] == place >> 16)
            {
                sorted[next[place & 0xFFFF]++] = (byte)samples[i].Bpm;
            }
        }
        for (var minute = 0; minute < Twice.Length; minute++)
        {
            Twice[minute] = Median.Twice(sorted[ends[minute]..ends[minute + 1]]);
        }
        ArrayPool<byte>.Shared.Return(rented);
    }

    int Find(Wearer wearer, string device)
    {
        for (var i = 0; i < _devices.Count; i++)
        {
            if (_devices[i].Device == device)
            {
                return i;
            }
        }
        _devices.Add((device, DeviceRank.Of(wearer, device), new sbyte[Twice.Length]));
        return _devices.Count - 1;
    }

    bool Outranks(int device, int other)
    {
        var order = _devices[device].Rank.CompareTo(_devices[other].Rank);
        return order != 0 ? order < 0 : string.CompareOrdinal(_devices[device].Device, _devices[other].Device) < 0;
    }
}
