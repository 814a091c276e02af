using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt.Broker;

public class SessionTests
{
    private const string Kept = "11 00000E10";

    [Fact]
    public async Task Second_connection_takes_the_session_over()
    {
        await using var broker = await TestBroker.StartAsync();
        using var first = await RawClient.ConnectAsync(broker, "same", properties: Kept);

        using var second = await RawClient.ConnectAsync(broker, "same", cleanStart: false, Kept);

        Assert.True(second.IsSessionPresent);
        Assert.Equal("E0018E", await first.NextAsync());
        Assert.Equal("", await first.NextAsync());
    }

    [Fact]
    public async Task Unacknowledged_message_comes_again_with_dup_and_the_same_identifier()
    {
        await using var broker = await TestBroker.StartAsync();
        using (var away = await RawClient.ConnectAsync(broker, "c", properties: Kept))
        {
            await away.SubscribeAsync("a");
            await away.PublishAsync("a", "x", qos: 1);
            Assert.Equal("3207000161000100" + "78", (await away.NextAsync())[..18]);
        }

        using var back = await RawClient.ConnectAsync(broker, "c", cleanStart: false, Kept);

        Assert.Equal("3A0700016100010078", await back.NextAsync());
    }

    [Fact]
    public async Task Returning_client_gets_no_more_at_once_than_its_new_receive_maximum()
    {
        await using var broker = await TestBroker.StartAsync();
        using (var away = await RawClient.ConnectAsync(broker, "c", properties: Kept))
        {
            await away.SubscribeAsync("a");
            await away.PublishAsync("a", "1", qos: 1);
            await away.PublishAsync("a", "2", qos: 1);
            Assert.Equal("2 a 1", await away.NextPublishAsync());
        }

        using var back = await RawClient.ConnectAsync(broker, "c", cleanStart: false, Kept + " 21 0001");

        Assert.Equal("A a 1", await back.NextPublishAsync());
        await back.PingAsync();
        await back.SendAsync("40 02 0001");
        Assert.Equal("A a 2", await back.NextPublishAsync());
    }

    [Fact]
    public async Task Session_ends_with_its_expiry()
    {
        var time = new SteppedTime();
        await using var broker = await TestBroker.StartAsync(time);
        using (var away = await RawClient.ConnectAsync(broker, "c", properties: Kept))
        {
            await away.SendAsync("E0 00");
            Assert.Equal("", await away.NextAsync());
        }

        time.Advance(TimeSpan.FromHours(1.1));
        using var back = await RawClient.ConnectAsync(broker, "c", cleanStart: false, Kept);

        Assert.False(back.IsSessionPresent);
    }

    [Fact]
    public async Task Queue_beyond_its_limit_drops_the_newest()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Options with { MaxQueuedMessages = 2 });
        using (var away = await RawClient.ConnectAsync(broker, "c", properties: Kept))
        {
            await away.SubscribeAsync("a");
            await away.SendAsync("E0 00");
            Assert.Equal("", await away.NextAsync());
        }

        using var other = await RawClient.ConnectAsync(broker, "other");
        for (var count = 1; count <= 3; count++)
        {
            await other.PublishAsync("a", $"{count}", qos: 1);
            Assert.Equal("40020001", await other.NextAsync());
        }

        using var back = await RawClient.ConnectAsync(broker, "c", cleanStart: false, Kept);

        Assert.Equal("2 a 1", await back.NextPublishAsync());
        Assert.Equal("2 a 2", await back.NextPublishAsync());
        await back.PingAsync();
    }

    [Fact]
    public async Task Shared_messages_of_a_member_that_dies_go_to_another()
    {
        await using var broker = await TestBroker.StartAsync();
        using var stays = await RawClient.ConnectAsync(broker, "stays");
        var dies = await RawClient.ConnectAsync(broker, "dies");
        await stays.SubscribeAsync("$share/g/a");
        await dies.SubscribeAsync("$share/g/a");
        using var source = await RawClient.ConnectAsync(broker, "source");
        await source.PublishAsync("a", "1", qos: 1);
        await source.PublishAsync("a", "2", qos: 1);
        Assert.Equal("40020001", await source.NextAsync());
        Assert.Equal("40020001", await source.NextAsync());

        dies.Dispose();

        string[] got = [await stays.NextPublishAsync(), await stays.NextPublishAsync()];
        Assert.Equal(["2 a 1", "2 a 2"], got.Order());
    }

    [Fact]
    public async Task Sessions_and_retained_messages_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("mqtt-broker-test");
        var options = TestBroker.Options with { PersistenceFolder = folder.FullName };
        await using (var broker = await TestBroker.StartAsync(options))
        {
            using var client = await RawClient.ConnectAsync(broker, "c", properties: Kept);
            await client.SubscribeAsync("a", 2);
            await client.PublishAsync("r", "kept", retain: true);
            await client.PublishAsync("a", "in flight", qos: 1, packetId: 5);
            Assert.Equal("2 a in flight", await client.NextPublishAsync());
            Assert.Equal("40020005", await client.NextAsync());
            await client.PublishAsync("a", "unreleased", qos: 2, packetId: 6);
            Assert.Equal("50020006", await client.NextAsync());
        }

        var journal = Path.Combine(folder.FullName, "mqtt-broker.journal");
        await File.AppendAllTextAsync(journal, "torn", TestContext.Current.CancellationToken);
        await using (var broker = await TestBroker.StartAsync(options))
        {
            using var client = await RawClient.ConnectAsync(broker, "c", cleanStart: false, Kept);
            Assert.True(client.IsSessionPresent);
            Assert.Equal("A a in flight", await client.NextPublishAsync());
            await client.SendAsync("62 02 0006");
            Assert.Equal("4 a unreleased", await client.NextPublishAsync());
            Assert.Equal("70020006", await client.NextAsync());
            await client.SubscribeAsync("r", 0);
            Assert.Equal("1 r kept", await client.NextPublishAsync());
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Stopping_says_goodbye()
    {
        var broker = await TestBroker.StartAsync();
        using var client = await RawClient.ConnectAsync(broker, "c");

        var stopping = broker.StopAsync(CancellationToken.None);

        Assert.Equal("E0018B", await client.NextAsync());
        client.Dispose();
        await stopping;
        await broker.DisposeAsync();
    }
}
