using System.Globalization;
using System.Text;

namespace ActivitySync.Tests.Scenarios;

/// <summary>A device of a walker, and the native messages it sends.</summary>
internal sealed class Sender(Walker walker, string device)
{
    const int SamplesAtOnce = 10;

    readonly List<string> _waiting = [];
    readonly List<string> _hearts = [];

    public List<Message> Messages { get; } = [];

    public Sender Sample(long timeMs, decimal steps, string counter, long? fromMs = null, string? boot = null, long? asOfMs = null)
    {
        var json = new StringBuilder();
        json.Append(CultureInfo.InvariantCulture, $$"""{"ts":{{timeMs}},"steps":{{steps}},"counter":"{{counter}}" """);
        json.Append(fromMs is null ? "" : $",\"from\":{fromMs}").Append(boot is null ? "" : $",\"boot\":\"{boot}\"")
            .Append(asOfMs is null ? "" : $",\"as_of\":{asOfMs}").Append('}');
        _waiting.Add(json.ToString());
        return _waiting.Count < SamplesAtOnce ? this : Send();
    }

    /// <summary>Minute deltas of the walker's minutes for which this device was there.</summary>
    public Sender Minutes(Func<int, bool>? isThere = null, bool zerosElsewhere = false)
    {
        for (var minute = 0; minute < walker.Minutes; minute++)
        {
            var there = isThere is null || isThere(minute);
            if (there || zerosElsewhere)
            {
                var from = At(minute);
                Sample(from + Walker.MinuteMs, there ? walker[minute] : 0, "delta", from);
            }
        }
        return this;
    }

    /// <summary>A heart rate in each minute the device was worn.</summary>
    public Sender Hearts(Func<int, bool> isWorn)
    {
        for (var minute = 0; minute < walker.Minutes; minute++)
        {
            if (isWorn(minute))
            {
                _hearts.Add($$"""{"ts":{{At(minute)}},"bpm":{{60 + (minute % 23)}}}""");
            }
        }
        return this;
    }

    /// <summary>Sends what waits as one message.</summary>
    public Sender Send()
    {
        if (_waiting.Count > 0)
        {
            Messages.Add(new Message($"activitysync/v1/{walker.Wearer.Id}/{device}/steps", $"[{string.Join(',', _waiting)}]"));
            _waiting.Clear();
        }
        foreach (var hearts in _hearts.Chunk(60))
        {
            Messages.Add(new Message($"activitysync/v1/{walker.Wearer.Id}/{device}/heart_rate", $"[{string.Join(',', hearts)}]"));
        }
        _hearts.Clear();
        return this;
    }

    long At(int minute) => walker.StartMs + (minute * Walker.MinuteMs);
}
