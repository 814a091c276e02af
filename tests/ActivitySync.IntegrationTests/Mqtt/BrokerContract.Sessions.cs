using System.Threading.Channels;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.IntegrationTests.Mqtt;

/// <summary>This part: what outlives connections and the broker.</summary>
public abstract partial class BrokerContract
{
    public static TheoryData<MqttProtocol, bool> Endings =>
        new MatrixTheoryData<MqttProtocol, bool>([MqttProtocol.V5, MqttProtocol.V311], [false, true]);

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Session_is_resumed_after_the_broker_was_stopped_or_killed(MqttProtocol protocol, bool isKilled)
    {
        await using var broker = await StartAsync();
        var received = new Received();
        var connections = Channel.CreateUnbounded<MqttConnected>();
        await using var client = new MqttClient(
            TestClient.Options(broker.Port) with
            {
                ClientId = "resumer",
                Protocol = protocol,
                SessionExpiry = TimeSpan.FromHours(1),
                Subscriptions = [new MqttSubscription("t", MqttQos.ExactlyOnce)],
            },
            received.Take,
            NullLogger<MqttClient>.Instance,
            TimeProvider.System);
        client.Connected += facts => connections.Writer.TryWrite(facts);
        client.Start();
        Assert.False((await connections.Reader.ReadAsync(TestContext.Current.CancellationToken)).SessionPresent);
        await client.PublishAsync("t", "before", MqttQos.ExactlyOnce);
        Assert.Equal("before", (await received.NextAsync()).Payload);
        await (isKilled ? broker.KillAsync() : broker.StopAsync());
        await Eventually.IsTrueAsync(() => client.State == MqttClientState.Waiting);
        MqttQos[] acknowledged = [MqttQos.AtLeastOnce, MqttQos.ExactlyOnce];
        var publishing = Task.WhenAll(acknowledged.Select(qos => client.PublishAsync("t", $"{qos}", qos)));

        await broker.RestartAsync();

        Assert.True((await connections.Reader.ReadAsync(TestContext.Current.CancellationToken)).SessionPresent);
        await publishing;
        foreach (var qos in acknowledged)
        {
            Assert.Equal(new Message("t", $"{qos}", qos, Retain: false), await received.NextAsync());
        }
    }

    [Fact]
    public async Task Lost_session_is_subscribed_again()
    {
        await using var broker = await StartAsync();
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { Subscriptions = [new MqttSubscription("t")] }, received.Take);
        await client.WaitConnectedAsync();

        await broker.KillAsync();
        await broker.RestartAsync();
        await client.PublishAsync("t", "x", MqttQos.AtLeastOnce);

        Assert.Equal("x", (await received.NextAsync()).Payload);
    }

    [Theory]
    [InlineData(MqttQos.AtLeastOnce)]
    [InlineData(MqttQos.ExactlyOnce)]
    public async Task Unacknowledged_messages_come_again_after_client_and_broker_died(MqttQos qos)
    {
        await using var broker = await StartAsync();
        var options = TestClient.Options(broker.Port) with
        {
            ClientId = "spooler",
            SessionExpiry = TimeSpan.FromHours(1),
            Subscriptions = [new MqttSubscription("t", qos)],
        };
        var tokens = new List<MqttAckToken>();
        var seen = new Received();
        await using var first = TestClient.Start(options, (ref MqttBurst burst) =>
        {
            tokens.Add(burst.Defer());
            seen.Take(ref burst);
        });
        await first.WaitConnectedAsync();
        foreach (var payload in new[] { "1", "2", "3" })
        {
            await first.PublishAsync("t", payload, qos);
            await seen.NextAsync();
        }

        first.Acknowledge(tokens[0]);
        await first.StopAsync(TimeSpan.FromSeconds(2));

        await broker.KillAsync();
        await broker.RestartAsync();
        var again = new Received();
        await using var second = TestClient.Start(options, again.Take);

        Assert.Equal("2", (await again.NextAsync()).Payload);
        Assert.Equal("3", (await again.NextAsync()).Payload);
    }

    [Fact]
    public async Task Idle_connection_is_kept_alive()
    {
        await using var broker = await StartAsync();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { KeepAlive = TimeSpan.FromSeconds(1) });
        await client.WaitConnectedAsync();

        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);

        Assert.Equal(MqttClientState.Connected, client.State);
    }

    [Fact]
    public async Task Will_is_published_when_the_client_dies_and_not_when_it_stops()
    {
        await using var broker = await StartAsync();
        var wills = new Received();
        await using var watcher = TestClient.Start(
            TestClient.Options(broker.Port) with { Subscriptions = [new MqttSubscription("status/#")] }, wills.Take);
        await watcher.WaitConnectedAsync();
        MqttClientOptions WithWill(string name) => TestClient.Options(broker.Port) with
        {
            Will = new MqttWill
            {
                Topic = $"status/{name}",
                Payload = "offline"u8.ToArray(),
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

        var will = new Message("status/dying", "offline", MqttQos.AtLeastOnce, Retain: false);
        Assert.Equal(will, await wills.NextAsync());
    }

    [Fact]
    public async Task Wrong_password_is_refused_and_right_one_let_in()
    {
        await using var broker = await StartAsync(new BrokerWishes { User = ("ann", "right") });
        var options = TestClient.Options(broker.Port) with { UserName = "ann" };
        await using var wrong = TestClient.Start(options with { Password = "wrong" });
        await using var right = TestClient.Start(options with { Password = "right" });

        await right.WaitConnectedAsync();

        await Assert.ThrowsAsync<MqttConnectionRefusedException>(() => wrong.WaitConnectedAsync());
    }
}
