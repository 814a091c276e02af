using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Mqtt;

/// <summary>This part: TCP, TLS, WebSocket, certificates and passwords.</summary>
public abstract partial class BrokerContract : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose()
    {
        _certificates.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Messages_travel_over_every_road(bool webSocket, bool tls)
    {
        var transport = webSocket ? MqttTransport.WebSocket : MqttTransport.Tcp;
        await using var broker = await StartAsync(
            new BrokerWishes { Transport = transport, Tls = tls ? _certificates : null });
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with
            {
                Transport = transport,
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
        await using var broker = await StartAsync(
            new BrokerWishes { Transport = transport, Tls = _certificates, AsksForCertificate = true });
        var options = TestClient.Options(broker.Port) with { Host = "localhost", Transport = transport };
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
        await using var broker = await StartAsync(new BrokerWishes { Tls = _certificates });
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
        await using var broker = await StartAsync();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { Transport = MqttTransport.WebSocket });

        await Eventually.IsTrueAsync(() => client.LastError is not null);

        Assert.NotEqual(MqttClientState.Connected, client.State);
    }

    private MqttTlsOptions Showing(TestCertificates shown) => new()
    {
        CaFile = _certificates.CaFile,
        ClientCertificateFile = shown.ClientFile,
        ClientKeyFile = shown.ClientKeyFile,
    };
}
