using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>One filter of one session (section 3.8.3).</summary>
/// <param name="Session">Whose.</param>
/// <param name="Filter">As subscribed, "$share/…" included; the key within the session.</param>
/// <param name="Options">As granted.</param>
/// <param name="Identifier">0 when none was given (3.8.2.1.2).</param>
internal sealed record Subscription(Session Session, byte[] Filter, SubscribeOptions Options, uint Identifier);

/// <summary>Everybody subscribed to one filter.</summary>
internal sealed class FilterEntry
{
    public List<Subscription> Plain { get; } = [];

    public List<SharedGroup> Groups { get; } = [];

    public bool IsEmpty => Plain.Count == 0 && Groups.Count == 0;
}

/// <summary>What one session gets of one topic: all its matching filters rolled into one copy (3.3.4).</summary>
internal sealed record Target(Session Session, MqttQos Qos, bool RetainAsPublished, uint[] Identifiers, Target? OwnView)
{
    /// <summary>The target for the session's own messages, where No Local takes filters away (3.8.3.1).</summary>
    public Target? For(string? publisher) =>
        string.Equals(publisher, Session.ClientId, StringComparison.Ordinal) ? OwnView : this;
}

/// <summary>Where messages of one topic go; computed once per topic and change of subscriptions.</summary>
internal sealed record Route(long Version, Target[] Targets, SharedGroup[] Groups)
{
    public bool IsEmpty => Targets.Length == 0 && Groups.Length == 0;
}
