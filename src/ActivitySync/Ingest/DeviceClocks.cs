using System.Runtime.InteropServices;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Spool;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Ingest;

/// <summary>
/// Notices devices whose clock stands steadily away from ours: it is logged and written down once, for <c>audit</c> to tell,
/// and nothing is corrected. Owned by the drain. Replayed messages and statements about an interval say nothing of a clock.
/// </summary>
internal sealed partial class DeviceClocks(DeviceTable table, DecodingRules rules, ILogger logger)
{
    // A known offset is told anew when it moved this far. Our choice: clocks drift, nobody wants to hear of each second.
    const long WorthTellingMs = 60_000;

    readonly Dictionary<(string Wearer, string Device), Clock> _clocks = [];
    Dictionary<(string Wearer, string Device), long?>? _told;
    Clock? _last;
    long _message;

    /// <summary>Takes note of a message and what it held: the samples of the batch from these numbers on.</summary>
    public void Note(in RawMessage message, SampleBatch samples, int firstStep, int firstHeartRate)
    {
        if (message.Retained)
        {
            return;
        }
        _message++;
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(samples.Steps)[firstStep..])
        {
            if (!sample.Counter.IsReplaceable())
            {
                Of(sample.Wearer, sample.Device).Note(_message, message.ReceivedMs, sample.TimeMs);
            }
        }
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(samples.HeartRates)[firstHeartRate..])
        {
            if (sample.Kind == HeartRateKind.Live)
            {
                Of(sample.Wearer, sample.Device).Note(_message, message.ReceivedMs, sample.TimeMs);
            }
        }
    }

    /// <summary>Tells and writes down what is new. May be repeated.</summary>
    public void Write()
    {
        _told ??= table.All().ToDictionary(device => (device.Wearer, device.Device), device => device.OffsetMs);
        var news = new List<(string Wearer, string Device, long? OffsetMs)>();
        foreach (var ((wearer, device), clock) in _clocks)
        {
            if (clock.TryJudge() is { } offset && IsNews(_told.GetValueOrDefault((wearer, device)), offset.SteadyMs, offset.MedianMs!.Value))
            {
                news.Add((wearer, device, offset.SteadyMs));
            }
        }
        if (news.Count == 0)
        {
            return;
        }
        table.Offset(news);
        foreach (var (wearer, device, offsetMs) in news)
        {
            _told[(wearer, device)] = offsetMs;
            Log(wearer, device, offsetMs);
        }
    }

    // Around the limit it would come and go: what was told ends only well below it.
    bool IsNews(long? toldMs, long? steadyMs, long medianMs) => (toldMs, steadyMs) switch
    {
        (null, null) => false,
        (null, _) => true,
        (_, null) => Math.Abs(medianMs) <= rules.OffsetMinutes * 30_000L,
        ({ } told, { } steady) => Math.Abs(steady - told) >= WorthTellingMs,
    };

    void Log(string wearer, string device, long? offsetMs)
    {
        if (offsetMs is not { } offset)
        {
            LogRight(device, wearer);
        }
        else if (offset > 0)
        {
            LogBehind(device, wearer, offset / 60_000d, rules.OffsetReadings);
        }
        else
        {
            LogAhead(device, wearer, -offset / 60_000d, rules.OffsetReadings);
        }
    }

    Clock Of(string wearer, string device)
    {
        if (_last is { } last && ReferenceEquals(last.Device, device) && ReferenceEquals(last.Wearer, wearer))
        {
            return last;
        }
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_clocks, (wearer, device), out _);
        return _last = known ??= new Clock(wearer, device, new ClockOffset(rules));
    }

    [LoggerMessage(LogLevel.Warning, "Readings of {Device} of {Wearer} are stamped {Minutes:0.0} min before they arrive (median of the last {Messages} messages). Its clock is behind or it delivers late; set the clock if it is wrong. Nothing was corrected")]
    partial void LogBehind(string device, string wearer, double minutes, int messages);

    [LoggerMessage(LogLevel.Warning, "Readings of {Device} of {Wearer} are stamped {Minutes:0.0} min after they arrive (median of the last {Messages} messages). Its clock is ahead; set it. Nothing was corrected")]
    partial void LogAhead(string device, string wearer, double minutes, int messages);

    [LoggerMessage(LogLevel.Information, "Readings of {Device} of {Wearer} are stamped as they arrive again")]
    partial void LogRight(string device, string wearer);

    // The newest reading of the message in hand is held back until the next one, or until it is judged.
    sealed class Clock(string wearer, string device, ClockOffset offset)
    {
        long _message;
        long _receivedMs;
        long _newestMs;
        bool _hasNews;

        public string Wearer { get; } = wearer;

        public string Device { get; } = device;

        public void Note(long message, long receivedMs, long readingMs)
        {
            if (_message == message)
            {
                _newestMs = Math.Max(_newestMs, readingMs);
                return;
            }
            Take();
            (_message, _receivedMs, _newestMs) = (message, receivedMs, readingMs);
        }

        public ClockOffset? TryJudge()
        {
            Take();
            var isNew = _hasNews && offset.MedianMs is not null;
            (_message, _hasNews) = (0, false);
            return isNew ? offset : null;
        }

        void Take()
        {
            if (_message != 0)
            {
                offset.Add(_receivedMs, _newestMs);
                _hasNews = true;
            }
        }
    }
}
