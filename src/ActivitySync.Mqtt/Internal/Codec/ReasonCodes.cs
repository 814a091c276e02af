using static ActivitySync.Mqtt.MqttReasonCode;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>Which reason codes each packet may carry (table 2-6), and how 3.1.1 return codes translate.</summary>
internal static class ReasonCodes
{
    public static bool IsFailure(this MqttReasonCode code) => (int)code >= 0x80;

    public static bool IsLegal(MqttPacketType type, MqttReasonCode code) => type switch
    {
        MqttPacketType.PubAck or MqttPacketType.PubRec => code is Success or NoMatchingSubscribers or UnspecifiedError
            or ImplementationSpecificError or NotAuthorized or TopicNameInvalid or PacketIdentifierInUse
            or QuotaExceeded or PayloadFormatInvalid,
        MqttPacketType.PubRel or MqttPacketType.PubComp => code is Success or PacketIdentifierNotFound,
        MqttPacketType.ConnAck => code is Success or UnspecifiedError or MalformedPacket or ProtocolError
            or ImplementationSpecificError or UnsupportedProtocolVersion or ClientIdentifierNotValid
            or BadUserNameOrPassword or NotAuthorized or ServerUnavailable or ServerBusy or Banned
            or BadAuthenticationMethod or TopicNameInvalid or PacketTooLarge or QuotaExceeded or PayloadFormatInvalid
            or RetainNotSupported or QosNotSupported or UseAnotherServer or ServerMoved or ConnectionRateExceeded,
        MqttPacketType.Disconnect => code is Success or DisconnectWithWill or UnspecifiedError or MalformedPacket
            or ProtocolError or ImplementationSpecificError or NotAuthorized or ServerBusy or ServerShuttingDown
            or KeepAliveTimeout or SessionTakenOver or TopicFilterInvalid or TopicNameInvalid or ReceiveMaximumExceeded
            or TopicAliasInvalid or PacketTooLarge or MessageRateTooHigh or QuotaExceeded or AdministrativeAction
            or PayloadFormatInvalid or RetainNotSupported or QosNotSupported or UseAnotherServer or ServerMoved
            or SharedSubscriptionsNotSupported or ConnectionRateExceeded or MaximumConnectTime
            or SubscriptionIdentifiersNotSupported or WildcardSubscriptionsNotSupported,
        MqttPacketType.Auth => code is Success or ContinueAuthentication or Reauthenticate,
        _ => true,
    };

    /// <summary>CONNACK return code of 3.1.1 (its table 3.1) in the words of 5.0.</summary>
    public static MqttReasonCode FromV311ReturnCode(byte code) => code switch
    {
        0 => Success,
        1 => UnsupportedProtocolVersion,
        2 => ClientIdentifierNotValid,
        3 => ServerUnavailable,
        4 => BadUserNameOrPassword,
        5 => NotAuthorized,
        _ => UnspecifiedError,
    };

    /// <summary>Reason code in the few words 3.1.1 has for it; "server unavailable" when it has none.</summary>
    public static byte ToV311ReturnCode(MqttReasonCode code) => code switch
    {
        Success => 0,
        UnsupportedProtocolVersion => 1,
        ClientIdentifierNotValid => 2,
        BadUserNameOrPassword => 4,
        NotAuthorized or Banned or BadAuthenticationMethod => 5,
        _ => 3,
    };
}
