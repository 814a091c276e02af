using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt;

/// <summary>A server that breaks the rules is told the right reason and left.</summary>
public class HostileServerTests
{
    [Theory]
    [InlineData("30 FF FF FF 7F", "E00195", "announces 255 MiB against a Maximum Packet Size of 1,024")]
    [InlineData("30 06 0003 61FFFE 00", "E00181", "topic that is not UTF-8")]
    [InlineData("30 06 0000 03 23 0001", "E00182", "alias never introduced")]
    [InlineData("30 07 0001 't' 03 23 0009", "E00194", "alias above our maximum of 8")]
    [InlineData("20 03 00 00 00", "E00182", "second CONNACK")]
    [InlineData("10 0D 0004 'MQTT' 05 02 003C 00 0000", "E00182", "CONNECT from a server")]
    [InlineData("F0 02 18 00", "E00182", "AUTH that nobody asked for")]
    [InlineData("36 07 0001 't' 0001 00 'x'", "E00181", "QoS 3")]
    public async Task Broken_rule_is_answered_with_its_reason(string bytes, string answer, string what)
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port) with
        {
            MaximumPacketSize = 1024,
            TopicAliasMaximum = 8,
        });
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        await peer.SendAsync(bytes);

        Assert.True(answer == await peer.NextAsync(), what);
        Assert.Equal("", await peer.NextAsync());
    }

    [Fact]
    public async Task More_than_the_receive_maximum_is_refused_after_the_allowed_ones_are_acknowledged()
    {
        using var broker = new ScriptedBroker();
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { ReceiveMaximum = 2 }, received.Take);
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        await peer.SendAsync("32 06 0001 't' 0001 00 32 06 0001 't' 0002 00 32 06 0001 't' 0003 00");

        Assert.Equal("40020001", await peer.NextAsync());
        Assert.Equal("40020002", await peer.NextAsync());
        Assert.Equal("E00193", await peer.NextAsync());
    }

    [Fact]
    public async Task More_than_the_receive_maximum_is_taken_when_told_to()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { ReceiveMaximum = 1, EnforceReceiveMaximum = false });
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        await peer.SendAsync("32 06 0001 't' 0001 00 32 06 0001 't' 0002 00");

        Assert.Equal("40020001", await peer.NextAsync());
        Assert.Equal("40020002", await peer.NextAsync());
    }

    [Fact]
    public async Task Duplicate_of_quality_2_reaches_the_handler_once_and_is_answered_twice()
    {
        using var broker = new ScriptedBroker();
        var received = new Received();
        await using var client = TestClient.Start(TestClient.Options(broker.Port), received.Take);
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        await peer.SendAsync("34 07 0001 't' 0007 00 'x'");
        Assert.Equal("50020007", await peer.NextAsync());
        await peer.SendAsync("3C 07 0001 't' 0007 00 'x'");
        Assert.Equal("50020007", await peer.NextAsync());
        await peer.SendAsync("62 02 0007");
        Assert.Equal("70020007", await peer.NextAsync());
        await peer.SendAsync("34 07 0001 't' 0007 00 'y'");
        Assert.Equal("50020007", await peer.NextAsync());

        Assert.Equal("x", (await received.NextAsync()).Payload);
        Assert.Equal("y", (await received.NextAsync()).Payload);
        Assert.Equal(0, received.Waiting);
    }

    [Fact]
    public async Task Release_of_an_unknown_identifier_is_answered_with_not_found()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        await peer.SendAsync("62 02 0009");

        Assert.Equal("7003000992", await peer.NextAsync());
    }

    [Fact]
    public async Task Topic_alias_is_resolved_and_may_be_given_a_new_topic()
    {
        using var broker = new ScriptedBroker();
        var received = new Received();
        await using var client = TestClient.Start(TestClient.Options(broker.Port), received.Take);
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        await peer.SendAsync(
            "30 07 0001 'a' 03 23 0001  30 06 0000 03 23 0001  30 07 0001 'b' 03 23 0001  30 06 0000 03 23 0001");

        Assert.Equal("a", (await received.NextAsync()).Topic);
        Assert.Equal("a", (await received.NextAsync()).Topic);
        Assert.Equal("b", (await received.NextAsync()).Topic);
        Assert.Equal("b", (await received.NextAsync()).Topic);
    }

    [Fact]
    public async Task Packet_that_comes_byte_by_byte_is_read_all_the_same()
    {
        using var broker = new ScriptedBroker();
        var received = new Received();
        await using var client = TestClient.Start(TestClient.Options(broker.Port), received.Take);
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        foreach (var one in Codec.Wire.Bytes("32 0A 0003 'a/b' 0001 00 'xy'"))
        {
            await peer.SendAsync([one]);
        }

        Assert.Equal(new Message("a/b", "xy", MqttQos.AtLeastOnce, false), await received.NextAsync());
        Assert.Equal("40020001", await peer.NextAsync());
    }

    [Fact]
    public async Task Messages_that_come_before_suback_are_delivered()
    {
        using var broker = new ScriptedBroker();
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { Subscriptions = [new MqttSubscription("t")] }, received.Take);
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await peer.ReadAsync(8);

        await peer.SendAsync("32 06 0001 't' 0001 00");

        Assert.Equal("t", (await received.NextAsync()).Topic);
        Assert.NotEqual(MqttClientState.Connected, client.State);
        await peer.SendAsync("90 04 0001 00 01");
        await client.WaitConnectedAsync();
    }
}
