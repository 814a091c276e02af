using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>Takes the publications of one client: limits, aliases, access, QoS handshakes (sections 3.3 and 4.3).</summary>
internal sealed class Publisher(Connection connection, Session session, BrokerCore core, Dialect dialect)
{
    // Worst case of 65,535-byte topics would make aliases a memory hole; a megabyte is 10,000 sensible topics.
    private const int MaxAliasBytes = 1024 * 1024;

    // Index 0 stays empty; made when the first alias comes.
    private Topic?[] _aliases = [];
    private readonly HashSet<ushort> _repeated = [];
    private int _aliasBytes;

    public bool TryPublish(scoped in PublishPacket packet, out MqttFault fault)
    {
        core.Counters.MessagesReceived++;
        if (packet.Properties.Has(MqttPropertyId.SubscriptionIdentifier))
        {
            fault = MqttFault.Protocol("subscription identifier from a client");
            return false;
        }

        if (!TryResolveTopic(packet, out var topic, out fault))
        {
            return false;
        }

        var verdict = Judge(topic);
        if (packet.Qos == MqttQos.ExactlyOnce)
        {
            return TryKeep(packet, topic, verdict, out fault);
        }

        if (verdict == MqttReasonCode.Success)
        {
            verdict = core.Router.Publish(MessageOf(packet, topic));
        }

        if (packet.Qos == MqttQos.AtLeastOnce)
        {
            connection.SendAck(MqttPacketType.PubAck, packet.PacketId, verdict);
        }

        return true;
    }

    /// <summary>PUBREL: now the message is routed, and only now, so that a repetition before it changes nothing.</summary>
    public bool TryRelease(ushort packetId)
    {
        _repeated.Remove(packetId);
        if (session.Incoming.Remove(packetId, out var message))
        {
            session.Records?.IncomingEnd(session.ClientId, packetId);
            if (message is not null)
            {
                session.IncomingBytes -= message.Size;
                core.Router.Publish(message);
            }
        }

        connection.SendAck(MqttPacketType.PubComp, packetId, MqttReasonCode.Success);
        return true;
    }

    private bool TryResolveTopic(scoped in PublishPacket packet, out Topic topic, out MqttFault fault)
    {
        fault = default;
        var alias = packet.TopicAlias;
        if (alias == 0)
        {
            topic = core.Topics.Get(packet.Topic);
            return true;
        }

        topic = null!;
        if (_aliases.Length == 0)
        {
            _aliases = new Topic?[core.Options.TopicAliasMaximum + 1];
        }

        if (alias >= _aliases.Length)
        {
            fault = new MqttFault(MqttReasonCode.TopicAliasInvalid, "topic alias above our maximum");
            return false;
        }

        if (packet.Topic.IsEmpty)
        {
            fault = MqttFault.Protocol("unknown topic alias");
            topic = _aliases[alias]!;
            return topic is not null;
        }

        topic = core.Topics.Get(packet.Topic);
        _aliasBytes += topic.Name.Length - (_aliases[alias]?.Name.Length ?? 0);
        _aliases[alias] = topic;
        fault = new MqttFault(MqttReasonCode.QuotaExceeded, "topic aliases of more than a megabyte");
        return _aliasBytes <= MaxAliasBytes;
    }

    private MqttReasonCode Judge(Topic topic)
    {
        if (IsOurs(topic.Name))
        {
            return MqttReasonCode.NotAuthorized;
        }

        if (Topic.CountLevels(topic.Name) > core.Options.MaxTopicLevels)
        {
            return MqttReasonCode.TopicNameInvalid;
        }

        return session.Access?.MayPublish(topic.Name) == false ? MqttReasonCode.NotAuthorized : MqttReasonCode.Success;
    }

    // Ours alone, but for the states that bridges of mosquitto announce.
    private static bool IsOurs(ReadOnlySpan<byte> topic) =>
        topic.StartsWith("$share/"u8)
        || (topic.StartsWith("$SYS/"u8)
            && !(topic.StartsWith("$SYS/broker/connection/"u8) && topic.EndsWith("/state"u8)));

    private bool TryKeep(scoped in PublishPacket packet, Topic topic, MqttReasonCode verdict, out MqttFault fault)
    {
        fault = default;
        if (IsRepetition(packet, topic))
        {
            // Once may be a resend after a reconnect [4.4.0-1]; more often on one connection is an error.
            if (!_repeated.Add(packet.PacketId))
            {
                fault = MqttFault.Protocol("QoS 2 message repeated without a reconnect");
                return false;
            }
        }
        else if (session.Incoming.Count >= core.Options.ReceiveMaximum)
        {
            fault = new MqttFault(MqttReasonCode.ReceiveMaximumExceeded, "more than our Receive Maximum");
            return false;
        }
        else if (verdict.IsFailure() && dialect.IsV5)
        {
            // A refusal in 5.0 ends the exchange; 3.1.1 cannot hear it and goes on to PUBREL.
            connection.SendAck(MqttPacketType.PubRec, packet.PacketId, verdict);
            return true;
        }
        else
        {
            var message = verdict.IsFailure() ? null : MessageOf(packet, topic);
            session.IncomingBytes += message?.Size ?? 0;
            if (session.IncomingBytes > core.Options.MaxQueuedBytes)
            {
                fault = new MqttFault(MqttReasonCode.QuotaExceeded, "too many bytes of unreleased QoS 2 messages");
                return false;
            }

            session.Incoming.Add(packet.PacketId, message);
            session.Records?.Incoming(session.ClientId, packet.PacketId, message);
        }

        connection.SendAck(MqttPacketType.PubRec, packet.PacketId, MqttReasonCode.Success);
        return true;
    }

    // A message of other content under the same identifier is a new one; its forerunner was never released.
    private bool IsRepetition(scoped in PublishPacket packet, Topic topic)
    {
        if (!session.Incoming.TryGetValue(packet.PacketId, out var known))
        {
            return false;
        }

        if (known is null
            || (known.Payload.Length == packet.Payload.Length && topic.Name.AsSpan().SequenceEqual(known.Topic.Name)))
        {
            return true;
        }

        session.Incoming.Remove(packet.PacketId);
        session.IncomingBytes -= known.Size;
        return false;
    }

    private Message MessageOf(scoped in PublishPacket packet, Topic topic) => new()
    {
        Topic = topic,
        Payload = packet.Payload.ToArray(),
        Properties = ForwardedProperties.Of(packet.Properties),
        Qos = packet.Qos,
        Retain = packet.Retain,
        ExpiresAt = packet.Properties.Has(MqttPropertyId.MessageExpiryInterval)
            ? core.Clock.NowMs + (packet.Properties.Number(MqttPropertyId.MessageExpiryInterval, 0) * 1000L)
            : Message.Never,
        Publisher = session.ClientId,
    };
}
