using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt.Broker;

public class AccessTests
{
    private static readonly MqttBrokerOptions Guarded = TestBroker.Options with
    {
        Users =
        [
            new MqttBrokerUser(
                "ann",
                MqttPasswordHash.Create("right"),
                [
                    new MqttAccessRule(MqttAccess.PublishAndSubscribe, "home/%u/#"),
                    new MqttAccessRule(MqttAccess.Subscribe, "public/+"),
                    new MqttAccessRule(MqttAccess.Publish, "clients/%c"),
                    new MqttAccessRule(MqttAccess.Publish, "public/+"),
                    new MqttAccessRule(MqttAccess.None, "public/secret"),
                ]),
        ],
    };

    [Theory]
    [InlineData("ann", "right", "00")]
    [InlineData("ann", "wrong", "86")]
    [InlineData("bob", "right", "86")]
    [InlineData(null, null, "87")]
    public async Task Only_the_right_password_lets_in(string? user, string? password, string reason)
    {
        await using var broker = await TestBroker.StartAsync(Guarded);
        using var client = await RawClient.DialAsync(broker);

        await client.SendConnectAsync("c", user: user, password: password);

        Assert.Equal(reason, (await client.NextAsync())[6..8]);
    }

    [Fact]
    public async Task Rules_hold_for_publishing_subscribing_and_delivery()
    {
        await using var broker = await TestBroker.StartAsync(Guarded);
        using var client = await RawClient.DialAsync(broker);
        await client.SendConnectAsync("c1", user: "ann", password: "right");
        await client.NextAsync();

        Assert.Equal("87", await client.SubscribeAsync("other/#", 0));
        Assert.Equal("80", await client.SubscribeAsync("public/secret", 0));
        Assert.Equal("00", await client.SubscribeAsync("#", 0));

        string[] refused = ["home/bob/x", "clients/c2", "public/secret", "$SYS/broker/uptime"];
        foreach (var topic in refused)
        {
            await client.PublishAsync(topic, "x", qos: 1);
            Assert.Equal("4003000187", await client.NextAsync());
        }

        await client.PublishAsync("clients/c1", "allowed, but not to be read", qos: 1);
        Assert.Equal("4003000110", await client.NextAsync());
        await client.PublishAsync("home/ann/x", "y", qos: 1);
        Assert.Equal("0 home/ann/x y", await client.NextPublishAsync());
    }

    [Fact]
    public async Task Listening_to_the_world_without_users_is_refused_at_start()
    {
        var refusal = await Assert.ThrowsAsync<MqttBrokerException>(
            () => TestBroker.StartAsync(TestBroker.Options with { Address = "0.0.0.0" }));

        Assert.Contains("without authentication", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taken_port_is_said_in_a_sentence()
    {
        await using var broker = await TestBroker.StartAsync();

        var refusal = await Assert.ThrowsAsync<MqttBrokerException>(
            () => TestBroker.StartAsync(TestBroker.Options with { Port = broker.Port }));

        Assert.Contains($"port {broker.Port}", refusal.Message, StringComparison.Ordinal);
    }
}
