namespace ActivitySync.Core.Decoding;

/// <summary>A message as it came off the wire.</summary>
/// <param name="topic">Topic name, UTF-8.</param>
/// <param name="payload">Application payload, not interpreted.</param>
/// <param name="receivedMs">When it was received, Unix milliseconds UTC.</param>
/// <param name="retained">It was kept by the broker and replayed on subscribing: not news.</param>
public readonly ref struct RawMessage(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, long receivedMs, bool retained)
{
    /// <summary>Topic name, UTF-8.</summary>
    public ReadOnlySpan<byte> Topic { get; } = topic;

    /// <summary>Application payload, not interpreted.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>When it was received, Unix milliseconds UTC.</summary>
    public long ReceivedMs { get; } = receivedMs;

    /// <summary>It was kept by the broker and replayed on subscribing: not news.</summary>
    public bool Retained { get; } = retained;
}
