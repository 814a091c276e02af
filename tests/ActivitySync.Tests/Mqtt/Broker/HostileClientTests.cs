using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt.Broker;

public class HostileClientTests
{
    [Theory]
    [InlineData("30 FF FF FF 7F", "E00195")]
    [InlineData("30 FF FF FF FF 01", "")]
    [InlineData("36 05 0001 'a' 00 00", "E00181")]
    [InlineData("30 06 0003 61FFFE 00", "E00181")]
    [InlineData("30 07 0001 'a' 03 23 0000", "E00194")]
    [InlineData("30 07 0001 'a' 03 23 FFFF", "E00194")]
    [InlineData("30 06 0000 03 23 0001", "E00182")]
    [InlineData("82 00", "E00181")]
    [InlineData("10 10 0004 'MQTT' 05 02 0000 00 0003 'abc'", "E00182")]
    public async Task Forbidden_packet_closes_with_its_reason(string packet, string answer)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await RawClient.ConnectAsync(broker, "c");

        await client.SendAsync(packet);

        Assert.Equal(answer, await client.NextAsync());
        Assert.Equal("", await client.NextAsync());
    }

    [Theory]
    [InlineData("C0 00")]
    [InlineData("30 03 0001 'a'")]
    [InlineData("10 FF FF FF 7F")]
    [InlineData("47455420")]
    public async Task Anything_but_a_sane_connect_first_is_closed_without_an_answer(string packet)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await RawClient.DialAsync(broker);

        await client.SendAsync(packet);

        Assert.Equal("", await client.NextAsync());
    }

    [Fact]
    public async Task Nobody_gets_longer_than_the_connect_timeout()
    {
        var time = new SteppedTime();
        await using var broker = await TestBroker.StartAsync(time);
        using var witness = await RawClient.ConnectAsync(broker, "witness");
        using var dripping = await RawClient.DialAsync(broker);
        await dripping.SendAsync("10 10 0004 'MQ");
        await witness.PingAsync();

        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal("", await dripping.NextAsync());
    }

    [Fact]
    public async Task Unfinished_packet_is_cut_whatever_the_keep_alive()
    {
        var time = new SteppedTime();
        await using var broker = await TestBroker.StartAsync(TestBroker.Options with { MaximumKeepAlive = default }, time);
        using var client = await RawClient.ConnectAsync(broker, "c");
        await client.SendAsync("C0 00 30 7F 0001");
        Assert.Equal("D000", await client.NextAsync());

        time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("E00183", await client.NextAsync());
    }

    [Fact]
    public async Task Subscriptions_and_topic_depth_are_bounded()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Options with { MaxSubscriptionsPerClient = 2, MaxTopicLevels = 10 });
        using var client = await RawClient.ConnectAsync(broker, "c");

        Assert.Equal("01", await client.SubscribeAsync("a"));
        Assert.Equal("8F", await client.SubscribeAsync(string.Concat(Enumerable.Repeat("x/", 10)) + "#"));
        Assert.Equal("01", await client.SubscribeAsync("b"));
        Assert.Equal("97", await client.SubscribeAsync("c"));
        Assert.Equal("01", await client.SubscribeAsync("b"));
        await client.PublishAsync(new string('/', 10), "x", qos: 1);
        Assert.Equal("4003000190", await client.NextAsync());
    }

    [Fact]
    public async Task Retained_messages_are_bounded()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Options with { MaxRetainedMessages = 1 });
        using var client = await RawClient.ConnectAsync(broker, "c");
        await client.PublishAsync("a", "x", qos: 1, retain: true);
        Assert.Equal("4003000110", await client.NextAsync());

        await client.PublishAsync("b", "x", qos: 1, retain: true);

        Assert.Equal("4003000197", await client.NextAsync());
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_on_arrival()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Options with { MaxConnections = 1 });
        using var first = await RawClient.ConnectAsync(broker, "first");

        using var second = await RawClient.DialAsync(broker);

        Assert.Equal("", await second.NextAsync());
        await first.PingAsync();
    }

    [Fact]
    public async Task More_than_receive_maximum_is_cut_with_its_reason()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Options with { ReceiveMaximum = 1 });
        using var client = await RawClient.ConnectAsync(broker, "c");
        await client.PublishAsync("a", "x", qos: 2, packetId: 1);
        Assert.Equal("50020001", await client.NextAsync());

        await client.PublishAsync("a", "x", qos: 2, packetId: 2);

        Assert.Equal("E00193", await client.NextAsync());
    }

    [Fact]
    public async Task Client_that_does_not_read_loses_qos_0_and_costs_no_memory_beyond_the_limit()
    {
        const int MessageBytes = 16 * 1024;
        const int Messages = 2000;
        await using var broker = await TestBroker.StartAsync(TestBroker.Options with { MaxOutputBytes = 64 * 1024 });
        using var deaf = await RawClient.ConnectAsync(broker, "deaf");
        await deaf.SubscribeAsync("a", 0);
        using var source = await RawClient.ConnectAsync(broker, "source");
        var payload = new string('x', MessageBytes);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var count = 0; count < Messages; count++)
        {
            await source.PublishAsync("a", payload);
        }

        await source.PingAsync();
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < Messages * (long)MessageBytes / 2, $"grew by {growth} bytes");
    }
}
