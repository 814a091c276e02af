namespace ActivitySync.Mqtt;

/// <summary>The broker cannot run as configured; the message is one sentence for the operator.</summary>
public sealed class MqttBrokerException : Exception
{
    public MqttBrokerException()
    {
    }

    public MqttBrokerException(string message)
        : base(message)
    {
    }

    public MqttBrokerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
