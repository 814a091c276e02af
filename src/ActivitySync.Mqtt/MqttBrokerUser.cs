namespace ActivitySync.Mqtt;

/// <summary>Somebody who may connect, and to what.</summary>
/// <param name="Name">As given in CONNECT (3.1.3.5).</param>
/// <param name="PasswordHash">Made by <see cref="MqttPasswordHash.Create"/>.</param>
/// <param name="Access">A topic is allowed when one rule allows it; no rule, no access.</param>
public sealed record MqttBrokerUser(string Name, string PasswordHash, IReadOnlyList<MqttAccessRule> Access)
{
    /// <summary>Hides the hash from logs.</summary>
    public override string ToString() => $"MqttBrokerUser {Name}";
}

/// <summary>Allows a direction on the topics under a filter, or forbids them.</summary>
/// <param name="Access">Which direction.</param>
/// <param name="Pattern">
/// Topic filter in which <c>%u</c> stands for the user name and <c>%c</c> for the client identifier. A name with
/// '/', '+' or '#' in it matches no pattern that uses it.
/// </param>
public sealed record MqttAccessRule(MqttAccess Access, string Pattern)
{
    /// <summary>Publish and subscribe everywhere, $SYS included.</summary>
    public static MqttAccessRule Everything { get; } = new(MqttAccess.PublishAndSubscribe, "#");
}

/// <summary>Directions of <see cref="MqttAccessRule"/>.</summary>
[Flags]
public enum MqttAccess
{
    /// <summary>Forbids the topics under the pattern, whatever other rules allow.</summary>
    None = 0,
    Publish = 1,
    Subscribe = 2,
    PublishAndSubscribe = Publish | Subscribe,
}
