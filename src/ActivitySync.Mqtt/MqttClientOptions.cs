namespace ActivitySync.Mqtt;

/// <summary>How the bytes travel.</summary>
public enum MqttTransport
{
    /// <summary>MQTT straight on TCP (section 4.2).</summary>
    Tcp,

    /// <summary>MQTT in binary WebSocket frames with subprotocol "mqtt" (chapter 6).</summary>
    WebSocket,
}

/// <summary>TLS 1.2 or newer with name check. There is no switch to accept any certificate.</summary>
public sealed record MqttTlsOptions
{
    /// <summary>PEM file of the authorities to trust instead of the system's. [null: the system's]</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file with the certificate we show. [null: none]</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>PEM file with its key. [null: in the certificate file]</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>Name sent as SNI and looked for in the certificate. [null: the host]</summary>
    public string? ServerName { get; init; }
}

/// <summary>Message the broker publishes for us when we vanish (section 3.1.2.5).</summary>
public sealed record MqttWill
{
    public required string Topic { get; init; }

    public ReadOnlyMemory<byte> Payload { get; init; }

    public MqttQos Qos { get; init; }

    public bool Retain { get; init; }

    /// <summary>How long the broker waits for us to come back first; 5.0 only (3.1.3.2.2). [0]</summary>
    public TimeSpan Delay { get; init; }
}

/// <summary>One topic filter with its options (section 3.8.3.1); the last four members need 5.0.</summary>
/// <param name="Filter">May be shared: "$share/{group}/{filter}" (4.8.2).</param>
/// <param name="Qos">The most we want; the broker may grant less.</param>
public sealed record MqttSubscription(string Filter, MqttQos Qos = MqttQos.AtLeastOnce)
{
    /// <summary>Do not send us what we published. Not allowed on shared subscriptions [3.8.3-4]. [false]</summary>
    public bool NoLocal { get; init; }

    /// <summary>Keep the RETAIN flag as the publisher set it. [false]</summary>
    public bool RetainAsPublished { get; init; }

    /// <summary>Whether retained messages come at each subscribe. [SendAtSubscribe]</summary>
    public MqttRetainHandling RetainHandling { get; init; }

    /// <summary>Number the broker puts on matching messages, 1 to 268,435,455 (3.8.2.1.2). [null: none]</summary>
    public int? Identifier { get; init; }
}

/// <summary>Everything a client needs to know. Each comment ends with the default in brackets.</summary>
public sealed record MqttClientOptions
{
    /// <summary>Name or address; looked up again at every attempt.</summary>
    public required string Host { get; init; }

    /// <summary>[1883]</summary>
    public int Port { get; init; } = 1883;

    /// <summary>[Auto: 5.0, then 3.1.1 when refused]</summary>
    public MqttProtocol Protocol { get; init; } = MqttProtocol.Auto;

    /// <summary>[Tcp]</summary>
    public MqttTransport Transport { get; init; } = MqttTransport.Tcp;

    /// <summary>[/mqtt]</summary>
    public string WebSocketPath { get; init; } = "/mqtt";

    /// <summary>Set to speak TLS. [null: plain]</summary>
    public MqttTlsOptions? Tls { get; init; }

    /// <summary>Needed for a session that outlives the process. [empty: the broker assigns one]</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Forget the broker's session on the first connect of this client (3.1.2.4). [false]</summary>
    public bool CleanStart { get; init; }

    /// <summary>How long the broker keeps the session while we are away (3.1.2.11.2). [0: not at all]</summary>
    public TimeSpan SessionExpiry { get; init; }

    /// <summary>A dead link is noticed within 1.5 times this; the broker may set its own (3.1.2.10). [60 s]</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>[null]</summary>
    public string? UserName { get; init; }

    /// <summary>Never logged. [null]</summary>
    public string? Password { get; init; }

    /// <summary>
    /// Messages of QoS 1 and 2 the broker may have outstanding with us (3.1.2.11.3), 1 to 65,535. Larger lets a burst
    /// share one commit; smaller bounds what is redelivered after a crash. [2000]
    /// </summary>
    public int ReceiveMaximum { get; init; } = 2000;

    /// <summary>
    /// Leave a broker that sends more than the Receive Maximum, with 0x93 (3.3.4). Set to false for one that does so by
    /// its settings, as mosquitto 2.0 with "max_inflight_messages 0": with a kept session it would be left again at
    /// every reconnect. [true]
    /// </summary>
    public bool EnforceReceiveMaximum { get; init; } = true;

    /// <summary>Largest packet we take, judged before it is buffered (3.1.2.11.4). [256 KiB]</summary>
    public int MaximumPacketSize { get; init; } = 262_144;

    /// <summary>
    /// Told of messages larger than <see cref="MaximumPacketSize"/>, which a 3.1.1 broker cannot know and would send for
    /// ever if the connection was ended; a 5.0 broker that sends one is left with 0x95. They are logged, counted and
    /// acknowledged in any case. [null]
    /// </summary>
    public MqttOversizedHandler? OversizedHandler { get; init; }

    /// <summary>Topic aliases the broker may use towards us (3.1.2.11.5), 0 to 65,535. [1024]</summary>
    public int TopicAliasMaximum { get; init; } = 1024;

    /// <summary>
    /// Refuse control and non-characters in strings, as section 1.5.4 permits. Beware: one such QoS 1 message then
    /// ends the connection at each redelivery (5.4.9). [false]
    /// </summary>
    public bool RefuseControlCharacters { get; init; }

    /// <summary>[null]</summary>
    public MqttWill? Will { get; init; }

    /// <summary>Made at the first connect, and again whenever the broker has lost the session. [none]</summary>
    public IReadOnlyList<MqttSubscription> Subscriptions { get; init; } = [];

    /// <summary>For TCP, TLS, CONNACK and SUBACK together; also the longest a send may take. [10 s]</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait before the second attempt; doubles from there, with jitter. [0.5 s]</summary>
    public TimeSpan ReconnectFirst { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest wait between attempts. [30 s]</summary>
    public TimeSpan ReconnectCap { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait after a refusal that only a person can mend, such as a wrong password. [5 min]</summary>
    public TimeSpan RefusedRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Pause after a small read while traffic is dense, so that one wake-up serves many messages: it costs up to this
    /// much latency and saves three quarters of the CPU behind a broker that sends one message per packet. Whole
    /// milliseconds; 0 turns it off. [1 ms]
    /// </summary>
    public TimeSpan ReadCoalescing { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Where to and as whom; a record's own text would show the password.</summary>
    public override string ToString() => $"{Host}:{Port} as '{ClientId}'";
}
