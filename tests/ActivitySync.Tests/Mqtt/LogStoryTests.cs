using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt;

public class LogStoryTests
{
    [Fact]
    public async Task Operator_reads_lost_once_and_restored_once()
    {
        using var broker = new ScriptedBroker();
        var log = new CapturedLog<MqttClient>();
        var options = TestClient.Options(broker.Port) with { UserName = "someone", Password = "do not tell" };
        await using var client = new MqttClient(options, null, log, TimeProvider.System);
        client.Start();
        using (await broker.AcceptAsync(ScriptedBroker.Accepted))
        {
            await client.WaitConnectedAsync();
        }

        for (var failure = 0; failure < 3; failure++)
        {
            using var refused = await broker.AcceptAsync("20 03 00 88 00");
        }

        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await client.WaitConnectedAsync();
        await client.StopAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(
            ["Information LogConnected", "Warning LogLost", "Information LogRestored", "Information LogStopped"],
            log.Story);
        Assert.DoesNotContain(log.Lines, line => line.Contains("do not tell", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusal_that_needs_a_person_is_an_error()
    {
        using var broker = new ScriptedBroker();
        var log = new CapturedLog<MqttClient>();
        await using var client = new MqttClient(TestClient.Options(broker.Port), null, log, TimeProvider.System);
        client.Start();

        using var peer = await broker.AcceptAsync("20 03 00 87 00");
        await Eventually.IsTrueAsync(() => client.State == MqttClientState.Failed);

        Assert.Equal(["Error LogRefused"], log.Story);
    }

    [Fact]
    public async Task Lower_quality_than_asked_is_a_warning()
    {
        using var broker = new ScriptedBroker();
        var log = new CapturedLog<MqttClient>();
        var options = TestClient.Options(broker.Port) with
        {
            Subscriptions = [new MqttSubscription("t", MqttQos.ExactlyOnce)],
        };
        await using var client = new MqttClient(options, null, log, TimeProvider.System);
        client.Start();
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await peer.ReadAsync(8);

        await peer.SendAsync("90 04 0001 00 01");
        await client.WaitConnectedAsync();

        Assert.Equal(["Warning LogGrantedLess", "Information LogConnected"], log.Story);
    }

    [Theory]
    [InlineData("E0 00", MqttClientState.Waiting)]
    [InlineData("E0 01 8B", MqttClientState.Waiting)]
    [InlineData("E0 01 98", MqttClientState.Failed)]
    [InlineData("E0 08 9D 06 1C 0003 'b:1'", MqttClientState.Failed)]
    public async Task Dismissal_is_told_with_its_reason(string disconnect, MqttClientState state)
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port) with
        {
            ReconnectFirst = TimeSpan.FromHours(1),
            ReconnectCap = TimeSpan.FromHours(1),
        });
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await client.WaitConnectedAsync();

        await peer.SendAsync(disconnect);
        await Eventually.IsTrueAsync(() => client.State == state);

        Assert.Contains("disconnected by the broker", client.LastError, StringComparison.Ordinal);
    }
}
