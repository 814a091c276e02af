using System.Text;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Mqtt;

public class DeliveryTests
{
    public static TheoryData<MqttProtocol, MqttQos> Everything => new MatrixTheoryData<MqttProtocol, MqttQos>(
        [MqttProtocol.V5, MqttProtocol.V311],
        [MqttQos.AtMostOnce, MqttQos.AtLeastOnce, MqttQos.ExactlyOnce]);

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Messages_go_out_and_come_back_in_order(MqttProtocol protocol, MqttQos qos)
    {
        await using var server = await MosquittoServer.StartAsync();
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(server.Port) with
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

    [Fact]
    public async Task Many_publishers_share_one_connection()
    {
        await using var server = await MosquittoServer.StartAsync();
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(server.Port) with { Subscriptions = [new MqttSubscription("#")] }, received.Take);
        await client.WaitConnectedAsync();

        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(number =>
            client.PublishAsync($"test/{number}", "x", MqttQos.AtLeastOnce)));

        var topics = new HashSet<string>();
        for (var number = 0; number < 2_000; number++)
        {
            topics.Add((await received.NextAsync()).Topic);
        }

        Assert.Equal(2_000, topics.Count);
    }

    // Over WebSocket mosquitto 2.0.11 takes 4 KiB every 100 ms of its loop, so the message there is smaller.
    [Theory]
    [InlineData(MqttTransport.Tcp, 3_000_000)]
    [InlineData(MqttTransport.WebSocket, 100_000)]
    public async Task Message_larger_than_the_first_buffer_arrives_whole(MqttTransport transport, int length)
    {
        await using var server = await MosquittoServer.StartAsync(
            transport == MqttTransport.WebSocket ? "protocol websockets" : "");
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(server.Port) with
            {
                Transport = transport,
                MaximumPacketSize = 4_000_000,
                Subscriptions = [new MqttSubscription("big")],
            },
            received.Take);
        await client.WaitConnectedAsync();
        var payload = new string('x', length) + "end";

        await client.PublishAsync("big", payload, MqttQos.AtLeastOnce);

        Assert.True(payload == (await received.NextAsync()).Payload);
    }

    [Fact]
    public async Task Properties_travel_with_a_message()
    {
        await using var server = await MosquittoServer.StartAsync();
        var seen = new TaskCompletionSource<string>();
        await using var client = TestClient.Start(
            TestClient.Options(server.Port) with
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

        await client.PublishAsync(
            "t",
            default,
            MqttQos.AtLeastOnce,
            retain: false,
            new MqttPublishProperties
            {
                ContentType = "text/plain",
                Expiry = TimeSpan.FromSeconds(90),
                ResponseTopic = "answer",
                CorrelationData = new byte[] { 1, 2 },
                UserProperties = [new("a", "1"), new("a", "2")],
            },
            TestContext.Current.CancellationToken);

        Assert.Equal("text/plain 90 answer 0102 #7 a=1 a=2", await seen.Task);
    }

    [Fact]
    public async Task Retained_message_comes_once_when_only_new_subscriptions_want_it()
    {
        await using var server = await MosquittoServer.StartAsync();
        await using (var publisher = TestClient.Start(TestClient.Options(server.Port)))
        {
            await publisher.PublishAsync(
                "kept", "x"u8.ToArray(), MqttQos.AtLeastOnce, retain: true, TestContext.Current.CancellationToken);
        }

        var options = TestClient.Options(server.Port) with
        {
            ClientId = "keeper",
            SessionExpiry = TimeSpan.FromHours(1),
            Subscriptions = [new MqttSubscription("kept") { RetainHandling = MqttRetainHandling.SendIfNew }],
        };
        var received = new Received();
        await using (var first = TestClient.Start(options, received.Take))
        {
            Assert.Equal(new Message("kept", "x", MqttQos.AtLeastOnce, Retain: true), await received.NextAsync());
        }

        await using var second = TestClient.Start(options, received.Take);
        await second.WaitConnectedAsync();
        await second.PublishAsync("kept", "live", MqttQos.AtLeastOnce);

        Assert.Equal(new Message("kept", "live", MqttQos.AtLeastOnce, Retain: false), await received.NextAsync());
    }

    [Fact]
    public async Task Filters_can_be_added_and_removed_while_connected()
    {
        await using var server = await MosquittoServer.StartAsync();
        var received = new Received();
        await using var client = TestClient.Start(TestClient.Options(server.Port), received.Take);
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
        await using var server = await MosquittoServer.StartAsync();
        var counts = new int[3];
        var total = 0;
        var all = new TaskCompletionSource();
        var clients = Enumerable.Range(0, 3).Select(index => TestClient.Start(
            TestClient.Options(server.Port) with { Subscriptions = [new MqttSubscription("$share/workers/job/#")] },
            (ref MqttBurst burst) =>
            {
                counts[index] += burst.Count;
                if (Interlocked.Add(ref total, burst.Count) == 300)
                {
                    all.TrySetResult();
                }
            })).ToArray();
        await Task.WhenAll(clients.Select(client => client.WaitConnectedAsync()));

        await Task.WhenAll(Enumerable.Range(0, 300).Select(number =>
            clients[0].PublishAsync($"job/{number}", "x", MqttQos.AtLeastOnce)));

        await all.Task.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        Assert.All(counts, count => Assert.InRange(count, 50, 200));
        await Task.WhenAll(clients.Select(client => client.StopAsync(TimeSpan.FromSeconds(2))));
    }
}
