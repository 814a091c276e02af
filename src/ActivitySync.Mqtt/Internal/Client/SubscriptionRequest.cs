namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>One SUBSCRIBE or UNSUBSCRIBE and its answer.</summary>
internal sealed class SubscriptionRequest
{
    public required IReadOnlyList<MqttSubscription> Wanted { get; init; }

    public bool IsRemoval { get; init; }

    /// <summary>Part of connecting: the client is ready when it is answered.</summary>
    public bool IsInitial { get; init; }

    /// <summary>Encoded properties to send along.</summary>
    public byte[] Properties { get; init; } = [];

    /// <summary>Reason codes in the order of <see cref="Wanted"/>, once answered.</summary>
    public byte[] Granted { get; set; } = [];

    public string ReasonText { get; set; } = "";

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first filter the server did not grant, or null [3.9.3-1].</summary>
    public MqttSubscriptionRefusedException? FirstRefusal()
    {
        if (!IsRemoval && Granted.Length != Wanted.Count)
        {
            return new MqttSubscriptionRefusedException(
                $"SUBACK answers {Granted.Length} filters of {Wanted.Count}", MqttReasonCode.ProtocolError);
        }

        var index = Array.FindIndex(Granted, code => code >= 0x80);
        if (index < 0)
        {
            return null;
        }

        var reason = (MqttReasonCode)Granted[index];
        var filter = index < Wanted.Count ? Wanted[index].Filter : "";
        return new MqttSubscriptionRefusedException($"not granted: {filter}, {reason}{ReasonText}", reason);
    }
}
