namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// What to publish when the client vanishes (section 3.1.2.5): after the grace of DelayMs for a reconnect (3.1.3.2.2),
/// and for as long as LifetimeMs (<see cref="Message.Never"/>: without end).
/// </summary>
internal sealed record Will(
    Topic Topic,
    byte[] Payload,
    byte[] Properties,
    MqttQos Qos,
    bool Retain,
    string Publisher,
    long DelayMs,
    long LifetimeMs)
{
    /// <summary>The message, whose lifetime starts now.</summary>
    public Message ToMessage(long now) => new()
    {
        Topic = Topic,
        Payload = Payload,
        Properties = Properties,
        Qos = Qos,
        Retain = Retain,
        Publisher = Publisher,
        ExpiresAt = LifetimeMs == Message.Never ? Message.Never : now + LifetimeMs,
    };
}
