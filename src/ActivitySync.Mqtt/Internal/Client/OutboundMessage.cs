using System.Buffers;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>How far a QoS 1 or 2 message of ours has come (figures 4.2 and 4.3).</summary>
internal enum OutboundState
{
    /// <summary>Not sent on this connection.</summary>
    Waiting,

    /// <summary>Sent; PUBACK or PUBREC is due.</summary>
    Sent,

    /// <summary>PUBREC is in and PUBREL is out; PUBCOMP is due.</summary>
    Released,
}

/// <summary>A message of ours until the server has answered for it. Guarded by the send side's gate.</summary>
internal sealed class OutboundMessage
{
    public required byte[] Topic { get; init; }

    /// <summary>Ours alone at QoS 1 and 2, the caller's at QoS 0.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public required byte[] Properties { get; init; }

    public required MqttQos Qos { get; init; }

    public required bool Retain { get; init; }

    /// <summary>0 for none; only good on a server that takes it.</summary>
    public int TopicAlias { get; init; }

    public OutboundState State { get; set; }

    /// <summary>0 until first sent.</summary>
    public ushort PacketId { get; set; }

    /// <summary>Sent before, in this session: the next time carries DUP [3.3.1-1].</summary>
    public bool WasSent { get; set; }

    /// <summary>Order of first sending; resending keeps it [4.6.0-1].</summary>
    public long Sequence { get; set; }

    /// <summary>The caller who waits for it.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The reason the server could never take it, or null.</summary>
    public MqttPublishRefusedException? RefusalUnder(ServerLimits limits, Dialect dialect)
    {
        if (Qos > limits.MaximumQos)
        {
            return new MqttPublishRefusedException(
                $"the server takes QoS {(int)limits.MaximumQos} at most", MqttReasonCode.QosNotSupported);
        }

        if (Retain && !limits.RetainAvailable)
        {
            return new MqttPublishRefusedException(
                "the server keeps no retained messages", MqttReasonCode.RetainNotSupported);
        }

        // Five bytes cover the alias.
        return ToPacket(dialect).Size(dialect, 5) > limits.MaximumPacketSize
            ? new MqttPublishRefusedException(
                $"message larger than the {limits.MaximumPacketSize} bytes the server takes",
                MqttReasonCode.PacketTooLarge)
            : null;
    }

    public void Write(IBufferWriter<byte> output, ServerLimits limits, Dialect dialect)
    {
        Span<byte> alias = [(byte)MqttPropertyId.TopicAlias, (byte)(TopicAlias >> 8), (byte)TopicAlias];
        var hasAlias = TopicAlias != 0 && TopicAlias <= limits.TopicAliasMaximum;
        ToPacket(dialect).Write(output, dialect, hasAlias ? alias : default);
    }

    private PublishPacket ToPacket(Dialect dialect) => new()
    {
        Duplicate = WasSent && Qos != MqttQos.AtMostOnce,
        Qos = Qos,
        Retain = Retain,
        Topic = Topic,
        PacketId = PacketId,
        Properties = dialect.IsV5 ? PropertyBlock.FromEncoded(Properties) : default,
        Payload = Payload.Span,
    };
}
