using System.Buffers;
using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Spool;

namespace ActivitySync.Ingest;

/// <summary>What became of a message that was posted.</summary>
/// <param name="Steps">Step readings taken.</param>
/// <param name="HeartRates">Heart rates taken.</param>
/// <param name="Journal">Journal entries taken.</param>
/// <param name="Wearers">Whose they are.</param>
/// <param name="Refusal">What was not taken, and why; null when all was.</param>
internal sealed record DirectResult(
    int Steps, int HeartRates, int Journal, IReadOnlyCollection<string> Wearers, Rejection? Refusal)
{
    public int Taken => Steps + HeartRates + Journal;
}

/// <summary>
/// Messages that come another way than MQTT go down the same road: into the spool as a burst, on disk before this
/// returns, and from there decoded, stored or quarantined like any other. What will become of them is found out by the
/// same decoder, so that the sender can be told at once.
/// </summary>
internal sealed class DirectIntake(MessageSpool spool, DecodingRules rules, IMessageDecoder decoder, TimeProvider time)
{
    readonly Lock _decoding = new();
    long _kept;

    /// <summary>Messages kept since start.</summary>
    public long Kept => Interlocked.Read(ref _kept);

    /// <summary>Keeps a message that concerns one wearer; null, and nothing is kept, when it concerns anybody else.</summary>
    /// <exception cref="SpoolUnavailableException">It could not be kept; nothing of it was.</exception>
    public DirectResult? Take(string wearer, string topic, ReadOnlyMemory<byte> payload)
    {
        if (spool.FullBecause is { } why)
        {
            throw new SpoolUnavailableException($"The spool is full: {why}. Send it again later.");
        }
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var result = Judge(topic, payload.Span, nowMs);
        if (result.Wearers.Any(other => other != wearer))
        {
            return null;
        }
        var frames = new ArrayBufferWriter<byte>(payload.Length + 256);
        BurstFrames.Append(frames, Encoding.UTF8.GetBytes(topic), payload.Span, BurstFlags.None);
        spool.Append(frames.WrittenSpan.ToArray(), messages: 1, nowMs);
        Interlocked.Increment(ref _kept);
        return result;
    }

    /// <summary>What would not be taken of a message; null when all would be. Nothing is kept.</summary>
    public Rejection? Refusal(string topic, ReadOnlySpan<byte> payload)
        => Judge(topic, payload, time.GetUtcNow().ToUnixTimeMilliseconds()).Refusal;

    DirectResult Judge(string topic, ReadOnlySpan<byte> payload, long nowMs)
    {
        lock (_decoding)
        {
            var samples = new SampleBatch();
            var refusal = Decode(topic, payload, nowMs, samples);
            HashSet<string> wearers =
            [
                .. samples.Steps.Select(sample => sample.Wearer), .. samples.HeartRates.Select(sample => sample.Wearer),
                .. samples.Journal.Select(entry => entry.Wearer), .. samples.Recalculations.Select(wish => wish.Wearer),
            ];
            return new DirectResult(samples.Steps.Count, samples.HeartRates.Count, samples.Journal.Count, wearers, refusal);
        }
    }

    // A decoder's bug is the drain's to report, with the message, which it will quarantine.
    Rejection? Decode(string topic, ReadOnlySpan<byte> payload, long nowMs, SampleBatch samples)
    {
        try
        {
            return decoder.Decode(new RawMessage(Encoding.UTF8.GetBytes(topic), payload, nowMs, false), rules, samples);
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            samples.Clear();
            return new Rejection("decoder_bug", "The decoder failed on this message. Please report it.");
        }
    }
}
