namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>Why a connection, or the attempt to make one, is over.</summary>
internal enum LinkEndKind
{
    /// <summary>We were asked to stop.</summary>
    Stopped,

    /// <summary>Closed, broken or silent; or never there.</summary>
    Lost,

    /// <summary>The server broke the rules; we have told it so.</summary>
    Faulty,

    /// <summary>CONNACK with a failure.</summary>
    Refused,

    /// <summary>A filter was not granted.</summary>
    SubscriptionRefused,

    /// <summary>DISCONNECT from the server.</summary>
    Dismissed,

    /// <summary>The handler, or we, threw.</summary>
    Bug,
}

/// <summary>The end of a connection in words and codes.</summary>
internal sealed record LinkEnd(LinkEndKind Kind, string Text, MqttReasonCode Reason, Exception? Cause = null)
{
    public static LinkEnd Stopped { get; } = new(LinkEndKind.Stopped, "stopped", MqttReasonCode.Success);

    public static LinkEnd Lost(string text, Exception? cause = null) =>
        new(LinkEndKind.Lost, text, MqttReasonCode.UnspecifiedError, cause);

    /// <summary>What to throw at someone who waits for this connection.</summary>
    public Exception ToException() => Kind switch
    {
        LinkEndKind.Refused => new MqttConnectionRefusedException(Text, Reason),
        LinkEndKind.SubscriptionRefused => new MqttSubscriptionRefusedException(Text, Reason),
        LinkEndKind.Dismissed => new MqttDisconnectedException(Text, Reason),
        LinkEndKind.Faulty => new MqttProtocolException(Text, Reason),
        LinkEndKind.Bug => Cause!,
        _ => new MqttNotConnectedException(Text, Cause),
    };
}
