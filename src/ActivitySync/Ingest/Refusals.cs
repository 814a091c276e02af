using System.Runtime.InteropServices;
using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Spool;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Ingest;

/// <summary>
/// What of a lot of messages was not taken: those to keep in quarantine, and counts by source and reason of those and of the
/// ignored. Owned by the drain.
/// </summary>
internal sealed partial class Refusals(ILogger logger)
{
    readonly List<QuarantinedMessage> _messages = [];
    readonly Dictionary<(string Source, string Reason), RefusalCount> _counts = [];
    readonly Dictionary<string, WaitingMessage> _waiting = [];
    readonly HashSet<string> _said = [];

    /// <summary>Messages for the quarantine.</summary>
    public IReadOnlyList<QuarantinedMessage> Messages => _messages;

    /// <summary>By topic the last message whose sample is not complete yet.</summary>
    public IReadOnlyCollection<WaitingMessage> Waiting => _waiting.Values;

    /// <summary>How many of each source and reason.</summary>
    public IReadOnlyCollection<RefusalCount> Counts => _counts.Values;

    /// <summary>Begins a lot.</summary>
    public void Clear()
    {
        _messages.Clear();
        _counts.Clear();
        _waiting.Clear();
    }

    /// <summary>Notes a message that a decoder refused or ignored.</summary>
    public void Add(in BurstMessage message, long receivedMs, Rejection why)
    {
        if (why.Ignored)
        {
            Count(why, receivedMs);
            if (why.Waits)
            {
                var topic = Encoding.UTF8.GetString(message.Topic);
                _waiting[topic] = new WaitingMessage(
                    topic, receivedMs, message.Flags.HasFlag(BurstFlags.Retained), message.Payload.ToArray());
            }
            return;
        }
        Add(Encoding.UTF8.GetString(message.Topic), message.Payload.ToArray(), message.Flags, receivedMs, why);
    }

    /// <summary>Notes a message to keep.</summary>
    public void Add(string topic, byte[] payload, BurstFlags flags, long receivedMs, Rejection why)
    {
        Count(why, receivedMs);
        _messages.Add(new QuarantinedMessage(
            receivedMs, topic, payload, flags.HasFlag(BurstFlags.Retained), why.Reason, why.Detail)
        {
            Source = why.Source,
        });
        // Said once for each topic and reason, of a stranger once for all topics; the counts are in the quarantine.
        if (_said.Count >= 1_000 || !_said.Add($"{why.Reason} {(why.IsOfStranger ? why.Detail : Printable.Of(topic))}"))
        {
            return;
        }
        if (why.IsOfStranger)
        {
            LogKept(Printable.Of(topic), why.Reason, why.Detail);
        }
        else
        {
            LogQuarantined(Printable.Of(topic), why.Reason, why.Detail);
        }
    }

    void Count(Rejection why, long receivedMs)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (why.Source, why.Reason), out _);
        count = new RefusalCount(
            why.Source, why.Reason, why.Ignored, (count?.Messages ?? 0) + 1, Math.Max(count?.LastMs ?? 0, receivedMs));
    }

    [LoggerMessage(LogLevel.Warning, "Message on {Topic} and its like are kept in quarantine ({Reason}). {Detail}")]
    partial void LogKept(string topic, string reason, string detail);

    [LoggerMessage(LogLevel.Error, "Message on {Topic} quarantined as {Reason}: {Detail}")]
    partial void LogQuarantined(string topic, string reason, string detail);
}
