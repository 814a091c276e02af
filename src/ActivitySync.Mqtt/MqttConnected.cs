namespace ActivitySync.Mqtt;

/// <summary>Where a client stands.</summary>
public enum MqttClientState
{
    Stopped,
    Connecting,

    /// <summary>CONNACK and every SUBACK are in.</summary>
    Connected,

    /// <summary>Between two attempts.</summary>
    Waiting,

    /// <summary>
    /// A person is needed: see <see cref="MqttClient.LastError"/>. A refusal (bad password, not authorized …) is tried
    /// again after <see cref="MqttClientOptions.RefusedRetry"/>; a take-over or a bug is not.
    /// </summary>
    Failed,
}

/// <summary>What a fresh connection agreed on.</summary>
/// <param name="SessionPresent">The broker kept our session (section 3.2.2.1.1).</param>
/// <param name="Protocol">V5 or V311.</param>
/// <param name="ClientId">Ours, or the one the broker assigned (3.2.2.3.7).</param>
/// <param name="KeepAlive">Ours, or the broker's, which wins [3.2.2-21].</param>
public sealed record MqttConnected(bool SessionPresent, MqttProtocol Protocol, string ClientId, TimeSpan KeepAlive);
