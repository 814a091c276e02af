using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>Our embedded broker with a folder of its own.</summary>
internal sealed class EmbeddedServer : IBrokerUnderTest
{
    private readonly TempFolder _folder = new();
    private readonly bool _isWebSocket;
    private readonly X509Certificate2? _certificate;
    private MqttBrokerOptions _options;
    private MqttBroker _broker = null!;

    private EmbeddedServer(BrokerWishes wishes)
    {
        _isWebSocket = wishes.Transport == MqttTransport.WebSocket;
        _certificate = wishes.Tls is { } pem ? X509Certificate2.CreateFromPemFile(pem.ServerFile, pem.ServerKeyFile) : null;
        _options = TestBroker.Options with
        {
            WebSocketPort = _isWebSocket ? 0 : null,
            MaxPacketSize = 4_000_000,
            PersistenceFolder = _folder.Path,
            Tls = wishes.Tls is { } certificates ? TlsOf(certificates, wishes.AsksForCertificate) : null,
            Users = wishes.User is var (name, password)
                ? [new MqttBrokerUser(name, MqttPasswordHash.Create(password), [MqttAccessRule.Everything])]
                : [],
        };
    }

    public int Port => _isWebSocket ? _broker.WebSocketPort!.Value : _broker.Port;

    private string JournalFile => _folder.File("mqtt-broker.journal");

    public static async Task<EmbeddedServer> StartAsync(BrokerWishes wishes)
    {
        var server = new EmbeddedServer(wishes);
        await server.RestartAsync();
        return server;
    }

    public async Task StopAsync()
    {
        _options = _options with { Port = _broker.Port, WebSocketPort = _broker.WebSocketPort };
        await _broker.DisposeAsync();
    }

    /// <summary>
    /// What a killed process leaves: the journal as it is now, not as its farewell makes it. Taken when nothing is under way:
    /// a client that got an answer after it would know more than a killed broker could have told it.
    /// </summary>
    public async Task KillAsync()
    {
        byte[] left;
        do
        {
            left = await File.ReadAllBytesAsync(JournalFile);
            await Task.Delay(TimeSpan.FromMilliseconds(250));
        }
        while (new FileInfo(JournalFile).Length != left.Length);
        await StopAsync();
        await File.WriteAllBytesAsync(JournalFile, left);
    }

    public async Task RestartAsync() => _broker = await TestBroker.StartAsync(_options);

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _certificate?.Dispose();
        _folder.Dispose();
    }

    private SslServerAuthenticationOptions TlsOf(TestCertificates certificates, bool asksForCertificate) => new()
    {
        ServerCertificate = _certificate,
        ClientCertificateRequired = asksForCertificate,
        CertificateChainPolicy = asksForCertificate
            ? new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(certificates.CaFile) },
                RevocationMode = X509RevocationMode.NoCheck,
            }
            : null,
    };
}
