using ActivitySync.Ingest;
using ActivitySync.Mqtt;
using ActivitySync.Spool;
using ActivitySync.Verbs;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Verbs;

/// <summary>Who is erased is nowhere any more, and the others are whole.</summary>
public sealed class EraseTests : IDisposable
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly TransferScene _scene = new();

    [Fact]
    public async Task Store_spool_quarantine_archive_and_marks_are_cleared_and_the_report_says_so()
    {
        await _scene.LiveAsync();
        _scene.Receive("activitysync/v1/ana/watch/heart_rate", "rubbish");
        await TransferScene.DrainAsync(_scene.Config); // one in quarantine
        _scene.Receive("activitysync/v1/ana/watch/heart_rate", "waiting");
        new RawArchive(_scene.Config.Spool.Folder, 400, TimeProvider.System).Append(Waiting());
        var ben = (await _scene.ContentAsync(_scene.Config)).Where(file => file.Key.StartsWith("ben", StringComparison.Ordinal)).ToList();
        var output = new StringWriter();
        await File.WriteAllTextAsync(Path.Combine(_scene.Config.Spool.Folder, "spool.db.damaged-20260615T120000Z"), "ana", Stop);
        await PublishAsync(retain: true, ("homeassistant/device/activitysync_ana/config", "{}"),
            ("activitysync/v1/ana/watch/steps", "{}"), ("homeassistant/device/activitysync_ben/config", "{}"));

        var exit = await EraseAsync("ana", output);

        Assert.Equal(0, exit);
        Assert.DoesNotMatch("[1-9][0-9]* left", output.ToString());
        Assert.Matches("waiting messages: 2 found, 0 left", output.ToString()); // one of them waited in the broker
        Assert.Matches("quarantine: 1 found, 0 left", output.ToString());
        Assert.Matches("archive, messages: 1 found, 0 left", output.ToString());
        Assert.Matches("spool, events: [1-9][0-9]* found, 0 left", output.ToString());
        Assert.Contains("still in wearers.json", output.ToString(), StringComparison.Ordinal);
        Assert.Matches("broker, Home Assistant's discovery topics: 1 found, 0 left", output.ToString());
        Assert.Matches("broker, topics of their devices: 1 found, 0 left", output.ToString());
        Assert.Matches("damaged files set aside: 1 found, 0 left", output.ToString());
        Assert.Equal(ben, await _scene.ContentAsync(_scene.Config));
        using var spool = MessageSpool.OpenBeside(_scene.Config.Spool);
        Assert.Equal(1, spool.WaitingMessages); // ben's, from the same burst
        Assert.DoesNotContain(spool.State.TouchedDays(), day => day.Wearer == "ana");
        Assert.All(
            spool.State.Pending(1_000).Where(pending => pending.Publication.Topic.Contains("/ana/", StringComparison.Ordinal)),
            pending => Assert.Empty(pending.Publication.Payload));
    }

    [Fact]
    public async Task What_was_erased_cannot_be_found_in_the_bytes_of_the_spool_or_the_store()
    {
        await _scene.LiveAsync();
        for (var i = 0; i < 200; i++)
        {
            _scene.Receive("activitysync/v1/ana/watch/heart_rate", $"secret-of-ana {new string('x', i * 50)}");
        }
        await TransferScene.DrainAsync(_scene.Config); // gone from the tree, not from the pages

        await EraseAsync("ana", TextWriter.Null);

        foreach (var file in Directory.GetFiles(_scene.Config.Spool.Folder))
        {
            var bytes = await File.ReadAllBytesAsync(file, Stop);
            Assert.True(bytes.AsSpan().IndexOf("secret-of-ana"u8) < 0, file);
            Assert.True(bytes.AsSpan().IndexOf("/ana/"u8) < 0, file);
        }
    }

    [Fact]
    public async Task What_the_broker_holds_for_the_service_does_not_come_back_and_others_messages_are_not_lost()
    {
        await PublishAsync(retain: false, ("activitysync/v1/ana/watch/heart_rate", "secret-of-ana"), ("activitysync/v1/ben/watch/heart_rate", "bens"));

        var exit = await EraseAsync("ana", TextWriter.Null);

        Assert.Equal(0, exit);
        using (var spool = MessageSpool.OpenBeside(_scene.Config.Spool))
        {
            Assert.Equal(1, spool.WaitingMessages);
        }
        foreach (var file in Directory.GetFiles(_scene.Config.Spool.Folder, "*", SearchOption.AllDirectories))
        {
            Assert.True((await File.ReadAllBytesAsync(file, Stop)).AsSpan().IndexOf("secret-of-ana"u8) < 0, file);
        }
    }

    [Fact]
    public async Task Backups_that_still_hold_them_are_told_of()
    {
        var config = _scene.ConfigOf("data") with { Jobs = new() { BackupFolder = _scene.Path("backups") } };
        var backup = Directory.CreateDirectory(Path.Combine(config.Jobs.BackupFolder, "activitysync-2026-06-15T120000Z"));
        await File.WriteAllTextAsync(Path.Combine(backup.FullName, "manifest.json"), "{}", Stop);
        var output = new StringWriter();

        await EraseVerb.RunAsync(config, "ana", () => true, output, TimeProvider.System, Stop);

        Assert.Contains($"The 1 backups in {config.Jobs.BackupFolder} were not changed", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_cannot_be_reached_is_said()
    {
        await _scene.LiveAsync();
        var config = _scene.ConfigOf("data") with { Mqtt = new MqttOptions { Embedded = false, Port = 9 } };
        var output = new StringWriter();

        var exit = await EraseVerb.RunAsync(config, "ana", () => true, output, TimeProvider.System, Stop);

        Assert.Equal(1, exit);
        Assert.Contains("broker: not looked into. No broker answers", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_removed_without_a_yes()
    {
        await _scene.LiveAsync();
        var before = await _scene.ContentAsync(_scene.Config);

        await Assert.ThrowsAsync<VerbProblemException>(() => EraseVerb.RunAsync(
            _scene.Config, "ana", () => false, TextWriter.Null, TimeProvider.System, Stop));

        Assert.Equal(before, await _scene.ContentAsync(_scene.Config));
    }

    [Theory]
    [InlineData("ana", true)]
    [InlineData(" ana ", true)]
    [InlineData("yes", false)]
    [InlineData("", false)]
    public void The_name_must_be_written_again(string answer, bool isConfirmed)
        => Assert.Equal(isConfirmed, EraseVerb.Confirmed("ana", new StringReader(answer + "\n"), TextWriter.Null));

    [Fact]
    public async Task A_running_service_must_be_stopped_first()
    {
        await _scene.LiveAsync();
        using var service = new FolderLock(_scene.Config.Spool.Folder);

        var refusal = await Assert.ThrowsAsync<SpoolUnavailableException>(() => EraseAsync("ana", TextWriter.Null));

        Assert.Contains("Stop it first", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scene.Dispose();

    Task<int> EraseAsync(string id, TextWriter output) =>
        EraseVerb.RunAsync(_scene.Config, id, () => true, output, TimeProvider.System, Stop);

    // A service of before has subscribed and has gone; the device's messages wait for it in the broker.
    async Task PublishAsync(bool retain, params (string Topic, string Payload)[] messages)
    {
        var config = _scene.Config;
        await using var broker = new EmbeddedBroker(config.Mqtt, config.Spool, NullLoggerFactory.Instance, TimeProvider.System);
        await broker.StartAsync(Stop);
        await using (var service = new MqttClient(
            config.Mqtt.ClientOptions(config.Mqtt.ClientId) with
            {
                CleanStart = false,
                SessionExpiry = TimeSpan.FromDays(1),
            },
            null, NullLogger<MqttClient>.Instance, TimeProvider.System))
        {
            service.Start();
            await service.WaitConnectedAsync(Stop);
            await service.SubscribeAsync([new MqttSubscription("activitysync/v1/#")], Stop);
            await service.StopAsync(TimeSpan.FromSeconds(5));
        }
        await using (var client = new MqttClient(
            config.Mqtt.ClientOptions("device"), null, NullLogger<MqttClient>.Instance, TimeProvider.System))
        {
            client.Start();
            foreach (var (topic, payload) in messages)
            {
                await client.PublishAsync(topic, System.Text.Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce, retain, Stop);
            }
        }
        await broker.StopAsync(Stop);
    }

    IReadOnlyList<SpooledBurst> Waiting()
    {
        using var spool = MessageSpool.OpenBeside(_scene.Config.Spool);
        return spool.Oldest(0, 100, long.MaxValue);
    }
}
