using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Spool;

namespace ActivitySync.Ingest;

/// <summary>
/// Counts what comes of each stream by day, identical repetitions too, which the store keeps once; and keeps messages
/// whose counter fell, because scoring may find that the stream mixes two kinds of number. Owned by the drain.
/// </summary>
internal sealed class StreamLog(DecodingRules rules, IMessageDecoder decoder)
{
    // After so many low readings in a row the counter has begun anew. Our choice.
    const int MostLow = 8;

    readonly Dictionary<(string Wearer, string Device, string Name), Stream> _streams = [];
    readonly List<Stream> _counted = [];
    readonly List<StreamTally> _tallies = [];
    readonly List<FallenMessage> _fallen = [];
    readonly List<(string, string)> _again = [];
    Stream? _last;

    /// <summary>What came since the last <see cref="Clear"/>.</summary>
    public StreamNotes Notes
    {
        get
        {
            foreach (var stream in _counted)
            {
                Take(stream);
            }
            _counted.Clear();
            return new StreamNotes(_tallies, _fallen, _again);
        }
    }

    /// <summary>Begins a lot.</summary>
    public void Clear()
    {
        _ = Notes;
        _tallies.Clear();
        _fallen.Clear();
        _again.Clear();
    }

    /// <summary>Takes note of the samples a message added to a batch behind those counted.</summary>
    public void Note(in RawMessage message, BurstFlags flags, SampleBatch samples, int steps, int heartRates, int repeats)
    {
        var isAgain = flags.HasFlag(BurstFlags.Again);
        byte[]? payload = null;
        for (var i = steps; i < samples.Steps.Count; i++)
        {
            var sample = samples.Steps[i];
            if (isAgain)
            {
                _again.Add((sample.Wearer, SetAsideReadings.KeyOf(sample.Device, sample.Counter, sample.TimeMs)));
                continue;
            }
            var stream = Count(message, sample.Wearer, sample.Device, CounterKindNames.Of(sample.Counter), sample.TimeMs);
            if (sample.Counter is CounterKind.SinceMidnight or CounterKind.SinceBoot or CounterKind.Lifetime && Fell(stream, sample))
            {
                payload ??= message.Payload.ToArray();
                _fallen.Add(new FallenMessage(
                    sample.Wearer, SetAsideReadings.KeyOf(sample.Device, sample.Counter, sample.TimeMs), message.ReceivedMs,
                    stream.Source, Encoding.UTF8.GetString(message.Topic), message.Retained, payload));
            }
        }
        for (var i = heartRates; i < samples.HeartRates.Count && !isAgain; i++)
        {
            var sample = samples.HeartRates[i];
            Count(message, sample.Wearer, sample.Device, StreamAudit.NameOf(sample.Kind), sample.TimeMs);
        }
        for (var i = repeats; i < samples.Repeats.Count && !isAgain; i++)
        {
            var repeat = samples.Repeats[i];
            var name = repeat.Counter is { } counter ? CounterKindNames.Of(counter) : StreamAudit.NameOf(repeat.Kind);
            Count(message, repeat.Wearer, repeat.Device, name, repeat.TimeMs);
        }
    }

    Stream Count(in RawMessage message, string wearer, string device, string name, long timeMs)
    {
        var stream = _last is { } last && (object)last.Name == name && last.Device == device && last.Wearer.Id == wearer
            ? last : Find(message, wearer, device, name);
        _last = stream;
        if (stream.Day is not { } day || !day.Contains(timeMs))
        {
            Take(stream);
            stream.Day = LocalDays.Of(stream.Wearer, LocalDays.DateAt(stream.Wearer, timeMs));
        }
        if (stream.Pending++ == 0)
        {
            _counted.Add(stream);
        }
        return stream;
    }

    Stream Find(in RawMessage message, string wearer, string device, string name)
    {
        if (!_streams.TryGetValue((wearer, device, name), out var stream))
        {
            stream = new Stream(
                rules.Wearers[wearer], device, name, decoder.SourceOf(Encoding.UTF8.GetString(message.Topic)));
            _streams[(wearer, device, name)] = stream;
        }
        return stream;
    }

    void Take(Stream stream)
    {
        if (stream is { Pending: > 0, Day: { } day })
        {
            _tallies.Add(new StreamTally(stream.Wearer.Id, stream.Device, stream.Name, day.Date, stream.Source,
                $"{rules.TopicPrefix}/v1/{stream.Wearer.Id}/{stream.Device}/steps", stream.Pending));
        }
        stream.Pending = 0;
    }

    // Far below the highest before it, of the same day where the counter begins anew each day.
    static bool Fell(Stream stream, in StepSample sample)
    {
        if (sample.TimeMs <= stream.HighMs)
        {
            return false;
        }
        var isLow = sample.Count * 100 < stream.High * MovementOptions.Default.DipPercent
            && sample.TimeMs - stream.HighMs <= DaySamples.MarginMs
            && (sample.Counter != CounterKind.SinceMidnight || stream.Day!.Contains(stream.HighMs));
        if (isLow && ++stream.Low <= MostLow)
        {
            return true;
        }
        (stream.High, stream.HighMs, stream.Low) = (sample.Count, sample.TimeMs, 0);
        return false;
    }

    sealed class Stream(Wearer wearer, string device, string name, string source)
    {
        public Wearer Wearer { get; } = wearer;
        public string Device { get; } = device;
        public string Name { get; } = name;
        public string Source { get; } = source;
        public LocalDay? Day { get; set; }
        public long Pending { get; set; }
        public long High { get; set; }
        public long HighMs { get; set; } = long.MinValue;
        public int Low { get; set; }
    }
}
