using System.Diagnostics;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Mqtt;

/// <summary>Our client with Debian's mosquitto 2.0.11.</summary>
public sealed class MosquittoTests : BrokerContract
{
    [Fact]
    public async Task Half_open_link_is_noticed_within_one_and_a_half_keep_alives()
    {
        await using var server = await MosquittoServer.StartAsync(new BrokerWishes());
        var keepAlive = TimeSpan.FromSeconds(2);
        await using var client = TestClient.Start(TestClient.Options(server.Port) with { KeepAlive = keepAlive });
        await client.WaitConnectedAsync();
        await server.SignalAsync("STOP");
        var silence = Stopwatch.StartNew();

        await Eventually.IsTrueAsync(() => client.State != MqttClientState.Connected);

        Assert.InRange(silence.Elapsed, keepAlive / 2, (keepAlive * 1.5) + TimeSpan.FromSeconds(0.5));
        Assert.Contains("PINGREQ", client.LastError, StringComparison.Ordinal);
        await server.SignalAsync("CONT");
        await client.WaitConnectedAsync();
    }

    private protected override async Task<IBrokerUnderTest> StartAsync(BrokerWishes wishes) =>
        await MosquittoServer.StartAsync(wishes);

    // Over WebSocket mosquitto 2.0.11 takes 4 KiB every 100 ms of its loop.
    protected override int LargeOver(MqttTransport transport) => transport == MqttTransport.Tcp ? 3_000_000 : 100_000;
}
