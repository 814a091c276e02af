namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>What to do after a connection has ended.</summary>
internal enum RecoveryStep
{
    /// <summary>Try again soon, waiting longer each time.</summary>
    Retry,

    /// <summary>Try again after a long wait, and say loudly that a person is needed.</summary>
    RetryMuchLater,

    /// <summary>Do not try again.</summary>
    GiveUp,
}

/// <summary>The table of reason codes and what they ask of a client (sections 3.2.2.2, 3.9.3 and 3.14.2.1).</summary>
internal static class Recovery
{
    public static RecoveryStep After(LinkEnd end) => end.Kind switch
    {
        LinkEndKind.Stopped or LinkEndKind.Bug => RecoveryStep.GiveUp,
        LinkEndKind.Refused => AfterRefusal(end.Reason),
        LinkEndKind.SubscriptionRefused => AfterSubscriptionRefusal(end.Reason),
        LinkEndKind.Dismissed => AfterDismissal(end.Reason),
        _ => RecoveryStep.Retry,
    };

    private static RecoveryStep AfterRefusal(MqttReasonCode reason) => reason switch
    {
        MqttReasonCode.ServerUnavailable or MqttReasonCode.ServerBusy or MqttReasonCode.QuotaExceeded
            or MqttReasonCode.ConnectionRateExceeded or MqttReasonCode.UnspecifiedError
            or MqttReasonCode.ImplementationSpecificError => RecoveryStep.Retry,
        _ => RecoveryStep.RetryMuchLater,
    };

    private static RecoveryStep AfterSubscriptionRefusal(MqttReasonCode reason) => reason switch
    {
        MqttReasonCode.UnspecifiedError or MqttReasonCode.ImplementationSpecificError
            or MqttReasonCode.PacketIdentifierInUse or MqttReasonCode.QuotaExceeded => RecoveryStep.Retry,
        _ => RecoveryStep.RetryMuchLater,
    };

    private static RecoveryStep AfterDismissal(MqttReasonCode reason) => reason switch
    {
        // Another client uses our identifier. Coming back would throw it out, and it would throw us out, for ever.
        MqttReasonCode.SessionTakenOver => RecoveryStep.GiveUp,
        MqttReasonCode.NotAuthorized or MqttReasonCode.AdministrativeAction or MqttReasonCode.UseAnotherServer
            or MqttReasonCode.ServerMoved => RecoveryStep.RetryMuchLater,
        _ => RecoveryStep.Retry,
    };
}
