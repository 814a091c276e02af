using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>One way in which publishers write samples. Pure: bytes in, samples or a reason out; never throws on input.</summary>
public interface IPayloadFormat
{
    /// <summary>Short name in configuration, logs and quarantine, e.g. <c>native</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Reads one message and adds its samples to <paramref name="samples"/>. A message is taken whole or not at all:
    /// when any part of it is refused, nothing is added and the reason is returned.
    /// </summary>
    /// <returns>Null when taken, else why not.</returns>
    Rejection? Decode(in RawMessage message, DecodingRules rules, SampleBatch samples);
}
