using System.Net.Security;

namespace ActivitySync.Mqtt;

/// <summary>Settings of the embedded broker. Every limit has a default that suits a home; change with <c>with</c>.</summary>
public sealed record MqttBrokerOptions
{
    /// <summary>IP address to listen on; anything but loopback needs <see cref="Users"/>. [127.0.0.1]</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>TCP port; 0 takes any free one, see <see cref="MqttBroker.Port"/>. [1883]</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Port for MQTT over WebSocket (section 6); 0 takes any free one. [null: none]</summary>
    public int? WebSocketPort { get; init; }

    /// <summary>Certificate and rules for TLS on both listeners. [null: plain]</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>Who may connect. [empty: anybody]</summary>
    public IReadOnlyList<MqttBrokerUser> Users { get; init; } = [];

    /// <summary>Let clients without a user name in although <see cref="Users"/> is set. [false]</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>What clients without a user name may do; ignored while <see cref="Users"/> keeps them out. [everything]</summary>
    public IReadOnlyList<MqttAccessRule> AnonymousAccess { get; init; } = [MqttAccessRule.Everything];

    /// <summary>Folder of sessions and retained messages that survive a restart. [null: memory only]</summary>
    public string? PersistenceFolder { get; init; }

    /// <summary>Connections at once; the next is closed on arrival. mosquitto's packaged limit of 1,024 files. [1024]</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>Sessions kept at once, connected or not; the next new one gets 0x97. [4096]</summary>
    public int MaxSessions { get; init; } = 4096;

    /// <summary>Largest packet taken from a client (3.2.2.3.6); a day of minute samples fits. [256 KiB]</summary>
    public int MaxPacketSize { get; init; } = 256 * 1024;

    /// <summary>Unacknowledged QoS 1 and 2 messages a client may have under way (3.2.2.3.3). [1000]</summary>
    public int ReceiveMaximum { get; init; } = 1000;

    /// <summary>Topic aliases a client may set (3.2.2.3.8), and most that we set towards a client. [256]</summary>
    public int TopicAliasMaximum { get; init; } = 256;

    /// <summary>Retained messages; a new topic beyond is refused with 0x97. [10000]</summary>
    public int MaxRetainedMessages { get; init; } = 10_000;

    /// <summary>Bytes of all retained topics and payloads. [32 MiB]</summary>
    public long MaxRetainedBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// QoS 1 and 2 messages waiting per session beyond those in flight; further ones are dropped and counted.
    /// Three hours of absence at one message per second. [10000]
    /// </summary>
    public int MaxQueuedMessages { get; init; } = 10_000;

    /// <summary>Payload bytes waiting per session, with the same consequence. [16 MiB]</summary>
    public long MaxQueuedBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Client identifier of a client that must not lose a message for being slow: while a quarter of what may wait for it
    /// waits, whoever publishes to it is not read from, so that nothing is acknowledged that would be dropped. Until it has
    /// subscribed for the first time, nobody else is let in (0x88 after half of <see cref="ConnectTimeout"/>). Only for a
    /// client that comes soon and comes back soon; its own publications are not held. With a
    /// <see cref="PersistenceFolder"/> whose disk is full, publishers wait for room, too. [none]
    /// </summary>
    public string? HoldPublishersFor { get; init; }

    /// <summary>
    /// Encoded bytes waiting for a slow connected client. Beyond, its QoS 0 messages are dropped and counted, QoS 1
    /// and 2 stay in its queue, and we stop reading from it. [1 MiB]
    /// </summary>
    public int MaxOutputBytes { get; init; } = 1024 * 1024;

    /// <summary>QoS 1 and 2 messages under way to one client, whatever it offers (3.1.2.11.3). [65535]</summary>
    public int MaxInFlight { get; init; } = 65_535;

    /// <summary>Filters per session; further ones get 0x97 in SUBACK. [1000]</summary>
    public int MaxSubscriptionsPerClient { get; init; } = 1000;

    /// <summary>Levels of a topic name or filter. mosquitto allows 200. [200]</summary>
    public int MaxTopicLevels { get; init; } = 200;

    /// <summary>From accept to a complete CONNECT (section 3.1.0 asks for "a reasonable time"). [5 s]</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the first byte of a packet to its last; cuts senders that drip bytes. [30 s]</summary>
    public TimeSpan PacketTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A client that takes none of our bytes for so long is disconnected. [60 s]</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Longest keep alive; a 5.0 client that asks more (or none) is told this one (3.2.2.3.14). Zero: no limit.
    /// A vanished client is noticed after 1.5 times this. [10 min]
    /// </summary>
    public TimeSpan MaximumKeepAlive { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Longest time a session is kept without its client; a 5.0 client that asks more is told (3.2.2.3.2), and the
    /// endless sessions of 3.1.1 end here too. Zero: no limit. [30 days]
    /// </summary>
    public TimeSpan MaximumSessionExpiry { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How often the $SYS topics are renewed; zero turns them off. mosquitto's default. [10 s]</summary>
    public TimeSpan SysInterval { get; init; } = TimeSpan.FromSeconds(10);
}
