using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Storage.Influx;
using ActivitySync.Tests.Support;
using ActivitySync.Verbs;
using NodaTime;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>The built program's data verbs on a lived week, beside a real broker and a real InfluxDB.</summary>
public sealed class DataVerbsTests
{
    const string Sqlite = """{ "Kind": "Sqlite", "Folder": "{data}" }""";

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backup_beside_the_service_restore_migrate_there_and_back_and_erase_keep_or_remove_every_row()
    {
        InfluxFixture.RequireInstalled();
        await using var broker = await MosquittoServer.StartAsync("autosave_on_changes false");
        await using var influx = await InfluxServer.StartAsync("", Stop);
        await using var scene = new RoadScene(broker.Port, Sqlite);
        var kept = scene.Data + "-kept";
        await using (var service = ServiceProcess.Start(
            scene.ConfigFolder, "--set", "Spool:ArchiveDays=3", "--set", $"Jobs:BackupFolder={kept}"))
        {
            await RoadScene.UntilAsync(
                () => Task.FromResult(File.Exists(Path.Combine(scene.Data, "health.json")) && File.ReadAllText(
                    Path.Combine(scene.Data, "health.json")).Contains("\"broker\": \"connected\"", StringComparison.Ordinal)),
                "connected to the broker", Stop);
            await scene.ReplayAsync("minute_steps.csv.gz", speed: 0, Stop);
            await scene.SettleAsync(service, Stop);
            await VerbAsync(0, scene, "backup", "--to", scene.Data + "-backup");
            await RoadScene.UntilAsync(
                () => Task.FromResult(Directory.Exists(kept) && Directory.GetFiles(kept, "manifest.json", SearchOption.AllDirectories).Length == 1),
                "a backup made by the job", Stop);
            Assert.Equal(0, await service.TerminateAsync(Stop));
        }
        var reports = await scene.ReportsAsync(Stop);

        var restored = scene.Data + "-restored";
        await VerbAsync(0, scene, "restore", "--from", scene.Data + "-backup", "--data", restored);
        await VerbAsync(2, scene, "restore", "--from", scene.Data + "-backup", "--data", restored);
        string[] onRestored = ["--set", $"Storage:Folder={restored}", "--set", $"Spool:Folder={restored}"];
        Assert.Equal(reports, await PrintedAsync(scene, onRestored));

        string[] onInflux = ["--set", $"Storage:Influx:Url={influx.Url}"];
        var dry = await VerbAsync(0, scene, ["migrate", "--from", "sqlite", "--to", "influx", "--dry-run", .. onInflux, .. onRestored]);
        Assert.Contains("nothing was", dry, StringComparison.Ordinal);
        var there = await VerbAsync(0, scene, ["migrate", "--from", "sqlite", "--to", "influx", .. onInflux, .. onRestored]);
        Assert.Contains("Both are the same", there, StringComparison.Ordinal);
        Assert.Equal(reports, await PrintedAsync(scene, [.. onInflux, .. onRestored, "--set", "Storage:Kind=Influx"]));
        var back = scene.Data + "-back";
        string[] onBack = ["--set", $"Storage:Folder={back}", "--set", $"Spool:Folder={back}"];
        Assert.Contains("Both are the same",
            await VerbAsync(0, scene, ["migrate", "--from", "influx", "--to", "sqlite", .. onInflux, .. onBack]), StringComparison.Ordinal);
        Assert.Equal(reports, await PrintedAsync(scene, onBack));

        // From nothing but the archive of raw messages, into InfluxDB.
        string[] onRebuilt = [.. onInflux, "--set", "Storage:Kind=Influx", "--set", "Storage:Influx:Database=rebuilt", "--set", $"Spool:Folder={scene.Data}-rebuilt"];
        Assert.Contains("decoded again", await VerbAsync(
            0, scene, ["rebuild", "--from", Path.Combine(scene.Data, "archive"), .. onRebuilt]), StringComparison.Ordinal);
        Assert.Equal(reports, await PrintedAsync(scene, onRebuilt));

        // A backup of the InfluxDB store comes back as a SQLite store with the same reports.
        await VerbAsync(0, scene, ["backup", "--to", back + ".tar.gz", .. onInflux, .. onRestored, "--set", "Storage:Kind=Influx"]);
        var fromInflux = scene.Data + "-from-influx";
        await VerbAsync(0, scene, "restore", "--from", back + ".tar.gz", "--data", fromInflux);
        Assert.Equal(reports, await PrintedAsync(scene, ["--set", $"Storage:Folder={fromInflux}", "--set", $"Spool:Folder={fromInflux}"]));

        await VerbAsync(0, scene, ["export", "--to", scene.Data + "-export", .. onBack]);
        await RetainAsync(broker.Port, RoadScene.Good, RoadScene.Bad);
        var erased = await VerbAsync(0, scene, ["wearer", "erase", RoadScene.Good, "--yes", .. onRestored]);
        Assert.Contains("0 left.", erased, StringComparison.Ordinal);
        Assert.Matches("broker, retained topics: [1-9][0-9]* found, 0 left", erased);
        Assert.Matches("broker, Home Assistant's discovery topics: 1 found, 0 left", erased);
        Assert.Empty(await RetainedAsync(broker.Port, RoadScene.Good));
        Assert.NotEmpty(await RetainedAsync(broker.Port, RoadScene.Bad));
        await VerbAsync(0, scene, ["import", "--from", scene.Data + "-export", .. onRestored]);
        Assert.Equal(reports, await PrintedAsync(scene, onRestored));
        var gone = await VerbAsync(0, scene,
            ["wearer", "erase", RoadScene.Good, "--yes", .. onInflux, .. onRestored, "--set", "Storage:Kind=Influx"]);
        Assert.Matches("store, samples: [1-9][0-9]* found, 0 left", gone);
        Assert.Matches("activity.db of before, samples: [1-9][0-9]* found, 0 left", gone);
        await using var store = new InfluxStore(
            new InfluxStoreOptions { Url = influx.Url.ToString() }, null,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<InfluxStore>.Instance, TimeProvider.System);
        Assert.Equal([RoadScene.Bad], await store.ReadWearersAsync(Stop));
    }

    [Theory]
    [InlineData("restore --from /nowhere --data {0}", 2, "not a whole export or backup")]
    [InlineData("import --from {0}", 2, "not a whole export or backup")]
    [InlineData("export --to {0}", 2, "there is nothing to export")]
    [InlineData("migrate --from sqlite --to sqlite", 2, "the same store")]
    [InlineData("migrate --from sqlite --to mysql", 2, "Name sqlite or influx")]
    [InlineData("wearer erase a.b --yes", 2, "cannot be the id")]
    [InlineData("backup", 1, "--to")]
    public async Task What_cannot_be_done_is_said_in_a_sentence(string arguments, int exit, string sentence)
    {
        await using var scene = new RoadScene(1, Sqlite);
        var folder = Directory.CreateDirectory(scene.Data + "-empty").FullName;

        var (code, output, errors) = await ServiceProcess.VerbAsync(
            Stop, [.. arguments.Split(' ').Select(word => word.Replace("{0}", folder, StringComparison.Ordinal)), "--config", scene.ConfigFolder]);

        Assert.Equal((exit, true), (code, (output + errors).Contains(sentence, StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    static async Task<string> VerbAsync(int exit, RoadScene scene, params string[] arguments)
    {
        var (code, output, errors) = await ServiceProcess.VerbAsync(Stop, [.. arguments, "--config", scene.ConfigFolder]);
        Assert.True(code == exit, $"{string.Join(' ', arguments)}: {code}\n{output}{errors}");
        return output;
    }

    // What the verb days prints: the stored reports.
    static async Task<IReadOnlyList<string>> PrintedAsync(RoadScene scene, string[] settings)
    {
        var lines = new List<string>();
        foreach (var wearer in (string[])[RoadScene.Good, RoadScene.Bad])
        {
            var printed = await VerbAsync(0, scene,
                ["days", "--wearer", wearer, "--from", Iso(RoadScene.First), "--to", Iso(RoadScene.Last), "--json", .. settings]);
            lines.AddRange(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        return lines;
    }

    static string Iso(LocalDate date) => NodaTime.Text.LocalDatePattern.Iso.Format(date);

    static async Task RetainAsync(int port, params string[] wearers)
    {
        await using var client = TestClient.Start(TestClient.Options(port) with { ClientId = "teller" });
        await client.WaitConnectedAsync(Stop);
        foreach (var wearer in wearers)
        {
            await client.PublishAsync($"activitysync/wearers/{wearer}/state", "{}"u8.ToArray(), MqttQos.AtLeastOnce, retain: true, Stop);
            await client.PublishAsync($"activitysync/wearers/{wearer}/day/2016-04-13", "{}"u8.ToArray(), MqttQos.AtLeastOnce, retain: true, Stop);
        }
    }

    static async Task<IReadOnlyList<string>> RetainedAsync(int port, string wearer)
    {
        await using var topics = new RetainedTopics(TestClient.Options(port) with { ClientId = "looker" }, TimeProvider.System);
        await topics.ConnectAsync(Stop);
        return await topics.FindAsync($"activitysync/wearers/{wearer}/#", Stop);
    }
}
