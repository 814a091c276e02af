namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>An application message, shared by reference between everybody who gets it. Immutable.</summary>
internal sealed class Message
{
    /// <summary>Expiry of messages that have none.</summary>
    public const long Never = long.MaxValue;

    public required Topic Topic { get; init; }

    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Encoded properties that are forwarded unaltered: all but alias, expiry and identifiers (3.3.2.3).</summary>
    public byte[] Properties { get; init; } = [];

    public MqttQos Qos { get; init; }

    public bool Retain { get; init; }

    /// <summary>On <see cref="BrokerClock"/>; <see cref="Never"/> without Message Expiry Interval.</summary>
    public long ExpiresAt { get; init; } = Never;

    /// <summary>Client identifier, for No Local; null for messages of the broker itself.</summary>
    public string? Publisher { get; init; }

    /// <summary>What it counts against byte limits.</summary>
    public int Size => Topic.Name.Length + Properties.Length + Payload.Length;
}

/// <summary>A message on its way to one session.</summary>
internal readonly record struct Delivery(
    Message Message, MqttQos Qos, bool Retain, uint[] Identifiers, SharedGroup? Group)
{
    /// <summary>Order within the session (4.6), set by its <see cref="Outbox"/>.</summary>
    public long Sequence { get; init; }
}
