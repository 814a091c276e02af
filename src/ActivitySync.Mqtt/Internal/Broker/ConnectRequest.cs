using System.Text;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>A CONNECT lifted out of the receive buffer, so that it can wait for the password check.</summary>
internal sealed class ConnectRequest
{
    public required Dialect Dialect { get; init; }

    public required bool CleanStart { get; init; }

    public required ushort KeepAlive { get; init; }

    public required string ClientId { get; init; }

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    public bool AsksEnhancedAuthentication { get; init; }

    public uint SessionExpirySeconds { get; init; }

    public int ReceiveMaximum { get; init; }

    public uint MaximumPacketSize { get; init; }

    public int TopicAliasMaximum { get; init; }

    public Will? Will { get; init; }

    public static ConnectRequest From(scoped in ConnectPacket packet)
    {
        var properties = packet.Properties;
        var clientId = Encoding.UTF8.GetString(packet.ClientId);
        return new ConnectRequest
        {
            Dialect = packet.Dialect,
            CleanStart = packet.CleanStart,
            KeepAlive = packet.KeepAlive,
            ClientId = clientId,
            UserName = packet.HasUserName ? Encoding.UTF8.GetString(packet.UserName) : null,
            Password = packet.HasPassword ? packet.Password.ToArray() : null,
            AsksEnhancedAuthentication = properties.Has(MqttPropertyId.AuthenticationMethod),

            // 3.1.1 knows "until the connection ends" and "for ever" (its section 3.1.2.4).
            SessionExpirySeconds = packet.Dialect.IsV5
                ? properties.Number(MqttPropertyId.SessionExpiryInterval, 0)
                : packet.CleanStart ? 0 : uint.MaxValue,
            ReceiveMaximum = (int)properties.Number(MqttPropertyId.ReceiveMaximum, ushort.MaxValue),
            MaximumPacketSize = properties.Number(MqttPropertyId.MaximumPacketSize, uint.MaxValue),
            TopicAliasMaximum = (int)properties.Number(MqttPropertyId.TopicAliasMaximum, 0),
            Will = packet.HasWill ? WillOf(packet.Will, clientId) : null,
        };
    }

    private static Will WillOf(scoped in WillFields will, string clientId)
    {
        var expiry = will.Properties.Number(MqttPropertyId.MessageExpiryInterval, uint.MaxValue);
        return new Will(
            new Topic(will.Topic.ToArray()),
            will.Payload.ToArray(),
            ForwardedProperties.Of(will.Properties),
            will.Qos,
            will.Retain,
            clientId,
            will.Properties.Number(MqttPropertyId.WillDelayInterval, 0) * 1000L,
            will.Properties.Has(MqttPropertyId.MessageExpiryInterval) ? expiry * 1000L : Message.Never);
    }
}
