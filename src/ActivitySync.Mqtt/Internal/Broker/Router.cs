namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>Brings messages to subscribers and retained messages to new ones. Owned by the gate.</summary>
internal sealed class Router(BrokerCore core)
{
    private readonly List<Message> _retained = [];

    /// <summary>Routes a message. NoMatchingSubscribers and QuotaExceeded are for the acknowledgement (3.4.2.1).</summary>
    public MqttReasonCode Publish(Message message)
    {
        if (message.Retain)
        {
            if (!core.Retained.TrySet(message))
            {
                return MqttReasonCode.QuotaExceeded;
            }

            if (!message.Topic.Name.AsSpan().StartsWith("$SYS/"u8))
            {
                core.Journal?.Records.Retained(message);
            }
        }

        var route = core.Subscriptions.RouteOf(message.Topic);
        if (route.IsEmpty)
        {
            return MqttReasonCode.NoMatchingSubscribers;
        }

        foreach (var entry in route.Targets)
        {
            if (entry.For(message.Publisher) is { } target)
            {
                var retain = message.Retain && target.RetainAsPublished;
                var qos = Lower(message.Qos, target.Qos);
                target.Session.Outbox.Offer(new Delivery(message, qos, retain, target.Identifiers, null));
            }
        }

        foreach (var group in route.Groups)
        {
            OfferToMember(group, message, except: null);
        }

        return MqttReasonCode.Success;
    }

    /// <summary>Sends the retained messages of a filter just subscribed to (3.8.3.1, 3.8.4).</summary>
    public void SendRetained(Subscription subscription)
    {
        _retained.Clear();
        core.Retained.Collect(subscription.Filter, core.Clock.NowMs, _retained);
        uint[] identifiers = subscription.Identifier == 0 ? [] : [subscription.Identifier];
        foreach (var message in _retained)
        {
            var isOwn = subscription.Options.NoLocal && message.Publisher == subscription.Session.ClientId;
            if (!isOwn && subscription.Session.MayReceive(message.Topic))
            {
                var qos = Lower(message.Qos, subscription.Options.Qos);
                subscription.Session.Outbox.Offer(new Delivery(message, qos, Retain: true, identifiers, null));
            }
        }
    }

    /// <summary>Gives the shared messages of a member that left to the others; its own if there are none.</summary>
    public static void Redistribute(Session leaving, bool isOver)
    {
        foreach (var delivery in leaving.Outbox.TakeShared())
        {
            if (!OfferToMember(delivery.Group!, delivery.Message, leaving) && !isOver)
            {
                leaving.Outbox.Offer(delivery);
            }
        }
    }

    private static bool OfferToMember(SharedGroup group, Message message, Session? except)
    {
        if (group.Choose(message.Topic, except) is not { } member)
        {
            return false;
        }

        uint[] identifiers = member.Identifier == 0 ? [] : [member.Identifier];
        var retain = message.Retain && member.Options.RetainAsPublished;
        var qos = Lower(message.Qos, member.Options.Qos);
        member.Session.Outbox.Offer(new Delivery(message, qos, retain, identifiers, group));
        return true;
    }

    private static MqttQos Lower(MqttQos one, MqttQos other) => one < other ? one : other;
}
