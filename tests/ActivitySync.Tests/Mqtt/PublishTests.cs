using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt;

public class PublishTests
{
    [Fact]
    public async Task Message_of_quality_1_is_done_with_its_puback()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await client.WaitConnectedAsync();

        var publishing = client.PublishAsync("t", "x", MqttQos.AtLeastOnce);

        Assert.Equal("32070001740001" + "0078", await peer.NextAsync());
        Assert.False(publishing.IsCompleted);
        await peer.SendAsync("40 02 0001");
        await publishing;
    }

    [Fact]
    public async Task Refused_message_says_why()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await client.WaitConnectedAsync();
        var publishing = client.PublishAsync("t", "x", MqttQos.AtLeastOnce);
        await peer.NextAsync();

        await peer.SendAsync("40 0A 0001 87 06 1F 0003 'acl'");

        var refusal = await Assert.ThrowsAsync<MqttPublishRefusedException>(() => publishing);
        Assert.Equal(MqttReasonCode.NotAuthorized, refusal.Reason);
        Assert.Contains("acl", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_published_before_the_connection_is_sent_with_it()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));

        var publishing = client.PublishAsync("t", "x", MqttQos.AtLeastOnce);

        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        Assert.Equal("320700017400010078", await peer.NextAsync());
        await peer.SendAsync("40 02 0001");
        await publishing;
    }

    [Fact]
    public async Task Message_of_quality_0_needs_a_connection()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));

        await Assert.ThrowsAsync<MqttNotConnectedException>(() => client.PublishAsync("t", "x", MqttQos.AtMostOnce));
    }

    [Fact]
    public async Task Kept_session_gets_unanswered_messages_again_as_duplicates_in_the_old_order()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        Task[] publishing;
        using (var first = await broker.AcceptAsync(ScriptedBroker.Accepted))
        {
            await client.WaitConnectedAsync();
            publishing =
            [
                client.PublishAsync("a", "", MqttQos.AtLeastOnce),
                client.PublishAsync("b", "", MqttQos.ExactlyOnce),
                client.PublishAsync("c", "", MqttQos.ExactlyOnce),
            ];
            Assert.Equal("3206000161000100", await first.NextAsync());
            Assert.Equal("3406000162000200", await first.NextAsync());
            Assert.Equal("3406000163000300", await first.NextAsync());
            await first.SendAsync("50 02 0003");
            Assert.Equal("62020003", await first.NextAsync());
        }

        using var second = await broker.AcceptAsync("20 03 01 00 00");

        Assert.Equal("62020003", await second.NextAsync());
        Assert.Equal("3A06000161000100", await second.NextAsync());
        Assert.Equal("3C06000162000200", await second.NextAsync());
        await second.SendAsync("70 02 0003 40 02 0001 50 02 0002");
        Assert.Equal("62020002", await second.NextAsync());
        await second.SendAsync("70 02 0002");
        await Task.WhenAll(publishing);
    }

    [Fact]
    public async Task Lost_session_gets_unanswered_messages_as_new_ones()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        Task publishing;
        using (var first = await broker.AcceptAsync(ScriptedBroker.Accepted))
        {
            await client.WaitConnectedAsync();
            publishing = client.PublishAsync("a", "", MqttQos.AtLeastOnce);
            await first.NextAsync();
        }

        using var second = await broker.AcceptAsync(ScriptedBroker.Accepted);

        Assert.Equal("3206000161000200", await second.NextAsync());
        await second.SendAsync("40 02 0002");
        await publishing;
    }

    [Fact]
    public async Task Receive_maximum_of_the_server_is_kept()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        using var peer = await broker.AcceptAsync("20 06 00 00 03 21 0001");
        await client.WaitConnectedAsync();
        var first = client.PublishAsync("a", "", MqttQos.AtLeastOnce);
        var second = client.PublishAsync("b", "", MqttQos.AtLeastOnce);
        Assert.Equal("3206000161000100", await peer.NextAsync());

        // Had the second been sent, it would lie before the answer to this.
        await peer.SendAsync("62 02 0063");
        Assert.Equal("7003006392", await peer.NextAsync());
        await peer.SendAsync("40 02 0001");

        Assert.Equal("3206000162000200", await peer.NextAsync());
        await peer.SendAsync("40 02 0002");
        await Task.WhenAll(first, second);
    }

    [Theory]
    [InlineData("24 00", MqttQos.AtLeastOnce, false, MqttReasonCode.QosNotSupported)]
    [InlineData("25 00", MqttQos.AtMostOnce, true, MqttReasonCode.RetainNotSupported)]
    [InlineData("27 0000000A", MqttQos.AtLeastOnce, false, MqttReasonCode.PacketTooLarge)]
    public async Task Message_the_server_could_not_take_is_refused_here(
        string property, MqttQos qos, bool retain, MqttReasonCode reason)
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        var length = Codec.Wire.Bytes(property).Length;
        using var peer = await broker.AcceptAsync($"20 {3 + length:X2} 00 00 {length:X2} {property}");
        await client.WaitConnectedAsync();

        var refusal = await Assert.ThrowsAsync<MqttPublishRefusedException>(() => client
            .PublishAsync("topic", new byte[20], qos, retain, TestContext.Current.CancellationToken)
            .AsTask());

        Assert.Equal(reason, refusal.Reason);
    }

    [Fact]
    public async Task Properties_are_written_and_an_alias_only_if_the_server_takes_it()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        using var peer = await broker.AcceptAsync("20 06 00 00 03 22 0002");
        await client.WaitConnectedAsync();
        var properties = new MqttPublishProperties
        {
            ContentType = "c",
            UserProperties = [new("k", "v")],
            TopicAlias = 2,
        };

        await PublishAsync(client, properties);
        await PublishAsync(client, properties with { TopicAlias = 3 });

        Assert.Equal("3012000174" + "0E" + "230002" + "03000163" + "2600016B000176", await peer.NextAsync());
        Assert.Equal("300F000174" + "0B" + "03000163" + "2600016B000176", await peer.NextAsync());
    }

    [Fact]
    public async Task Messages_still_waiting_fail_when_the_client_stops()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        var publishing = client.PublishAsync("t", "x", MqttQos.AtLeastOnce);

        await client.StopAsync(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<MqttNotConnectedException>(() => publishing);
        await Assert.ThrowsAsync<MqttNotConnectedException>(() => client.PublishAsync("t", "x", MqttQos.AtLeastOnce));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/#")]
    [InlineData("a\0b")]
    public async Task Illegal_topic_is_refused_at_once(string topic)
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));

        await Assert.ThrowsAsync<ArgumentException>(() => client.PublishAsync(topic, "", MqttQos.AtMostOnce));
    }

    private static async Task PublishAsync(MqttClient client, MqttPublishProperties properties) =>
        await client.PublishAsync(
            "t", default, MqttQos.AtMostOnce, retain: false, properties, TestContext.Current.CancellationToken);
}
