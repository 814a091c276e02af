namespace ActivitySync.Mqtt;

/// <summary>Delivery promise of a message (MQTT 5.0 section 4.3).</summary>
public enum MqttQos
{
    /// <summary>Fire and forget (4.3.1).</summary>
    AtMostOnce = 0,

    /// <summary>Acknowledged; may arrive more than once (4.3.2).</summary>
    AtLeastOnce = 1,

    /// <summary>Two round trips; arrives once per session (4.3.3).</summary>
    ExactlyOnce = 2,
}

/// <summary>Which version of the protocol to speak.</summary>
public enum MqttProtocol
{
    /// <summary>5.0, and 3.1.1 when the server refuses 5.0 (reason code 0x84, or a 3.1.1 CONNACK with code 1).</summary>
    Auto,

    /// <summary>MQTT 5.0 only.</summary>
    V5,

    /// <summary>MQTT 3.1.1 only.</summary>
    V311,
}
