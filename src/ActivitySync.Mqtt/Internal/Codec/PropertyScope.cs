using static ActivitySync.Mqtt.Internal.Codec.MqttPropertyId;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>Which properties a place in a packet may hold (table 2-4), as a bit per identifier.</summary>
/// <param name="Allowed">Bit n stands for property n.</param>
/// <param name="ForeignCode">
/// Reason for a known property in the wrong packet. 2.2.2.2 reads as "malformed"; mosquitto, whose public vectors we
/// run, answers "protocol error" except in SUBSCRIBE and UNSUBSCRIBE. Both close the connection.
/// </param>
/// <param name="Repeatable">Properties that may appear more than once.</param>
internal readonly record struct PropertyScope(ulong Allowed, MqttReasonCode ForeignCode, ulong Repeatable)
{
    public static PropertyScope Connect { get; } = Of(
        SessionExpiryInterval, AuthenticationMethod, AuthenticationData, RequestProblemInformation,
        RequestResponseInformation, ReceiveMaximum, TopicAliasMaximum, MaximumPacketSize);

    public static PropertyScope Will { get; } = Of(
        PayloadFormatIndicator, MessageExpiryInterval, ContentType, ResponseTopic, CorrelationData, WillDelayInterval);

    public static PropertyScope ConnAck { get; } = Of(
        SessionExpiryInterval, AssignedClientIdentifier, ServerKeepAlive, AuthenticationMethod, AuthenticationData,
        ResponseInformation, ServerReference, ReasonString, ReceiveMaximum, TopicAliasMaximum, MaximumQos,
        RetainAvailable, MaximumPacketSize, WildcardSubscriptionAvailable, SubscriptionIdentifierAvailable,
        SharedSubscriptionAvailable);

    /// <summary>A publication; several subscription identifiers may come from a server (3.3.2.3.8).</summary>
    public static PropertyScope Publish { get; } = Of(
        PayloadFormatIndicator, MessageExpiryInterval, ContentType, ResponseTopic, CorrelationData,
        SubscriptionIdentifier, TopicAlias) with
    {
        Repeatable = Bit(UserProperty) | Bit(SubscriptionIdentifier),
    };

    /// <summary>PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK and UNSUBACK.</summary>
    public static PropertyScope Acknowledgement { get; } = Of(ReasonString);

    public static PropertyScope Subscribe { get; } = Of(SubscriptionIdentifier) with
    {
        ForeignCode = MqttReasonCode.MalformedPacket,
    };

    public static PropertyScope Unsubscribe { get; } = Of() with { ForeignCode = MqttReasonCode.MalformedPacket };

    public static PropertyScope Disconnect { get; } = Of(SessionExpiryInterval, ServerReference, ReasonString);

    public static PropertyScope Auth { get; } = Of(AuthenticationMethod, AuthenticationData, ReasonString);

    public static ulong Bit(MqttPropertyId id) => 1UL << (int)id;

    // User properties are allowed everywhere, any number of times.
    private static PropertyScope Of(params ReadOnlySpan<MqttPropertyId> ids)
    {
        var allowed = Bit(UserProperty);
        foreach (var id in ids)
        {
            allowed |= Bit(id);
        }

        return new PropertyScope(allowed, MqttReasonCode.ProtocolError, Bit(UserProperty));
    }
}
