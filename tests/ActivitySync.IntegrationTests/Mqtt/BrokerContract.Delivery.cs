using System.Text;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Mqtt;

/// <summary>
/// What our client asks of a broker, whichever it is: run with mosquitto and with our embedded one. This part: messages,
/// subscriptions, retained messages.
/// </summary>
public abstract partial class BrokerContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static TheoryData<MqttProtocol, MqttQos> Everything => new MatrixTheoryData<MqttProtocol, MqttQos>(
        [MqttProtocol.V5, MqttProtocol.V311],
        [MqttQos.AtMostOnce, MqttQos.AtLeastOnce, MqttQos.ExactlyOnce]);

    private protected abstract Task<IBrokerUnderTest> StartAsync(BrokerWishes wishes);

    private Task<IBrokerUnderTest> StartAsync() => StartAsync(new BrokerWishes());

    /// <summary>Bytes of a large message that this broker carries in good time.</summary>
    protected abstract int LargeOver(MqttTransport transport);

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Messages_go_out_and_come_back_in_order(MqttProtocol protocol, MqttQos qos)
    {
        await using var broker = await StartAsync();
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
        await using var broker = await StartAsync();
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
    public async Task Message_larger_than_the_first_buffers_arrives_whole(MqttTransport transport)
    {
        await using var broker = await StartAsync(new BrokerWishes { Transport = transport });
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with
            {
                Transport = transport,
                MaximumPacketSize = 4_000_000,
                Subscriptions = [new MqttSubscription("big")],
            },
            received.Take);
        await client.WaitConnectedAsync();
        var payload = new string('x', LargeOver(transport)) + "end";

        await client.PublishAsync("big", payload, MqttQos.AtLeastOnce);

        Assert.True(payload == (await received.NextAsync()).Payload);
    }

    [Fact]
    public async Task Properties_travel_with_a_message()
    {
        await using var broker = await StartAsync();
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

        Assert.Equal("text/plain 90 answer 0102 #7 a=1 a=2", await seen.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Retained_message_comes_once_when_only_new_subscriptions_want_it()
    {
        await using var broker = await StartAsync();
        await using (var publisher = TestClient.Start(TestClient.Options(broker.Port)))
        {
            await publisher.PublishAsync(
                "kept", "x"u8.ToArray(), MqttQos.AtLeastOnce, retain: true, TestContext.Current.CancellationToken);
        }

        var options = TestClient.Options(broker.Port) with
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

    [Theory]
    [InlineData(MqttRetainHandling.SendAtSubscribe, true, true)]
    [InlineData(MqttRetainHandling.SendIfNew, true, false)]
    [InlineData(MqttRetainHandling.DoNotSend, false, false)]
    public async Task Retained_message_comes_as_often_as_the_subscription_wants_it(
        MqttRetainHandling handling, bool isSentFirst, bool isSentAgain)
    {
        await using var broker = await StartAsync();
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
        await using var broker = await StartAsync();
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
        await using var broker = await StartAsync();
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
}
