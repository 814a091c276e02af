using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Mqtt;

public sealed class TransportTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private string ServerTls => $"""
        certfile {_certificates.ServerFile}
        keyfile {_certificates.ServerKeyFile}
        """;

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Messages_travel_over_every_road(bool webSocket, bool tls)
    {
        await using var server = await MosquittoServer.StartAsync(
            $"{(webSocket ? "protocol websockets" : "")}\n{(tls ? ServerTls : "")}");
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(server.Port) with
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

    [Fact]
    public async Task Client_certificate_opens_a_server_that_asks_for_one()
    {
        await using var server = await MosquittoServer.StartAsync($"""
            {ServerTls}
            cafile {_certificates.CaFile}
            require_certificate true
            """);
        var options = TestClient.Options(server.Port) with { Host = "localhost" };
        await using var stranger = TestClient.Start(
            options with { Tls = new MqttTlsOptions { CaFile = _certificates.CaFile } });

        await using var client = TestClient.Start(options with
        {
            Tls = new MqttTlsOptions
            {
                CaFile = _certificates.CaFile,
                ClientCertificateFile = _certificates.ClientFile,
                ClientKeyFile = _certificates.ClientKeyFile,
            },
        });

        await client.WaitConnectedAsync();
        Assert.NotEqual(MqttClientState.Connected, stranger.State);
    }

    [Theory]
    [InlineData(true, "somewhere.else")]
    [InlineData(false, "localhost")]
    public async Task Wrong_name_or_unknown_authority_is_refused(bool knowsAuthority, string name)
    {
        await using var server = await MosquittoServer.StartAsync(ServerTls);
        await using var client = TestClient.Start(TestClient.Options(server.Port) with
        {
            Tls = new MqttTlsOptions { CaFile = knowsAuthority ? _certificates.CaFile : null, ServerName = name },
        });

        await Eventually.IsTrueAsync(() => client.LastError is not null);

        Assert.Contains("TLS", client.LastError, StringComparison.Ordinal);
        Assert.NotEqual(MqttClientState.Connected, client.State);
    }

    [Fact]
    public async Task Server_without_websocket_is_told_apart()
    {
        await using var server = await MosquittoServer.StartAsync();
        await using var client = TestClient.Start(
            TestClient.Options(server.Port) with { Transport = MqttTransport.WebSocket });

        // mosquitto takes "GET " for a broken packet and closes.
        await Eventually.IsTrueAsync(() => client.LastError is not null);

        Assert.NotEqual(MqttClientState.Connected, client.State);
    }
}
