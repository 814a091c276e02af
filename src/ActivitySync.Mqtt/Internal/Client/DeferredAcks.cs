namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>
/// The acknowledgements of one burst, kept until its messages are durable. They belong to the connection that
/// <see cref="Epoch"/> counts; on a later one they mean nothing.
/// </summary>
internal sealed record DeferredAcks(PendingAck[] Acks, long Epoch)
{
    public bool IsDurable { get; set; }
}

/// <summary>One acknowledgement to write: PUBACK or PUBREC.</summary>
internal readonly record struct PendingAck(ushort PacketId, bool IsExactlyOnce);
