using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Spool;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Ingest;

/// <summary>Reads the messages of bursts: their samples, what was refused, and what came of each stream. Owned by the drain.</summary>
internal sealed partial class BurstDecoder(IMessageDecoder decoder, DecodingRules rules, DeviceClocks clocks, ILogger logger)
{
    static readonly Rejection TooLarge = new(
        QuarantinedMessage.TooLarge, "The message was larger than Mqtt:MaximumPacketKilobytes; this is its start.");

    readonly StreamLog _streams = new(rules, decoder);

    /// <summary>What the lot holds.</summary>
    public SampleBatch Samples { get; } = new();

    /// <summary>What of it was not taken.</summary>
    public Refusals Refusals { get; } = new(logger);

    /// <summary>What of it came of each stream.</summary>
    public StreamNotes Streams => _streams.Notes with { Waiting = Refusals.Waiting };

    /// <summary>Tells the decoder of messages whose rest had not come when the service stopped.</summary>
    public void Remember(IReadOnlyList<WaitingMessage> waiting)
    {
        foreach (var message in waiting)
        {
            DecodeSafely(new RawMessage(
                Encoding.UTF8.GetBytes(message.Topic), message.Payload, message.ReceivedMs, message.Retained), new SampleBatch());
        }
    }

    /// <summary>Reads a lot anew.</summary>
    public void Decode(IReadOnlyList<SpooledBurst> bursts)
    {
        Samples.Clear();
        Refusals.Clear();
        _streams.Clear();
        foreach (var burst in bursts)
        {
            Decode(burst);
        }
    }

    /// <summary>Name of the source a topic belongs to.</summary>
    public string SourceOf(string topic) => decoder.SourceOf(topic);

    /// <summary>Takes the next message off a burst, with its samples alone; false at its end. What is refused was noted before.</summary>
    public bool Next(
        ref ReadOnlyMemory<byte> rest, SpooledBurst burst, SampleBatch one, out string topic, out byte[] payload,
        out BurstFlags flags)
    {
        var span = rest.Span;
        one.Clear();
        (topic, payload, flags) = ("", [], BurstFlags.None);
        if (!BurstFrames.TryTake(ref span, out var message))
        {
            return false;
        }
        (topic, payload, flags) = (Encoding.UTF8.GetString(message.Topic), message.Payload.ToArray(), message.Flags);
        if (!flags.HasFlag(BurstFlags.TooLarge))
        {
            DecodeSafely(
                new RawMessage(message.Topic, message.Payload, burst.ReceivedMs, flags.HasFlag(BurstFlags.Retained)), one);
        }
        rest = rest[^span.Length..];
        return true;
    }

    void Decode(SpooledBurst burst)
    {
        var rest = (ReadOnlySpan<byte>)burst.Body;
        while (BurstFrames.TryTake(ref rest, out var message))
        {
            var raw = new RawMessage(
                message.Topic, message.Payload, burst.ReceivedMs, message.Flags.HasFlag(BurstFlags.Retained));
            var (steps, heartRates, repeats) = (Samples.Steps.Count, Samples.HeartRates.Count, Samples.Repeats.Count);
            var why = message.Flags.HasFlag(BurstFlags.TooLarge) ? TooLarge with { Source = SourceOf(raw) } : DecodeSafely(raw, Samples);
            clocks.Note(raw, Samples, steps, heartRates);
            _streams.Note(raw, message.Flags, Samples, steps, heartRates, repeats);
            if (why is not null)
            {
                Refusals.Add(message, burst.ReceivedMs, why);
            }
        }
    }

    // A decoder that throws has a bug. The message that shows it must not stop those behind it, now or after a restart.
    Rejection? DecodeSafely(in RawMessage raw, SampleBatch samples)
    {
        var (steps, heartRates, journal) = (samples.Steps.Count, samples.HeartRates.Count, samples.Journal.Count);
        try
        {
            return decoder.Decode(raw, rules, samples);
        }
        catch (Exception bug)
        {
            samples.Steps.RemoveRange(steps, samples.Steps.Count - steps);
            samples.HeartRates.RemoveRange(heartRates, samples.HeartRates.Count - heartRates);
            samples.Journal.RemoveRange(journal, samples.Journal.Count - journal);
            var source = SourceOf(raw);
            LogDecoderBug(source, bug);
            return new Rejection("decoder_bug", $"The decoder of {source} failed: {bug.GetType().Name}. Please report it.") { Source = source };
        }
    }

    string SourceOf(in RawMessage raw) => decoder.SourceOf(Encoding.UTF8.GetString(raw.Topic));

    [LoggerMessage(LogLevel.Error, "The decoder of {Source} has a bug; the message is in quarantine")]
    partial void LogDecoderBug(string source, Exception bug);
}
