using System.Text;
using System.Threading.Channels;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.IntegrationTests.Mqtt;

/// <summary>Our client with our embedded broker: what the other tests here ask of mosquitto.</summary>
public class OwnBrokerTests
{
    public static TheoryData<MqttProtocol, MqttQos> Everything => DeliveryTests.Everything;

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Messages_go_out_and_come_back_in_order(MqttProtocol protocol, MqttQos qos)
    {
        await using var broker = await TestBroker.StartAsync();
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with
            {
                Protocol = protocol,
                Subscriptions = [new MqttSubscription("test/#", qos)],
            },
            received.Take);
        await client.WaitConnectedAsync();

        for (var number = 0; number < 100; number++)
        {
            await client.PublishAsync("test/a", $"{number}", qos);
        }

        for (var number = 0; number < 100; number++)
        {
            Assert.Equal(new Message("test/a", $"{number}", qos, Retain: false), await received.NextAsync());
        }

        Assert.Equal(protocol, client.NegotiatedProtocol);
        await client.StopAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(MqttClientState.Stopped, client.State);
        await client.Completion;
    }

    [Theory]
    [InlineData(MqttQos.AtLeastOnce)]
    [InlineData(MqttQos.ExactlyOnce)]
    public async Task Many_publishers_share_one_connection(MqttQos qos)
    {
        await using var broker = await TestBroker.StartAsync();
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { Subscriptions = [new MqttSubscription("#", qos)] }, received.Take);
        await client.WaitConnectedAsync();

        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(number =>
            client.PublishAsync($"test/{number}", "x", qos)));

        var topics = new HashSet<string>();
        for (var number = 0; number < 2_000; number++)
        {
            topics.Add((await received.NextAsync()).Topic);
        }

        Assert.Equal(2_000, topics.Count);
        Assert.Equal(0, received.Waiting);
    }

    [Theory]
    [InlineData(MqttTransport.Tcp)]
    [InlineData(MqttTransport.WebSocket)]
    public async Task Message_larger_than_every_buffer_arrives_whole(MqttTransport transport)
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Options with { WebSocketPort = 0, MaxPacketSize = 4_000_000 });
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(transport == MqttTransport.Tcp ? broker.Port : broker.WebSocketPort!.Value) with
            {
                Transport = transport,
                MaximumPacketSize = 4_000_000,
                Subscriptions = [new MqttSubscription("big")],
            },
            received.Take);
        await client.WaitConnectedAsync();
        var payload = new string('x', 3_000_000) + "end";

        await client.PublishAsync("big", payload, MqttQos.AtLeastOnce);

        Assert.True(payload == (await received.NextAsync()).Payload);
    }

    [Fact]
    public async Task Properties_travel_with_a_message()
    {
        await using var broker = await TestBroker.StartAsync();
        var seen = new TaskCompletionSource<string>();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with
            {
                Subscriptions = [new MqttSubscription("t") { Identifier = 7 }],
            },
            (ref MqttBurst burst) =>
            {
                foreach (var message in burst)
                {
                    var text = $"{Encoding.UTF8.GetString(message.ContentType)} {message.Expiry?.TotalSeconds} "
                        + $"{Encoding.UTF8.GetString(message.ResponseTopic)} "
                        + Convert.ToHexString(message.CorrelationData);
                    foreach (var id in message.SubscriptionIds)
                    {
                        text += $" #{id}";
                    }

                    foreach (var property in message.UserProperties)
                    {
                        text += $" {Encoding.UTF8.GetString(property.Name)}={Encoding.UTF8.GetString(property.Value)}";
                    }

                    seen.TrySetResult(text);
                }
            });
        await client.WaitConnectedAsync();

        var stop = TestContext.Current.CancellationToken;
        var properties = new MqttPublishProperties
        {
            ContentType = "text/plain",
            Expiry = TimeSpan.FromSeconds(90),
            ResponseTopic = "answer",
            CorrelationData = new byte[] { 1, 2 },
            UserProperties = [new("a", "1"), new("a", "2")],
        };
        await client.PublishAsync("t", default, MqttQos.AtLeastOnce, retain: false, properties, stop);

        Assert.Equal("text/plain 90 answer 0102 #7 a=1 a=2", await seen.Task.WaitAsync(TimeSpan.FromSeconds(15), stop));
    }

    [Theory]
    [InlineData(MqttRetainHandling.SendAtSubscribe, true, true)]
    [InlineData(MqttRetainHandling.SendIfNew, true, false)]
    [InlineData(MqttRetainHandling.DoNotSend, false, false)]
    public async Task Retained_message_comes_as_often_as_the_subscription_wants_it(
        MqttRetainHandling handling, bool isSentFirst, bool isSentAgain)
    {
        await using var broker = await TestBroker.StartAsync();
        await using (var publisher = TestClient.Start(TestClient.Options(broker.Port)))
        {
            await publisher.PublishAsync(
                "kept", "x"u8.ToArray(), MqttQos.AtLeastOnce, retain: true, TestContext.Current.CancellationToken);
        }

        var kept = new Message("kept", "x", MqttQos.AtLeastOnce, Retain: true);
        var received = new Received();
        await using var client = TestClient.Start(TestClient.Options(broker.Port), received.Take);
        await client.WaitConnectedAsync();
        foreach (var isSent in new[] { isSentFirst, isSentAgain })
        {
            await client.SubscribeAsync(
                [new MqttSubscription("kept") { RetainHandling = handling }], TestContext.Current.CancellationToken);
            await client.PublishAsync("kept", "live", MqttQos.AtLeastOnce);
            if (isSent)
            {
                Assert.Equal(kept, await received.NextAsync());
            }

            Assert.Equal(kept with { Payload = "live", Retain = false }, await received.NextAsync());
        }
    }

    [Fact]
    public async Task Filters_can_be_added_and_removed_while_connected()
    {
        await using var broker = await TestBroker.StartAsync();
        var received = new Received();
        await using var client = TestClient.Start(TestClient.Options(broker.Port), received.Take);
        await client.WaitConnectedAsync();

        var stop = TestContext.Current.CancellationToken;
        await client.SubscribeAsync([new MqttSubscription("a"), new MqttSubscription("b")], stop);
        await client.UnsubscribeAsync(["a"], stop);
        await client.PublishAsync("a", "", MqttQos.AtLeastOnce);
        await client.PublishAsync("b", "", MqttQos.AtLeastOnce);

        Assert.Equal("b", (await received.NextAsync()).Topic);
    }

    [Fact]
    public async Task Shared_subscription_is_divided_among_three_clients()
    {
        await using var broker = await TestBroker.StartAsync();
        var received = Enumerable.Range(0, 3).Select(_ => new Received()).ToArray();
        var clients = received.Select(one => TestClient.Start(
            TestClient.Options(broker.Port) with { Subscriptions = [new MqttSubscription("$share/workers/job/#")] },
            one.Take)).ToArray();
        await Task.WhenAll(clients.Select(client => client.WaitConnectedAsync()));

        await Task.WhenAll(Enumerable.Range(0, 300).Select(number =>
            clients[0].PublishAsync($"job/{number}", "x", MqttQos.AtLeastOnce)));

        await Eventually.IsTrueAsync(() => received.Sum(one => one.Waiting) == 300);
        Assert.All(received, one => Assert.InRange(one.Waiting, 50, 200));
        var topics = new HashSet<string>();
        foreach (var one in received)
        {
            while (one.Waiting > 0)
            {
                topics.Add((await one.NextAsync()).Topic);
            }
        }

        Assert.Equal(300, topics.Count);
        await Task.WhenAll(clients.Select(client => client.StopAsync(TimeSpan.FromSeconds(2))));
    }

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public async Task Session_is_resumed_after_the_broker_restarted(MqttProtocol protocol)
    {
        using var folder = new TempFolder();
        var options = TestBroker.Options with { PersistenceFolder = folder.Path };
        var broker = await TestBroker.StartAsync(options);
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
        var port = broker.Port;
        await broker.DisposeAsync();
        await Eventually.IsTrueAsync(() => client.State == MqttClientState.Waiting);
        MqttQos[] acknowledged = [MqttQos.AtLeastOnce, MqttQos.ExactlyOnce];
        var publishing = Task.WhenAll(acknowledged.Select(qos => client.PublishAsync("t", $"{qos}", qos)));

        await using var again = await TestBroker.StartAsync(options with { Port = port });

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
        var broker = await TestBroker.StartAsync();
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { Subscriptions = [new MqttSubscription("t")] }, received.Take);
        await client.WaitConnectedAsync();
        var port = broker.Port;
        await broker.DisposeAsync();

        await using var again = await TestBroker.StartAsync(TestBroker.Options with { Port = port });
        await client.PublishAsync("t", "x", MqttQos.AtLeastOnce);

        Assert.Equal("x", (await received.NextAsync()).Payload);
    }

    [Theory]
    [InlineData(MqttQos.AtLeastOnce)]
    [InlineData(MqttQos.ExactlyOnce)]
    public async Task Unacknowledged_messages_come_again_after_client_and_broker_died(MqttQos qos)
    {
        using var folder = new TempFolder();
        using var copy = new TempFolder();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Options with { PersistenceFolder = folder.Path });
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

        // What a killed broker leaves behind: the journal as it is, without any farewell.
        File.Copy(Path.Combine(folder.Path, "mqtt-broker.journal"), copy.File("mqtt-broker.journal"));
        await using var reborn = await TestBroker.StartAsync(TestBroker.Options with { PersistenceFolder = copy.Path });
        var again = new Received();
        await using var second = TestClient.Start(options with { Port = reborn.Port }, again.Take);

        Assert.Equal("2", (await again.NextAsync()).Payload);
        Assert.Equal("3", (await again.NextAsync()).Payload);
    }

    [Fact]
    public async Task Will_is_published_when_the_client_dies_and_not_when_it_stops()
    {
        await using var broker = await TestBroker.StartAsync();
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
        var user = new MqttBrokerUser("ann", MqttPasswordHash.Create("right"), [MqttAccessRule.Everything]);
        await using var broker = await TestBroker.StartAsync(TestBroker.Options with { Users = [user] });
        var options = TestClient.Options(broker.Port) with { UserName = "ann" };
        await using var wrong = TestClient.Start(options with { Password = "wrong" });
        await using var right = TestClient.Start(options with { Password = "right" });

        await right.WaitConnectedAsync();

        await Assert.ThrowsAsync<MqttConnectionRefusedException>(() => wrong.WaitConnectedAsync());
    }
}
