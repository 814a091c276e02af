namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>
/// What is wrong with bytes that arrived: the reason to send in DISCONNECT or CONNACK (MQTT 5.0 section 4.13)
/// and a phrase for the log. Bad input is a value here, never an exception.
/// </summary>
internal readonly record struct MqttFault(MqttReasonCode Code, string What)
{
    /// <summary>The bytes cannot be read as the specification says (0x81).</summary>
    public static MqttFault Malformed(string what) => new(MqttReasonCode.MalformedPacket, what);

    /// <summary>Readable, but not allowed here (0x82).</summary>
    public static MqttFault Protocol(string what) => new(MqttReasonCode.ProtocolError, what);

    /// <summary>
    /// True when a server had better close without a word (4.13.1 leaves the choice): nothing can be said to it, or the
    /// sender has shown that it does not speak MQTT. Clients need not care.
    /// </summary>
    public bool IsUnanswered { get; init; }

    /// <summary>Malformed beyond an answer.</summary>
    public static MqttFault Hopeless(string what) => Malformed(what) with { IsUnanswered = true };

    public override string ToString() => $"{What} (0x{(int)Code:X2} {Code})";
}
