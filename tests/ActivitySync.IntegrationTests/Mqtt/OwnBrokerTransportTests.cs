using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Mqtt;

/// <summary>The roads to our embedded broker: what <see cref="TransportTests"/> asks of mosquitto.</summary>
public sealed class OwnBrokerTransportTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly X509Certificate2 _server;
    private readonly X509Certificate2 _authority;

    public OwnBrokerTransportTests()
    {
        _server = X509Certificate2.CreateFromPemFile(_certificates.ServerFile, _certificates.ServerKeyFile);
        _authority = X509CertificateLoader.LoadCertificateFromFile(_certificates.CaFile);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _server.Dispose();
        _certificates.Dispose();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Messages_travel_over_every_road(bool webSocket, bool tls)
    {
        await using var broker = await StartAsync(
            tls ? new SslServerAuthenticationOptions { ServerCertificate = _server } : null);
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(webSocket ? broker.WebSocketPort!.Value : broker.Port) with
            {
                Transport = webSocket ? MqttTransport.WebSocket : MqttTransport.Tcp,
                Tls = tls ? new MqttTlsOptions { CaFile = _certificates.CaFile, ServerName = "localhost" } : null,
                Subscriptions = [new MqttSubscription("t", MqttQos.ExactlyOnce)],
            },
            received.Take);
        await client.WaitConnectedAsync();

        foreach (var qos in Enum.GetValues<MqttQos>())
        {
            await client.PublishAsync("t", $"{qos}", qos);
            Assert.Equal(new Message("t", $"{qos}", qos, Retain: false), await received.NextAsync());
        }
    }

    [Theory]
    [InlineData(MqttTransport.Tcp)]
    [InlineData(MqttTransport.WebSocket)]
    public async Task Client_certificate_opens_a_broker_that_asks_for_one(MqttTransport transport)
    {
        await using var broker = await StartAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = _server,
            ClientCertificateRequired = true,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { _authority },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        });
        var port = transport == MqttTransport.WebSocket ? broker.WebSocketPort!.Value : broker.Port;
        var options = TestClient.Options(port) with { Host = "localhost", Transport = transport };
        using var others = new TestCertificates();
        await using var nameless = TestClient.Start(
            options with { Tls = new MqttTlsOptions { CaFile = _certificates.CaFile } });
        await using var stranger = TestClient.Start(options with { Tls = Showing(others) });

        await using var client = TestClient.Start(options with { Tls = Showing(_certificates) });

        await client.WaitConnectedAsync();
        await Eventually.IsTrueAsync(() => nameless.LastError is not null && stranger.LastError is not null);
        Assert.NotEqual(MqttClientState.Connected, nameless.State);
        Assert.NotEqual(MqttClientState.Connected, stranger.State);
    }

    [Theory]
    [InlineData(true, "somewhere.else")]
    [InlineData(false, "localhost")]
    public async Task Wrong_name_or_unknown_authority_is_refused(bool knowsAuthority, string name)
    {
        await using var broker = await StartAsync(new SslServerAuthenticationOptions { ServerCertificate = _server });
        await using var client = TestClient.Start(TestClient.Options(broker.Port) with
        {
            Tls = new MqttTlsOptions { CaFile = knowsAuthority ? _certificates.CaFile : null, ServerName = name },
        });

        await Eventually.IsTrueAsync(() => client.LastError is not null);

        Assert.Contains("TLS", client.LastError, StringComparison.Ordinal);
        Assert.NotEqual(MqttClientState.Connected, client.State);
    }

    [Fact]
    public async Task Listener_without_websocket_is_told_apart()
    {
        await using var broker = await StartAsync(tls: null);
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { Transport = MqttTransport.WebSocket });

        await Eventually.IsTrueAsync(() => client.LastError is not null);

        Assert.NotEqual(MqttClientState.Connected, client.State);
    }

    private static Task<MqttBroker> StartAsync(SslServerAuthenticationOptions? tls) =>
        TestBroker.StartAsync(TestBroker.Options with { WebSocketPort = 0, Tls = tls });

    private MqttTlsOptions Showing(TestCertificates shown) => new()
    {
        CaFile = _certificates.CaFile,
        ClientCertificateFile = shown.ClientFile,
        ClientKeyFile = shown.ClientKeyFile,
    };
}
