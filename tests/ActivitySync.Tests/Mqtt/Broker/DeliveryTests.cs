using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt.Broker;

public class DeliveryTests
{
    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("+/+", "/b", true)]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "$x/b", false)]
    [InlineData("+/b", "$x/b", false)]
    [InlineData("$x/#", "$x/b", true)]
    [InlineData("a//b", "a//b", true)]
    public async Task Wildcards_match_as_chapter_4_7_says(string filter, string topic, bool matches)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await RawClient.ConnectAsync(broker, "c");
        await client.SubscribeAsync(filter, 0);

        await client.PublishAsync(topic, "x");

        if (matches)
        {
            Assert.Equal($"0 {topic} x", await client.NextPublishAsync());
        }

        await client.PingAsync();
    }

    [Fact]
    public async Task Overlapping_filters_give_one_copy_with_the_best_qos_and_all_identifiers()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await RawClient.ConnectAsync(broker, "c");
        await client.SubscribeAsync("a/#", 0, "0B 01");
        await client.SubscribeAsync("a/b", 2, "0B 02");

        await client.PublishAsync("a/b", "x", qos: 1);

        Assert.Matches("320D0003612F62000104(0B010B02|0B020B01)78", await client.NextAsync());
        Assert.Equal("40020001", await client.NextAsync());
        await client.PingAsync();
    }

    [Fact]
    public async Task No_local_keeps_own_messages_away_and_no_others()
    {
        await using var broker = await TestBroker.StartAsync();
        using var one = await RawClient.ConnectAsync(broker, "one");
        using var other = await RawClient.ConnectAsync(broker, "other");
        await one.SubscribeAsync("a", 4);

        await one.PublishAsync("a", "own");
        await one.PingAsync();
        await other.PublishAsync("a", "foreign");

        Assert.Equal("0 a foreign", await one.NextPublishAsync());
    }

    [Fact]
    public async Task Retained_message_comes_to_new_subscribers_until_it_is_cleared()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await RawClient.ConnectAsync(broker, "c");
        await client.PublishAsync("a", "kept", retain: true);

        await client.SubscribeAsync("+", 0);
        Assert.Equal("1 a kept", await client.NextPublishAsync());
        await client.PublishAsync("a", "", retain: true);
        Assert.Equal("0 a ", await client.NextPublishAsync());

        await client.SubscribeAsync("#", 0);
        await client.PingAsync();
    }

    [Fact]
    public async Task Retain_handling_decides_whether_retained_messages_come_again()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await RawClient.ConnectAsync(broker, "c");
        await client.PublishAsync("a", "kept", retain: true);

        await client.SubscribeAsync("a", 0x20);
        await client.PingAsync();
        await client.SubscribeAsync("+", 0x10);
        Assert.Equal("1 a kept", await client.NextPublishAsync());
        await client.SubscribeAsync("+", 0x10);
        await client.PingAsync();
    }

    [Fact]
    public async Task Receive_maximum_holds_messages_back_until_one_is_acknowledged()
    {
        await using var broker = await TestBroker.StartAsync();
        using var slow = await RawClient.ConnectAsync(broker, "slow", properties: "21 0001");
        await slow.SubscribeAsync("a");
        await slow.PublishAsync("a", "first", qos: 1, packetId: 11);
        Assert.Equal("2 a first", await slow.NextPublishAsync());
        Assert.Equal("4002000B", await slow.NextAsync());
        await slow.PublishAsync("a", "second", qos: 1, packetId: 12);
        Assert.Equal("4002000C", await slow.NextAsync());
        await slow.PingAsync();

        await slow.SendAsync("40 02 0001");

        Assert.Equal("2 a second", await slow.NextPublishAsync());
    }

    [Fact]
    public async Task Exactly_once_is_delivered_at_pubrel_and_once()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await RawClient.ConnectAsync(broker, "c");
        await client.SubscribeAsync("a", 2);
        await client.PublishAsync("a", "x", qos: 2, packetId: 9);
        Assert.Equal("50020009", await client.NextAsync());
        await client.SendAsync("3C 07 0001 'a' 0009 00 'x'");
        Assert.Equal("50020009", await client.NextAsync());

        await client.SendAsync("62 02 0009");

        Assert.Equal("4 a x", await client.NextPublishAsync());
        Assert.Equal("70020009", await client.NextAsync());
        await client.SendAsync("50 02 0001");
        Assert.Equal("62020001", await client.NextAsync());
        await client.SendAsync("70 02 0001");
        await client.PingAsync();
    }

    [Fact]
    public async Task Topic_aliases_work_both_ways()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await RawClient.ConnectAsync(broker, "c", properties: "22 0001");
        await client.SubscribeAsync("a", 0);

        await client.PublishAsync("a", "1", properties: "23 0005");
        await client.PublishAsync("", "2", properties: "23 0005");

        Assert.Equal("30080001610323000131", await client.NextAsync());
        Assert.Equal("300700000323000132", await client.NextAsync());
    }

    [Fact]
    public async Task Message_larger_than_the_subscriber_takes_is_passed_over()
    {
        await using var broker = await TestBroker.StartAsync();
        using var small = await RawClient.ConnectAsync(broker, "small", properties: "27 00000020");
        await small.SubscribeAsync("a", 0);

        await small.PublishAsync("a", new string('x', 60));
        await small.PublishAsync("a", "fits");

        Assert.Equal("0 a fits", await small.NextPublishAsync());
    }

    [Fact]
    public async Task Waiting_message_expires_and_the_rest_of_its_life_is_told()
    {
        var time = new SteppedTime();
        await using var broker = await TestBroker.StartAsync(time);
        using (var away = await RawClient.ConnectAsync(broker, "away", properties: "11 00001000"))
        {
            await away.SubscribeAsync("a");
            await away.SendAsync("E0 00");
            Assert.Equal("", await away.NextAsync());
        }

        using var other = await RawClient.ConnectAsync(broker, "other");
        await other.PublishAsync("a", "short", qos: 1, properties: "02 00000005");
        await other.PublishAsync("a", "long", qos: 1, properties: "02 00000014");
        Assert.Equal("40020001", await other.NextAsync());
        Assert.Equal("40020001", await other.NextAsync());
        time.Advance(TimeSpan.FromSeconds(10));

        using var back = await RawClient.ConnectAsync(broker, "away", cleanStart: false, "11 00001000");

        Assert.True(back.IsSessionPresent);
        Assert.Contains("020000000A", await back.NextAsync(), StringComparison.Ordinal);
        await back.PingAsync();
    }
}
