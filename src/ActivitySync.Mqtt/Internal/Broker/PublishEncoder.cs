using System.Buffers;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// Writes publications for one connection, adding what is this client's own: remaining lifetime, subscription
/// identifiers and topic alias (3.3.2.3). Owned by the gate.
/// </summary>
internal sealed class PublishEncoder(Dialect dialect, uint maximumPacketSize, int aliasMaximum)
{
    private readonly Dictionary<Topic, ushort> _aliases = [];
    private readonly ArrayBufferWriter<byte> _extra = new(16);

    /// <summary>False when the message expired or is larger than the client takes [3.1.2-24].</summary>
    public bool TryWrite(OutputBuffer output, in Delivery delivery, ushort packetId, bool duplicate, BrokerClock clock)
    {
        var message = delivery.Message;
        ReadOnlySpan<byte> topic = message.Topic.Name;
        ushort newAlias = 0;
        if (dialect.IsV5)
        {
            _extra.ResetWrittenCount();
            if (!TryWriteLifetime(message, clock))
            {
                return false;
            }

            foreach (var identifier in delivery.Identifiers)
            {
                new PropertyWriter(_extra).Variable(MqttPropertyId.SubscriptionIdentifier, (int)identifier);
            }

            topic = WriteAlias(message.Topic, out newAlias);
        }
        else if (message.ExpiresAt != Message.Never && message.ExpiresAt <= clock.NowMs)
        {
            return false;
        }

        var packet = new PublishPacket
        {
            Duplicate = duplicate,
            Qos = delivery.Qos,
            Retain = delivery.Retain,
            Topic = topic,
            PacketId = packetId,
            Properties = PropertyBlock.FromEncoded(dialect.IsV5 ? message.Properties : default),
            Payload = message.Payload.Span,
        };
        if (maximumPacketSize != uint.MaxValue && packet.Size(dialect, _extra.WrittenCount) > maximumPacketSize)
        {
            return false;
        }

        if (newAlias != 0)
        {
            _aliases.Add(message.Topic, newAlias);
        }

        packet.Write(output, dialect, _extra.WrittenSpan);
        return true;
    }

    private bool TryWriteLifetime(Message message, BrokerClock clock)
    {
        if (message.ExpiresAt == Message.Never)
        {
            return true;
        }

        // What was received less what it waited here [3.3.2-6]; started seconds count as whole ones.
        var remaining = message.ExpiresAt - clock.NowMs;
        new PropertyWriter(_extra).UInt32(
            MqttPropertyId.MessageExpiryInterval, (uint)((Math.Max(remaining, 0) + 999) / 1000));
        return remaining > 0;
    }

    private ReadOnlySpan<byte> WriteAlias(Topic topic, out ushort newAlias)
    {
        newAlias = 0;
        if (aliasMaximum == 0)
        {
            return topic.Name;
        }

        if (_aliases.TryGetValue(topic, out var alias))
        {
            new PropertyWriter(_extra).UInt16(MqttPropertyId.TopicAlias, alias);
            return default;
        }

        if (_aliases.Count < aliasMaximum)
        {
            newAlias = (ushort)(_aliases.Count + 1);
            new PropertyWriter(_extra).UInt16(MqttPropertyId.TopicAlias, newAlias);
        }

        return topic.Name;
    }
}
