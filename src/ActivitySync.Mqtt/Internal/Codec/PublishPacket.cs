using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>PUBLISH (section 3.3).</summary>
internal readonly ref struct PublishPacket
{
    public bool Duplicate { get; init; }

    public MqttQos Qos { get; init; }

    public bool Retain { get; init; }

    /// <summary>Empty when the topic alias stands for it (3.3.2.3.4).</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>0 at QoS 0.</summary>
    public ushort PacketId { get; init; }

    public PropertyBlock Properties { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>0 when absent.</summary>
    public ushort TopicAlias => (ushort)Properties.Number(MqttPropertyId.TopicAlias, 0);

    public static bool TryRead(
        scoped in MqttFrame frame, Dialect dialect, out PublishPacket packet, out MqttFault fault)
    {
        packet = default;
        var qos = (frame.Header >> 1) & 3;
        var duplicate = (frame.Header & 0x08) != 0;
        if (qos == 3)
        {
            fault = MqttFault.Malformed("QoS 3");
            return false;
        }

        if (duplicate && qos == 0)
        {
            fault = MqttFault.Malformed("DUP with QoS 0");
            return false;
        }

        var reader = new WireReader(frame.Body);
        if (!reader.TryBinary(out var topic) || !MqttText.IsLegalTopicName(topic, dialect))
        {
            fault = MqttFault.Malformed("topic name");
            return false;
        }

        ushort packetId = 0;
        if (qos > 0)
        {
            if (!reader.TryUInt16(out packetId))
            {
                fault = MqttFault.Malformed("packet identifier missing");
                return false;
            }

            if (packetId == 0)
            {
                fault = MqttFault.Protocol("packet identifier 0");
                return false;
            }
        }

        if (!PropertyBlock.TryRead(ref reader, PropertyScope.Publish, dialect, out var properties, out fault))
        {
            return false;
        }

        if (topic.IsEmpty && !properties.Has(MqttPropertyId.TopicAlias))
        {
            fault = MqttFault.Protocol("empty topic name without a topic alias");
            return false;
        }

        packet = new PublishPacket
        {
            Duplicate = duplicate,
            Qos = (MqttQos)qos,
            Retain = (frame.Header & 1) != 0,
            Topic = topic,
            PacketId = packetId,
            Properties = properties,
            Payload = reader.Rest,
        };
        return true;
    }

    /// <summary>Bytes the whole packet takes.</summary>
    public int Size(Dialect dialect, int extraPropertyBytes = 0)
    {
        var remaining = RemainingLength(dialect, extraPropertyBytes);
        return 1 + WireWriter.VariableSize(remaining) + remaining;
    }

    /// <summary>
    /// Writes the packet. <paramref name="extraProperties"/> come encoded before <see cref="Properties"/>: a broker
    /// keeps a message's own properties encoded once and adds alias, expiry and identifiers per subscriber.
    /// </summary>
    public void Write(IBufferWriter<byte> output, Dialect dialect, ReadOnlySpan<byte> extraProperties = default)
    {
        var header = ((int)MqttPacketType.Publish << 4) | (Duplicate ? 8 : 0) | ((int)Qos << 1) | (Retain ? 1 : 0);
        var writer = WireWriter.Begin(output, header, RemainingLength(dialect, extraProperties.Length));
        writer.Field(Topic);
        if (Qos != MqttQos.AtMostOnce)
        {
            writer.UInt16(PacketId);
        }

        writer.Properties(dialect.IsV5, extraProperties, Properties.Bytes);
        writer.Raw(Payload);
        writer.Complete(output);
    }

    private int RemainingLength(Dialect dialect, int extraPropertyBytes) =>
        2 + Topic.Length
        + (Qos == MqttQos.AtMostOnce ? 0 : 2)
        + WireWriter.PropertiesSize(dialect.IsV5, Properties.Bytes.Length + extraPropertyBytes)
        + Payload.Length;
}
