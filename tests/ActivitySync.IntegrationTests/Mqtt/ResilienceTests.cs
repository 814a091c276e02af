using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Mqtt;

public class ResilienceTests
{
    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public async Task Session_is_resumed_after_the_broker_was_killed(MqttProtocol protocol)
    {
        await using var server = await MosquittoServer.StartAsync();
        var received = new Received();
        var connections = Channel.CreateUnbounded<MqttConnected>();
        await using var client = new MqttClient(
            TestClient.Options(server.Port) with
            {
                ClientId = "resumer",
                Protocol = protocol,
                SessionExpiry = TimeSpan.FromHours(1),
                Subscriptions = [new MqttSubscription("t")],
            },
            received.Take,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<MqttClient>.Instance,
            TimeProvider.System);
        client.Connected += facts => connections.Writer.TryWrite(facts);
        client.Start();
        Assert.False((await connections.Reader.ReadAsync(TestContext.Current.CancellationToken)).SessionPresent);
        await client.PublishAsync("t", "before", MqttQos.AtLeastOnce);
        Assert.Equal("before", (await received.NextAsync()).Payload);
        await server.StopAsync();
        await Eventually.IsTrueAsync(() => client.State == MqttClientState.Waiting);
        var publishing = client.PublishAsync("t", "while away", MqttQos.AtLeastOnce);

        await server.RestartAsync();

        Assert.True((await connections.Reader.ReadAsync(TestContext.Current.CancellationToken)).SessionPresent);
        await publishing;
        Assert.Equal("while away", (await received.NextAsync()).Payload);
    }

    [Fact]
    public async Task Lost_session_is_subscribed_again()
    {
        await using var server = await MosquittoServer.StartAsync();
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(server.Port) with { Subscriptions = [new MqttSubscription("t")] }, received.Take);
        await client.WaitConnectedAsync();

        await server.KillAsync();
        await server.RestartAsync();
        await client.PublishAsync("t", "x", MqttQos.AtLeastOnce);

        Assert.Equal("x", (await received.NextAsync()).Payload);
    }

    [Fact]
    public async Task Unacknowledged_messages_come_again_after_the_client_died()
    {
        await using var server = await MosquittoServer.StartAsync();
        var options = TestClient.Options(server.Port) with
        {
            ClientId = "spooler",
            SessionExpiry = TimeSpan.FromHours(1),
            Subscriptions = [new MqttSubscription("t")],
        };
        var tokens = new List<MqttAckToken>();
        var seen = new Received();
        var first = TestClient.Start(options, (ref MqttBurst burst) =>
        {
            tokens.Add(burst.Defer());
            seen.Take(ref burst);
        });
        await first.WaitConnectedAsync();
        foreach (var payload in new[] { "1", "2", "3" })
        {
            await first.PublishAsync("t", payload, MqttQos.AtLeastOnce);
            await seen.NextAsync();
        }

        first.Acknowledge(tokens[0]);
        // As much a death as one process can die: no more acknowledgements, the connection cut.
        await first.StopAsync(TimeSpan.FromSeconds(2));

        var again = new Received();
        await using var second = TestClient.Start(options, again.Take);
        Assert.Equal("2", (await again.NextAsync()).Payload);
        Assert.Equal("3", (await again.NextAsync()).Payload);
    }

    [Fact]
    public async Task Half_open_link_is_noticed_within_one_and_a_half_keep_alives()
    {
        await using var server = await MosquittoServer.StartAsync();
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

    [Fact]
    public async Task Idle_connection_is_kept_alive()
    {
        await using var server = await MosquittoServer.StartAsync();
        await using var client = TestClient.Start(
            TestClient.Options(server.Port) with { KeepAlive = TimeSpan.FromSeconds(1) });
        await client.WaitConnectedAsync();

        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);

        Assert.Equal(MqttClientState.Connected, client.State);
    }

    [Fact]
    public async Task Will_is_published_when_the_client_dies_and_not_when_it_stops()
    {
        await using var server = await MosquittoServer.StartAsync();
        var wills = new Received();
        await using var watcher = TestClient.Start(
            TestClient.Options(server.Port) with { Subscriptions = [new MqttSubscription("status/#")] }, wills.Take);
        await watcher.WaitConnectedAsync();
        MqttClientOptions WithWill(string name) => TestClient.Options(server.Port) with
        {
            Will = new MqttWill
            {
                Topic = $"status/{name}",
                Payload = Encoding.UTF8.GetBytes("offline"),
                Qos = MqttQos.AtLeastOnce,
            },
            Subscriptions = [new MqttSubscription("go")],
        };

        await using (var orderly = TestClient.Start(WithWill("orderly")))
        {
            await orderly.WaitConnectedAsync();
        }

        await using var dying = TestClient.Start(
            WithWill("dying"), (ref MqttBurst _) => throw new InvalidOperationException("bug"));
        await dying.WaitConnectedAsync();
        await watcher.PublishAsync("go", "", MqttQos.AtLeastOnce);

        Assert.Equal("status/dying", (await wills.NextAsync()).Topic);
    }

    [Fact]
    public async Task Wrong_password_is_refused_and_right_one_let_in()
    {
        await using var server = await MosquittoServer.StartAsync(
            "password_file {folder}/passwords", passwords: ("someone", "right"));
        var options = TestClient.Options(server.Port) with { UserName = "someone" };
        await using var wrong = TestClient.Start(options with { Password = "wrong" });
        await using var right = TestClient.Start(options with { Password = "right" });

        await right.WaitConnectedAsync();

        await Assert.ThrowsAsync<MqttConnectionRefusedException>(() => wrong.WaitConnectedAsync());
    }
}
