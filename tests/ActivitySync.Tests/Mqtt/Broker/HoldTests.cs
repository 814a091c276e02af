using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt.Broker;

/// <summary>A client that must not lose a message for being slow slows down whoever publishes to it.</summary>
public class HoldTests
{
    private const int Messages = 200;
    private const string OneAtATime = "21 00 01";

    [Theory]
    [InlineData("keeper", Messages)]
    [InlineData("somebody", 9)] // one on its way and eight that wait; the rest is dropped
    public async Task Publishers_wait_for_the_client_that_is_named_and_for_no_other(string subscriber, int arrive)
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Options with { MaxQueuedMessages = 8, HoldPublishersFor = "keeper" });
        using var keeper = await KeeperAsync(broker);
        using var slow = await RawClient.ConnectAsync(broker, subscriber, properties: OneAtATime);
        await slow.SubscribeAsync("a");
        using var publisher = await RawClient.ConnectAsync(broker, "publisher");

        for (var number = 1; number <= Messages; number++)
        {
            await publisher.PublishAsync("a", $"{number}", qos: 1, packetId: number);
        }

        // Everybody else is served meanwhile.
        using (var other = await RawClient.ConnectAsync(broker, "other"))
        {
            await other.PublishAsync("b", "x", qos: 1);
            Assert.Equal("4003000110", await other.NextAsync());
        }
        if (arrive < Messages)
        {
            await AllAcknowledgedAsync(publisher);
        }
        for (var number = 1; number <= arrive; number++)
        {
            var packet = await slow.NextAsync();
            Assert.EndsWith(Convert.ToHexString([.. $"{number}".Select(digit => (byte)digit)]), packet, StringComparison.Ordinal);
            await slow.SendAsync($"40 02 {packet[10..14]}");
        }
        if (arrive == Messages)
        {
            await AllAcknowledgedAsync(publisher);
        }
        await slow.PingAsync();
    }

    [Fact]
    public async Task The_client_that_is_named_does_not_wait_for_itself()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Options with { MaxQueuedMessages = 8, HoldPublishersFor = "keeper" });
        using var keeper = await RawClient.ConnectAsync(broker, "keeper", properties: OneAtATime);
        await keeper.SubscribeAsync("a");

        for (var number = 1; number <= 20; number++)
        {
            await keeper.PublishAsync("a", $"{number}", qos: 1, packetId: number);
        }

        var acknowledged = 0;
        while (acknowledged < 20)
        {
            acknowledged += (await keeper.NextAsync()).StartsWith("40", StringComparison.Ordinal) ? 1 : 0;
        }
    }

    [Fact]
    public async Task Nobody_publishes_before_the_client_that_is_named_has_subscribed()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Options with { HoldPublishersFor = "keeper" });
        var early = RawClient.ConnectAsync(broker, "publisher");
        using var keeper = await RawClient.ConnectAsync(broker, "keeper");
        await keeper.PingAsync();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(early.IsCompleted);

        await keeper.SubscribeAsync("a");
        using var publisher = await early;
        await publisher.PublishAsync("a", "1", qos: 1);

        Assert.EndsWith("31", await keeper.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_in_vain_to_be_let_in_is_told()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Options with { HoldPublishersFor = "keeper", ConnectTimeout = TimeSpan.FromSeconds(1) });
        using var publisher = await RawClient.DialAsync(broker);
        await publisher.SendConnectAsync("publisher");

        Assert.Equal("2003008800", await publisher.NextAsync());
    }

    private static async Task<RawClient> KeeperAsync(MqttBroker broker)
    {
        var keeper = await RawClient.ConnectAsync(broker, "keeper");
        await keeper.SubscribeAsync("c");
        return keeper;
    }

    private static async Task AllAcknowledgedAsync(RawClient publisher)
    {
        for (var number = 1; number <= Messages; number++)
        {
            Assert.Equal($"4002{number:X4}", await publisher.NextAsync());
        }
    }
}
