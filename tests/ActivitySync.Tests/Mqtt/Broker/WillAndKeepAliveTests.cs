using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt.Broker;

public class WillAndKeepAliveTests
{
    // CONNECT of "w" with clean start, will "gone" on "will", keep alive 10 s; session expiry 60 s, will delay 30 s.
    private const string WithWill = "10 1B 0004 'MQTT' 05 06 000A 00 0001 'w' 00 0004 'will' 0004 'gone'";
    private const string WithDelayedWill =
        "10 25 0004 'MQTT' 05 06 000A 05 11 0000003C 0001 'w' 05 18 0000001E 0004 'will' 0004 'gone'";

    [Fact]
    public async Task Silent_client_is_cut_after_one_and_a_half_keep_alives_and_its_will_published()
    {
        var time = new SteppedTime();
        await using var broker = await TestBroker.StartAsync(time);
        using var watcher = await RawClient.ConnectAsync(broker, "watcher");
        await watcher.SubscribeAsync("will", 0);
        using var silent = await RawClient.DialAsync(broker);
        await silent.SendAsync(WithWill);
        await silent.NextAsync();

        time.Advance(TimeSpan.FromSeconds(14.9));
        await silent.PingAsync();
        time.Advance(TimeSpan.FromSeconds(15.1));

        Assert.Equal("0 will gone", await watcher.NextPublishAsync());
        Assert.Equal("E0018D", await silent.NextAsync());
    }

    [Fact]
    public async Task Proper_farewell_takes_the_will_along()
    {
        await using var broker = await TestBroker.StartAsync();
        using var watcher = await RawClient.ConnectAsync(broker, "watcher");
        await watcher.SubscribeAsync("will", 0);
        using var client = await RawClient.DialAsync(broker);
        await client.SendAsync(WithWill);
        await client.NextAsync();

        await client.SendAsync("E0 00");

        Assert.Equal("", await client.NextAsync());
        await watcher.PingAsync();
    }

    [Theory]
    [InlineData(WithWill, 0)]
    [InlineData(WithDelayedWill, 29.5)]
    public async Task Will_of_a_client_that_was_there_when_the_broker_died_comes_after_its_restart(
        string connect, double secondsOfGrace)
    {
        var time = new SteppedTime();
        using var folder = new TempFolder();
        using var left = new TempFolder();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Options with { PersistenceFolder = folder.Path }, time);
        using var client = await RawClient.DialAsync(broker);
        await client.SendAsync(connect);
        await client.NextAsync();
        using var orderly = await RawClient.DialAsync(broker);
        await orderly.SendAsync(connect.Replace("'w'", "'x'", StringComparison.Ordinal));
        await orderly.NextAsync();
        await orderly.SendAsync("E0 00");
        Assert.Equal("", await orderly.NextAsync());

        // What a killed broker leaves behind: the journal as it is, without any farewell.
        File.Copy(Path.Combine(folder.Path, "mqtt-broker.journal"), left.File("mqtt-broker.journal"));
        await using var reborn = await TestBroker.StartAsync(
            TestBroker.Options with { PersistenceFolder = left.Path }, time);
        using var watcher = await RawClient.ConnectAsync(reborn, "watcher");
        await watcher.SubscribeAsync("will", 0);
        if (secondsOfGrace > 0)
        {
            time.Advance(TimeSpan.FromSeconds(secondsOfGrace));
            await watcher.PingAsync();
        }

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("0 will gone", await watcher.NextPublishAsync());
        time.Advance(TimeSpan.FromSeconds(60));
        await watcher.PingAsync();
    }

    [Fact]
    public async Task Delayed_will_waits_and_a_return_cancels_it()
    {
        var time = new SteppedTime();
        await using var broker = await TestBroker.StartAsync(time);
        using var watcher = await RawClient.ConnectAsync(broker, "watcher");
        await watcher.SubscribeAsync("will", 0);
        await VanishAsync(broker);
        time.Advance(TimeSpan.FromSeconds(20));
        using (var back = await RawClient.ConnectAsync(broker, "w", cleanStart: false, "11 0000003C"))
        {
            Assert.True(back.IsSessionPresent);
        }

        time.Advance(TimeSpan.FromSeconds(20));
        await watcher.PingAsync();
        await VanishAsync(broker);
        time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("0 will gone", await watcher.NextPublishAsync());
    }

    // Says DISCONNECT with 0x04, which keeps the will, so that the test knows when the broker has noticed.
    private static async Task VanishAsync(ActivitySync.Mqtt.MqttBroker broker)
    {
        using var client = await RawClient.DialAsync(broker);
        await client.SendAsync(WithDelayedWill);
        await client.NextAsync();
        await client.SendAsync("E0 01 04");
        Assert.Equal("", await client.NextAsync());
    }
}
