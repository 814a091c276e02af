using System.Text;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>What the server allows on this connection: CONNACK (3.2.2.3) or the defaults.</summary>
internal sealed record ServerLimits
{
    public MqttQos MaximumQos { get; init; } = MqttQos.ExactlyOnce;

    public bool RetainAvailable { get; init; } = true;

    public bool WildcardsAvailable { get; init; } = true;

    public bool IdentifiersAvailable { get; init; } = true;

    public bool SharedAvailable { get; init; } = true;

    public int ReceiveMaximum { get; init; } = ushort.MaxValue;

    public long MaximumPacketSize { get; init; } = long.MaxValue;

    public int TopicAliasMaximum { get; init; }

    /// <summary>Null when the server leaves it to us.</summary>
    public TimeSpan? KeepAlive { get; init; }

    public string? AssignedClientId { get; init; }

    public static ServerLimits From(PropertyBlock properties) => new()
    {
        MaximumQos = (MqttQos)properties.Number(MqttPropertyId.MaximumQos, 2),
        RetainAvailable = properties.Number(MqttPropertyId.RetainAvailable, 1) == 1,
        WildcardsAvailable = properties.Number(MqttPropertyId.WildcardSubscriptionAvailable, 1) == 1,
        IdentifiersAvailable = properties.Number(MqttPropertyId.SubscriptionIdentifierAvailable, 1) == 1,
        SharedAvailable = properties.Number(MqttPropertyId.SharedSubscriptionAvailable, 1) == 1,
        ReceiveMaximum = (int)properties.Number(MqttPropertyId.ReceiveMaximum, ushort.MaxValue),
        MaximumPacketSize = properties.Has(MqttPropertyId.MaximumPacketSize)
            ? properties.Number(MqttPropertyId.MaximumPacketSize, 0)
            : long.MaxValue,
        TopicAliasMaximum = (int)properties.Number(MqttPropertyId.TopicAliasMaximum, 0),
        KeepAlive = properties.Has(MqttPropertyId.ServerKeepAlive)
            ? TimeSpan.FromSeconds(properties.Number(MqttPropertyId.ServerKeepAlive, 0))
            : null,
        AssignedClientId = properties.Has(MqttPropertyId.AssignedClientIdentifier)
            ? Encoding.UTF8.GetString(properties.Data(MqttPropertyId.AssignedClientIdentifier))
            : null,
    };
}
