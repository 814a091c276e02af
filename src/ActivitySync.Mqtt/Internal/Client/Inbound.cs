using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>Turns PUBLISH frames of one connection into a burst. Receive thread only.</summary>
internal sealed class Inbound(AckLedger ledger, Dialect dialect, int topicAliasMaximum)
{
    private readonly TopicAliases _aliases = new(topicAliasMaximum);

    public Burst Burst { get; } = new(ledger);

    /// <summary>Adds a message; its frame lies at the offset of the receive buffer's unread part.</summary>
    public bool TryAdd(scoped in MqttFrame frame, int offset, out MqttFault fault)
    {
        // 3.1.1 forbids DUP at QoS 0 to the sender only, and brokers are seen to send it; it means nothing.
        var header = !dialect.IsV5 && (frame.Header & 0x06) == 0 ? frame.Header & ~0x08 : frame.Header;
        var judged = new MqttFrame((byte)header, frame.Body, frame.Length);
        if (!PublishPacket.TryRead(judged, dialect, out var packet, out fault))
        {
            return false;
        }

        byte[]? aliasedTopic = null;
        if (packet.Properties.Has(MqttPropertyId.TopicAlias))
        {
            aliasedTopic = _aliases.Resolve(packet.TopicAlias, packet.Topic, out fault);
            if (aliasedTopic is null)
            {
                return false;
            }
        }

        if (packet.Qos != MqttQos.AtMostOnce)
        {
            switch (ledger.Judge(packet.PacketId, packet.Qos, dialect))
            {
                case InboundVerdict.TooMany:
                    fault = new MqttFault(
                        MqttReasonCode.ReceiveMaximumExceeded,
                        "more unacknowledged messages than our Receive Maximum (see EnforceReceiveMaximum)");
                    return false;
                case InboundVerdict.Ignore:
                    return true;
                case InboundVerdict.Repeat:
                    Burst.Owe(packet.PacketId, packet.Qos);
                    return true;
            }

            Burst.Owe(packet.PacketId, packet.Qos);
        }

        var bodyStart = offset + frame.Length - frame.Body.Length;
        var payloadStart = offset + frame.Length - packet.Payload.Length;
        Burst.Add(new Burst.Entry
        {
            Header = (byte)header,
            PacketId = packet.PacketId,
            TopicStart = bodyStart + 2,
            TopicLength = packet.Topic.Length,
            PropertiesStart = payloadStart - packet.Properties.Bytes.Length,
            PropertiesLength = packet.Properties.Bytes.Length,
            PropertiesPresent = packet.Properties.Present,
            PayloadStart = payloadStart,
            PayloadLength = packet.Payload.Length,
            AliasedTopic = aliasedTopic,
        });
        return true;
    }

    public bool TryRelease(scoped in MqttFrame frame, out MqttFault fault)
    {
        if (!AckPacket.TryRead(frame, dialect, out var packet, out fault))
        {
            return false;
        }

        ledger.Release(packet.PacketId, dialect);
        return true;
    }
}
