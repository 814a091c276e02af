using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt;

public class SubscriptionTests
{
    [Fact]
    public async Task Options_and_identifier_are_written_and_each_identifier_has_its_packet()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port) with
        {
            Subscriptions =
            [
                new MqttSubscription("a", MqttQos.ExactlyOnce)
                {
                    NoLocal = true,
                    RetainAsPublished = true,
                    RetainHandling = MqttRetainHandling.DoNotSend,
                    Identifier = 200,
                },
                new MqttSubscription("b", MqttQos.AtMostOnce),
            ],
        });
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        Assert.Equal("820A0001" + "030BC801" + "0001612E", await peer.NextAsync());
        Assert.Equal("82070002" + "00" + "00016200", await peer.NextAsync());
    }

    [Fact]
    public async Task Version_3_1_1_gets_the_quality_alone()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port) with
        {
            Protocol = MqttProtocol.V311,
            Subscriptions = [new MqttSubscription("a") { NoLocal = true, Identifier = 9 }],
        });
        using var peer = await broker.AcceptAsync("20 02 00 00");

        Assert.Equal("82060001" + "00016101", await peer.NextAsync());
    }

    [Fact]
    public async Task Identifier_is_left_out_when_the_server_has_none()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port) with
        {
            Subscriptions = [new MqttSubscription("a") { Identifier = 9 }],
        });
        using var peer = await broker.AcceptAsync("20 05 00 00 02 29 00");

        Assert.Equal("82070001" + "00" + "00016101", await peer.NextAsync());
    }

    [Theory]
    [InlineData("28 00", "a/#", MqttReasonCode.WildcardSubscriptionsNotSupported)]
    [InlineData("2A 00", "$share/g/a", MqttReasonCode.SharedSubscriptionsNotSupported)]
    public async Task Filter_the_server_cannot_serve_is_refused_with_a_clear_message(
        string property, string filter, MqttReasonCode reason)
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { Subscriptions = [new MqttSubscription(filter)] });
        var waiting = client.WaitConnectedAsync();
        using var peer = await broker.AcceptAsync($"20 05 00 00 02 {property}");

        var refusal = await Assert.ThrowsAsync<MqttSubscriptionRefusedException>(() => waiting);

        Assert.Equal(reason, refusal.Reason);
        Assert.Contains(filter, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_kept_from_an_earlier_process_is_subscribed_once_and_our_own_not_again()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { Subscriptions = [new MqttSubscription("a")] });
        using (var first = await broker.AcceptAsync("20 03 01 00 00"))
        {
            await first.ReadAsync(8);
            await first.SendAsync("90 04 0001 00 01");
            await client.WaitConnectedAsync();
        }

        using var second = await broker.AcceptAsync("20 03 01 00 00");
        await client.WaitConnectedAsync();
        await second.SendAsync("62 02 0009");

        Assert.Equal("7003000992", await second.NextAsync());
    }

    [Fact]
    public async Task Suback_that_answers_too_few_filters_is_not_success()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port) with
        {
            Subscriptions = [new MqttSubscription("a"), new MqttSubscription("b")],
        });
        var waiting = client.WaitConnectedAsync();
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        await peer.SendAsync("90 04 0001 00 01");

        await Assert.ThrowsAsync<MqttSubscriptionRefusedException>(() => waiting);
    }

    [Fact]
    public void Options_that_no_server_could_take_are_refused_at_once()
    {
        var good = TestClient.Options(1883);

        Refused(good with { ReceiveMaximum = 0 });
        Refused(good with { Host = "" });
        Refused(good with { SessionExpiry = TimeSpan.FromHours(1) });
        Refused(good with { Subscriptions = [new MqttSubscription("a/#/b")] });
        Refused(good with { Subscriptions = [new MqttSubscription("$share/g/a") { NoLocal = true }] });
        Refused(good with { Will = new MqttWill { Topic = "a/+" } });

        static void Refused(MqttClientOptions options) =>
            Assert.ThrowsAny<ArgumentException>(() => TestClient.Start(options));
    }
}
