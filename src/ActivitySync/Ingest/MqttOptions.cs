using System.ComponentModel.DataAnnotations;
using ActivitySync.Mqtt;

namespace ActivitySync.Ingest;

/// <summary>The broker we read from and publish to.</summary>
internal sealed class MqttOptions
{
    /// <summary>Run the broker that is built in, on Host and Port; false to use one that is there already.</summary>
    public bool Embedded { get; init; } = true;

    /// <summary>Name or address of the broker; for the embedded one the address it listens on.</summary>
    [Required]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port of the broker: 1883 plain, 8883 with TLS.</summary>
    [Range(0, 65_535)]
    public int Port { get; init; } = 1883;

    /// <summary>Auto tries MQTT 5 and falls back to 3.1.1.</summary>
    public MqttProtocol Protocol { get; init; } = MqttProtocol.Auto;

    /// <summary>
    /// Our name at the broker. Fixed, so that the broker keeps messages for us while we are away; give each ActivitySync
    /// on a broker its own.
    /// </summary>
    [Required, StringLength(120, MinimumLength = 1)]
    public string ClientId { get; init; } = "activitysync";

    /// <summary>User name at the broker; empty for none.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Password at the broker. Better in the secrets folder as Mqtt__Password.</summary>
    public string Password { get; init; } = "";

    /// <summary>Encrypt the connection and check the broker's certificate.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of the authority that signed the broker's certificate; empty for the system's.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>PEM file of our own certificate, where the broker asks for one.</summary>
    public string ClientCertificateFile { get; init; } = "";

    /// <summary>PEM file of the key to our own certificate.</summary>
    public string ClientKeyFile { get; init; } = "";

    /// <summary>A link silent for one and a half times this is given up.</summary>
    [Range(5, 3_600)]
    public int KeepAliveSeconds { get; init; } = 60;

    /// <summary>How long the broker keeps messages for us while we are away (MQTT 5; with 3.1.1 the broker decides).</summary>
    [Range(0, 3_650)]
    public int SessionExpiryDays { get; init; } = 7;

    /// <summary>Unacknowledged messages in flight. More is faster on a distant broker and repeats more after a crash.</summary>
    [Range(1, 65_535)]
    public int ReceiveMaximum { get; init; } = 2_000;

    /// <summary>Largest message taken, kilobytes; the broker is told.</summary>
    [Range(1, 65_536)]
    public int MaximumPacketKilobytes { get; init; } = 1_024;

    /// <summary>First level of all topics of ours. One letter case, no slashes.</summary>
    [Required, RegularExpression("^[A-Za-z0-9_-]{1,64}$")]
    public string TopicPrefix { get; init; } = "activitysync";

    /// <summary>These settings for one of our two connections.</summary>
    public MqttClientOptions ClientOptions(string clientId) => new()
    {
        Host = Host,
        Port = Port,
        Protocol = Protocol,
        ClientId = clientId,
        UserName = UserName.Length > 0 ? UserName : null,
        Password = Password.Length > 0 ? Password : null,
        Tls = Tls ? new MqttTlsOptions
        {
            CaFile = CaFile.Length > 0 ? CaFile : null,
            ClientCertificateFile = ClientCertificateFile.Length > 0 ? ClientCertificateFile : null,
            ClientKeyFile = ClientKeyFile.Length > 0 ? ClientKeyFile : null,
        } : null,
        KeepAlive = TimeSpan.FromSeconds(KeepAliveSeconds),
        ReceiveMaximum = ReceiveMaximum,
        MaximumPacketSize = MaximumPacketKilobytes * 1024,
        // mosquitto 2.0 with max_inflight_messages 0 sends more than we asked for; leaving for that would only repeat it.
        EnforceReceiveMaximum = false,
    };
}
