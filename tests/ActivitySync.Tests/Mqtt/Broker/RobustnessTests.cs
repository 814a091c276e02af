using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt.Broker;

public class RobustnessTests
{
    [Fact]
    public async Task Second_broker_on_the_same_folder_is_refused_until_the_first_has_ended()
    {
        using var folder = new TempFolder();
        var options = TestBroker.Options with { PersistenceFolder = folder.Path };
        var first = await TestBroker.StartAsync(options);

        var refusal = await Assert.ThrowsAsync<MqttBrokerException>(() => TestBroker.StartAsync(options));

        Assert.Contains($"cannot have {folder.Path} for itself", refusal.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        await using var second = await TestBroker.StartAsync(options);
    }

    [Fact]
    public async Task Broker_can_be_stopped_and_disposed_again()
    {
        using var folder = new TempFolder();
        var broker = await TestBroker.StartAsync(TestBroker.Options with { PersistenceFolder = folder.Path });

        await Task.WhenAll(broker.StopAsync(CancellationToken.None), broker.StopAsync(CancellationToken.None));
        await broker.DisposeAsync();
        await broker.DisposeAsync();

        Assert.True(broker.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Bug_in_housekeeping_shows_at_once_and_does_not_hinder_stopping()
    {
        var time = new FaultyTime();
        var log = new CapturedLog<MqttBroker>();
        await using var broker = new MqttBroker(TestBroker.Options, log, time);
        await broker.StartAsync(CancellationToken.None);
        using var client = await RawClient.ConnectAsync(broker, "bystander");

        time.IsFaulty = true;

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => broker.Completion.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Contains(log.Lines, line => line.StartsWith("Critical LogLoopFailed", StringComparison.Ordinal));
        time.IsFaulty = false;
        await broker.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Logins_of_many_at_once_are_all_answered_and_others_go_on()
    {
        var users = Enumerable.Range(0, 6)
            .Select(number => new MqttBrokerUser($"u{number}", MqttPasswordHash.Create("p"), [MqttAccessRule.Everything]))
            .ToArray();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Options with { Users = users, AllowAnonymous = true, ConnectTimeout = TimeSpan.FromMinutes(1) });
        using var bystander = await RawClient.ConnectAsync(broker, "bystander");

        var logins = users.Select((user, number) => LoginAsync(broker, user.Name, number % 2 == 0 ? "p" : "q")).ToArray();

        await bystander.PingAsync();
        var answers = await Task.WhenAll(logins);
        Assert.Equal(["00", "86", "00", "86", "00", "86"], answers.Select(answer => answer[6..8]));
    }

    private static async Task<string> LoginAsync(MqttBroker broker, string user, string password)
    {
        using var client = await RawClient.DialAsync(broker);
        await client.SendConnectAsync(user, user: user, password: password);
        return await client.NextAsync();
    }

    private sealed class FaultyTime : TimeProvider
    {
        public volatile bool IsFaulty;

        public override long GetTimestamp() =>
            IsFaulty ? throw new InvalidOperationException("no time") : base.GetTimestamp();
    }
}
