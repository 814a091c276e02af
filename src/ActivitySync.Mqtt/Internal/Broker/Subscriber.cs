using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>SUBSCRIBE and UNSUBSCRIBE of one client (sections 3.8 to 3.11). Owned by the gate.</summary>
internal sealed class Subscriber(Connection connection, Session session, BrokerCore core, Dialect dialect)
{
    // Filters deeper than this on average count against the limit earlier: each level may cost a node.
    private const int LevelsPerFilter = 16;

    private readonly List<byte> _reasons = [];
    private readonly List<Subscription> _added = [];

    public bool TrySubscribe(scoped in SubscribePacket packet, out MqttFault fault)
    {
        fault = default;
        _reasons.Clear();
        _added.Clear();
        var identifier = packet.Properties.Number(MqttPropertyId.SubscriptionIdentifier, 0);
        foreach (var item in packet)
        {
            var isNew = !session.Filters.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey(item.Filter);
            var reason = Judge(item.Filter, isNew);
            _reasons.Add((byte)(reason.IsFailure() ? (int)reason : (int)item.Options.Qos));
            if (!reason.IsFailure())
            {
                Add(item, identifier, isNew);
            }
        }

        WriteSubAck(MqttPacketType.SubAck, packet.PacketId);
        foreach (var subscription in _added)
        {
            core.Router.SendRetained(subscription);
        }

        return true;
    }

    public bool TryUnsubscribe(scoped in SubscribePacket packet, out MqttFault fault)
    {
        fault = default;
        _reasons.Clear();
        foreach (var item in packet)
        {
            var filters = session.Filters.GetAlternateLookup<ReadOnlySpan<byte>>();
            var isKnown = filters.Remove(item.Filter, out _, out var subscription);
            if (isKnown)
            {
                session.FilterLevels -= Topic.CountLevels(item.Filter);
                core.Subscriptions.Remove(subscription!);
                session.Records?.FilterEnd(subscription!);
            }

            _reasons.Add((byte)(isKnown ? MqttReasonCode.Success : MqttReasonCode.NoSubscriptionExisted));
        }

        WriteSubAck(MqttPacketType.UnsubAck, packet.PacketId);
        return true;
    }

    private MqttReasonCode Judge(ReadOnlySpan<byte> filter, bool isNew)
    {
        var levels = Topic.CountLevels(filter);
        if (levels > core.Options.MaxTopicLevels)
        {
            return MqttReasonCode.TopicFilterInvalid;
        }

        var limit = core.Options.MaxSubscriptionsPerClient;
        if (isNew && (session.Filters.Count >= limit || session.FilterLevels + levels > limit * LevelsPerFilter))
        {
            return MqttReasonCode.QuotaExceeded;
        }

        var plain = MqttText.TrySplitShared(filter, out _, out var shared) ? shared : filter;
        return session.Access?.JudgeFilter(plain) ?? MqttReasonCode.Success;
    }

    private void Add(scoped in SubscribeFilter item, uint identifier, bool isNew)
    {
        var subscription = new Subscription(session, item.Filter.ToArray(), item.Options, identifier);
        session.Filters[subscription.Filter] = subscription;
        session.FilterLevels += isNew ? Topic.CountLevels(item.Filter) : 0;
        core.Subscriptions.Add(subscription);
        core.Hold.Subscribed(session);
        session.Records?.Filter(subscription);

        // No retained messages for shared subscriptions (4.8.2), else as the client says (3.8.3.1).
        var isShared = MqttText.TrySplitShared(item.Filter, out _, out _);
        if (!isShared
            && item.Options.RetainHandling != MqttRetainHandling.DoNotSend
            && (isNew || item.Options.RetainHandling != MqttRetainHandling.SendIfNew))
        {
            _added.Add(subscription);
        }
    }

    private void WriteSubAck(MqttPacketType type, ushort packetId)
    {
        if (connection.TryWrite(out var output))
        {
            var reasons = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_reasons);
            new SubAckPacket { Type = type, PacketId = packetId, Reasons = reasons }.Write(output, dialect);
        }
    }
}
