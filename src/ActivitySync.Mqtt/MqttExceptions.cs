namespace ActivitySync.Mqtt;

/// <summary>Anything that goes wrong between us and a broker; carries the reason code where one was given.</summary>
public class MqttException : Exception
{
    public MqttException(
        string message, MqttReasonCode reason = MqttReasonCode.UnspecifiedError, Exception? inner = null)
        : base(message, inner)
    {
        Reason = reason;
    }

    /// <summary>UnspecifiedError when the other side did not say.</summary>
    public MqttReasonCode Reason { get; }
}

/// <summary>There is no connection, or it ended before the operation did.</summary>
public sealed class MqttNotConnectedException(string message, Exception? inner = null)
    : MqttException(message, MqttReasonCode.UnspecifiedError, inner);

/// <summary>The broker said no in CONNACK (section 3.2.2.2).</summary>
public sealed class MqttConnectionRefusedException(string message, MqttReasonCode reason)
    : MqttException(message, reason);

/// <summary>The broker ended the connection with DISCONNECT (section 3.14.2.1).</summary>
public sealed class MqttDisconnectedException(string message, MqttReasonCode reason) : MqttException(message, reason);

/// <summary>The broker sent something the specification forbids (section 4.13).</summary>
public sealed class MqttProtocolException(string message, MqttReasonCode reason) : MqttException(message, reason);

/// <summary>The broker did not take a message (PUBACK or PUBREC with a failure), or never would.</summary>
public sealed class MqttPublishRefusedException(string message, MqttReasonCode reason) : MqttException(message, reason);

/// <summary>The broker did not grant a filter (SUBACK or UNSUBACK with a failure).</summary>
public sealed class MqttSubscriptionRefusedException(string message, MqttReasonCode reason)
    : MqttException(message, reason);
