using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>Bytes in, samples or a reason out; never throws on input. Owned by one thread.</summary>
public interface IMessageDecoder
{
    /// <summary>Name of the source a topic belongs to; <c>native</c> for our own, <c>(none)</c> for no source.</summary>
    string SourceOf(string topic);

    /// <summary>
    /// Reads one message and adds its samples to <paramref name="samples"/>. A message whose form is broken adds nothing;
    /// one with some samples that cannot be right adds the others.
    /// </summary>
    /// <returns>
    /// Null when all of it was taken, else what was not and why. The message is then kept in quarantine, unless the reason
    /// says it is to be ignored.
    /// </returns>
    Rejection? Decode(in RawMessage message, DecodingRules rules, SampleBatch samples);
}
