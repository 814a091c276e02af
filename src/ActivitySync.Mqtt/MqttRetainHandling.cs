namespace ActivitySync.Mqtt;

/// <summary>What a broker does with retained messages when a subscription is made (MQTT 5.0 section 3.8.3.1).</summary>
public enum MqttRetainHandling
{
    /// <summary>Send them at every subscribe; the only choice in 3.1.1.</summary>
    SendAtSubscribe = 0,

    /// <summary>Send them only when the subscription is new: not again at each reconnect of a kept session.</summary>
    SendIfNew = 1,

    /// <summary>Never send them.</summary>
    DoNotSend = 2,
}
