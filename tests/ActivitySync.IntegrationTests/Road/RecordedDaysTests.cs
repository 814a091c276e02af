using System.Security.Cryptography;
using System.Text;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.IntegrationTests.Support;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>Recorded days through a real broker, the built service and real stores.</summary>
public sealed class RecordedDaysTests
{
    const string Sqlite = """{ "Kind": "Sqlite", "Folder": "{data}" }""";

    // Nobody kills the broker here; saving its state at each message would only cost a minute.
    const string Unhurried =
        """
        autosave_interval 1800
        autosave_on_changes false
        """;

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_day_is_the_sum_of_its_minutes_and_both_stores_give_the_same_bytes()
    {
        InfluxFixture.RequireInstalled();
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var influx = await InfluxServer.StartAsync("", Stop);
        await using var onInflux = new RoadScene(broker.Port, Influx(influx));
        await using var onSqlite = new RoadScene(broker.Port, Sqlite);
        await using var first = ServiceProcess.Start(onInflux.ConfigFolder);
        await using var second = ServiceProcess.Start(onSqlite.ConfigFolder);
        await SubscribedAsync(onInflux, onSqlite);

        await onInflux.ReplayAsync("minute_steps.csv.gz", speed: 0, Stop);
        await onInflux.ReplayAsync("minute_heart_rate.csv.gz", speed: 0, Stop);
        await onInflux.SettleAsync(first, Stop);
        await onSqlite.SettleAsync(second, Stop);

        var reports = await onInflux.ReportsAsync(Stop);
        Assert.Equal(20, reports.Count);
        Assert.Equal(await onSqlite.ReportsAsync(Stop), reports);
        Assert.Equal(0, await first.TerminateAsync(Stop));
        Assert.Equal(0, await second.TerminateAsync(Stop));
    }

    [Fact]
    public async Task A_day_the_device_lost_is_insufficient_and_is_no_miss()
    {
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var scene = new RoadScene(broker.Port, Sqlite);
        await using var service = ServiceProcess.Start(scene.ConfigFolder);
        await SubscribedAsync(scene);

        await scene.ReplayAsync("minute_steps.csv.gz", speed: 0, Stop);
        await scene.SettleAsync(service, Stop);

        // On 16 and 17 April the device counted 5,319 and 3,008 steps and recorded no minute of them.
        var lost = (await scene.ReportsAsync(Stop)).Select(json => DayReportJson.Read(Encoding.UTF8.GetBytes(json)))
            .Where(report => report.Wearer == RoadScene.Bad && report.Date.Day is 16 or 17).ToList();
        Assert.Equal(2, lost.Count);
        Assert.All(lost, report =>
        {
            Assert.Equal(Validity.Insufficient, report.Validity);
            Assert.Null(report.Score);
            Assert.Equal(0, report.Coverage);
            Assert.NotEqual(Attainment.Missed, report.Met);
        });
    }

    [Fact]
    public async Task Recorded_days_can_be_laid_under_every_strategy_and_nothing_is_written()
    {
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var scene = new RoadScene(broker.Port, Sqlite);
        await using var service = ServiceProcess.Start(scene.ConfigFolder);
        await SubscribedAsync(scene);
        await scene.ReplayAsync("minute_steps.csv.gz", speed: 0, Stop);
        await scene.SettleAsync(service, Stop);
        Assert.Equal(0, await service.TerminateAsync(Stop));
        await scene.Store.DisposeAsync(); // the log of the last open store is folded into the file
        var stored = Stored(scene);

        var all = await SimulateAsync(scene, RoadScene.Good, "all");
        var one = await SimulateAsync(scene, RoadScene.Good, "percentile");
        var unknown = await SimulateAsync(scene, RoadScene.Good, "magic");
        var stranger = await SimulateAsync(scene, "nobody", "ramp");

        Assert.True(all.ExitCode == 0, all.Errors);
        Assert.Matches(@"Day +Steps +ramp +percentile +coached +quota +fixed", all.Output);
        Assert.Matches(@"2016-04-13 +12,024 ", all.Output);
        Assert.Matches(@"2016-04-22 +\d+,\d\d\d ", all.Output);
        Assert.Matches(@"ramp \(now\) +\d of \d ", all.Output);
        Assert.Matches(@"percentile +\d of \d +\d,\d\d\d ", one.Output);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("Known are ramp, percentile, coached, quota, fixed", unknown.Errors, StringComparison.Ordinal);
        Assert.Equal(2, stranger.ExitCode);
        Assert.Contains("There is no wearer nobody.", stranger.Errors, StringComparison.Ordinal);
        Assert.Equal(stored, Stored(scene));
    }

    static Task<(int ExitCode, string Output, string Errors)> SimulateAsync(RoadScene scene, string wearer, string strategy)
        => ServiceProcess.VerbAsync(Stop, "simulate", "--config", scene.ConfigFolder, "--wearer", wearer, "--strategy", strategy,
            "--from", "2016-04-13", "--to", "2016-04-22");

    static IReadOnlyList<string> Stored(RoadScene scene) => [.. Directory.GetFiles(scene.Data, "*.db").Order()
        .Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];

    [Fact]
    public async Task The_service_killed_again_and_again_in_mid_replay_gives_the_same_totals()
    {
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var scene = new RoadScene(broker.Port, Sqlite);
        var service = ServiceProcess.Start(scene.ConfigFolder);
        await SubscribedAsync(scene);

        // Ten recorded days in about ten seconds.
        var replay = scene.ReplayAsync("minute_steps.csv.gz", speed: 200_000, Stop);
        foreach (var stored in new[] { 3_000, 9_000, 15_000, 21_000 })
        {
            await RoadScene.UntilAsync(
                async () => await scene.StoredStepsAsync(Stop) > stored, $"more than {stored} stored", Stop);
            await service.KillAsync();
            await service.DisposeAsync();
            service = ServiceProcess.Start(scene.ConfigFolder);
        }
        await replay;
        await scene.SettleAsync(service, Stop);

        Assert.Equal(RoadScene.RecordedTotals.Count * 1_440, await scene.StoredStepsAsync(Stop));
        await service.DisposeAsync();
    }

    [Fact]
    public async Task InfluxDB_killed_in_mid_replay_and_started_again_gives_the_same_totals()
    {
        InfluxFixture.RequireInstalled();
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var influx = await InfluxServer.StartAsync("", Stop);
        await using var scene = new RoadScene(broker.Port, Influx(influx));
        await using var service = ServiceProcess.Start(scene.ConfigFolder);
        await SubscribedAsync(scene);

        var replay = scene.ReplayAsync("minute_steps.csv.gz", speed: 200_000, Stop);
        await RoadScene.UntilAsync(async () => await scene.StoredStepsAsync(Stop) > 5_000, "5,000 stored", Stop);
        influx.Kill();
        await replay;
        await RoadScene.UntilAsync(
            () => Task.FromResult(scene.Health("waiting_messages") > 1_000), "messages waiting in the spool", Stop);
        await influx.RestartAsync(Stop);
        await scene.SettleAsync(service, Stop);

        Assert.Contains("Store is not available", service.Log, StringComparison.Ordinal);
        Assert.Contains("Store is back", service.Log, StringComparison.Ordinal);
    }

    static string Influx(InfluxServer server)
        => $$"""{ "Kind": "Influx", "Influx": { "Url": "{{server.Url}}", "Database": "road" } }""";

    // A subscription that is there keeps everything for its session; before it, the broker has nowhere to keep it.
    static async Task SubscribedAsync(params RoadScene[] scenes)
    {
        foreach (var scene in scenes)
        {
            await RoadScene.UntilAsync(() => Task.FromResult(scene.Health("kept_messages") is not null
                && File.ReadAllText(Path.Combine(scene.Data, "health.json")).Contains("\"broker\": \"connected\"", StringComparison.Ordinal)),
                "connected to the broker", Stop);
            await RoadScene.UntilAsync(async () =>
            {
                try
                {
                    await scene.Store.PrepareAsync(Stop);
                    return true;
                }
                catch (ActivitySync.Storage.StoreUnavailableException)
                {
                    return false;
                }
            }, "store ready", Stop);
        }
    }
}
