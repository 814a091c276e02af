using System.Globalization;
using System.Text.Json;
using ActivitySync.Core.Scoring;
using ActivitySync.Hosting;
using ActivitySync.Storage;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>
/// A configured service beside a real broker: two recorded wearers (see Fixtures/fitbit), and a store of the test's choice
/// that the test can look into.
/// </summary>
internal sealed class RoadScene : IAsyncDisposable
{
    public const string Good = "2022484408";
    public const string Bad = "8583815059";

    /// <summary>First and last recorded day.</summary>
    public static readonly LocalDate First = new(2016, 4, 13);
    public static readonly LocalDate Last = new(2016, 4, 22);

    readonly TempFolder _folder = new();
    readonly int _brokerPort;

    public RoadScene(int brokerPort, string storage)
    {
        _brokerPort = brokerPort;
        File.WriteAllText(_folder.File("wearers.json"),
            $$"""{ "wearers": [ { "id": "{{Good}}", "zone": "Etc/UTC" }, { "id": "{{Bad}}", "zone": "Etc/UTC" } ] }""");
        File.WriteAllText(_folder.File("activitysync.json"),
            $$"""
            {
              "Mqtt": { "Embedded": false, "Port": {{brokerPort}}, "ClientId": "road-{{Path.GetFileName(_folder.Path)}}" },
              "Ingest": { "MaxAgeDays": 0 },
              "Spool": { "Folder": "{{Data}}" },
              "Storage": {{storage.Replace("{data}", Data, StringComparison.Ordinal)}},
              "Jobs": { "ScoreDaysEverySeconds": 1, "ProgressEverySeconds": 1 },
              "Http": { "Enabled": false }
            }
            """);
        var config = ConfigReader.Read(_folder.Path, ConfigFiles.Load(_folder.Path, new Dictionary<string, string?>()));
        Store = ServiceHost.Store(config.Storage, NullLoggerFactory.Instance, TimeProvider.System);
    }

    public IStore Store { get; }

    public string ConfigFolder => _folder.Path;

    public string Data => _folder.File("data");

    public static string Fixture(string name) => Repository.PathTo("tests", "ActivitySync.IntegrationTests", "Fixtures", "fitbit", name);

    /// <summary>Each recorded day's sum of minutes.</summary>
    public static IReadOnlyDictionary<(string Wearer, LocalDate Date), int> RecordedTotals { get; } =
        Verbs.RecordedCsv.Read(Fixture("minute_steps.csv.gz"))
            .GroupBy(row => (row.Id, row.Local.Date)).ToDictionary(day => day.Key, day => day.Sum(row => row.Steps!.Value));

    /// <summary>Publishes a recording; speed as in the verb replay.</summary>
    public async Task ReplayAsync(string file, double speed, CancellationToken stop)
    {
        var (code, output, errors) = await ServiceProcess.VerbAsync(stop,
            "replay", Fixture(file), "--broker", $"127.0.0.1:{_brokerPort}",
            "--speed", speed.ToString(CultureInfo.InvariantCulture));
        Assert.True(code == 0, output + errors);
    }

    /// <summary>Steps readings in the store by now.</summary>
    public async Task<int> StoredStepsAsync(CancellationToken stop)
    {
        var count = 0;
        foreach (var wearer in new[] { Good, Bad })
        {
            count += (await Store.ReadStepsAsync(wearer, 0, long.MaxValue / 2_000_000, stop)).Count;
        }
        return count;
    }

    /// <summary>The stored reports of the recorded days, canonical JSON.</summary>
    public async Task<IReadOnlyList<string>> ReportsAsync(CancellationToken stop)
    {
        var reports = new List<string>();
        foreach (var wearer in new[] { Good, Bad })
        {
            reports.AddRange((await Store.ReadDaysAsync(wearer, First, Last, stop)).Select(row => row.Report));
        }
        return reports;
    }

    /// <summary>Totals of the stored reports; a day without any step counted has 0.</summary>
    public async Task<IReadOnlyDictionary<(string Wearer, LocalDate Date), int>> TotalsAsync(CancellationToken stop)
        => (await ReportsAsync(stop)).Select(json => DayReportJson.Read(System.Text.Encoding.UTF8.GetBytes(json)))
            .ToDictionary(report => (report.Wearer, report.Date), report => report.Steps ?? 0);

    /// <summary>Waits until everything received is stored and scored, and the totals are the recorded ones.</summary>
    public async Task SettleAsync(ServiceProcess service, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        try
        {
            while (!(IsIdle() && Same(await TotalsAsync(limit.Token))))
            {
                Assert.False(service.HasExited, service.Log);
                await Task.Delay(200, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            Assert.Fail($"Not settled: {Difference(await TotalsAsync(stop))}\n{service.Log}");
        }
    }

    /// <summary>Waits for a condition, at most a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken stop, Func<string>? instead = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Not within a minute: {what}; {instead?.Invoke()}");
            await Task.Delay(50, stop);
        }
    }

    /// <summary>Waits until a service that was just started takes messages; returns the seconds since this call.</summary>
    public async Task<double> ConnectedAsync(ServiceProcess service, CancellationToken stop)
    {
        var started = TimeProvider.System.GetTimestamp();
        var sign = $"as road-{Path.GetFileName(_folder.Path)}, session";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (!service.Log.Contains(sign, StringComparison.Ordinal))
        {
            Assert.False(service.HasExited || limit.IsCancellationRequested, service.Log);
            await Task.Delay(10, stop);
        }
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Waits until the broker has nothing more for the service and nothing waits in the spool.</summary>
    public async Task IdleAsync(ServiceProcess service, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromMinutes(10));
        for (var (kept, same) = (-1L, 0); same < 4;)
        {
            Assert.False(service.HasExited || limit.IsCancellationRequested, service.Log);
            await Task.Delay(2_500, stop); // health.json is written every five seconds
            var now = Health("kept_messages") ?? -1;
            same = Health("waiting_messages") == 0 && HealthText("spool") == "ok" && now == kept ? same + 1 : 0;
            kept = now;
        }
    }

    /// <summary>A number in health.json; null while there is none.</summary>
    public long? Health(string name)
    {
        var path = Path.Combine(Data, "health.json");
        if (!File.Exists(path))
        {
            return null;
        }
        using var health = JsonDocument.Parse(File.ReadAllBytes(path));
        return health.RootElement.GetProperty(name).GetInt64();
    }

    /// <summary>A text in health.json; null while there is none.</summary>
    public string? HealthText(string name)
    {
        var path = Path.Combine(Data, "health.json");
        if (!File.Exists(path))
        {
            return null;
        }
        using var health = JsonDocument.Parse(File.ReadAllBytes(path));
        return health.RootElement.GetProperty(name).GetString();
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    bool IsIdle() => Health("waiting_messages") == 0 && Health("touched_days") == 0;

    static bool Same(IReadOnlyDictionary<(string, LocalDate), int> totals)
        => RecordedTotals.All(day => totals.GetValueOrDefault(day.Key, -1) == day.Value);

    static string Difference(IReadOnlyDictionary<(string Wearer, LocalDate Date), int> totals)
        => string.Join("; ", RecordedTotals.Where(day => totals.GetValueOrDefault(day.Key, -1) != day.Value)
            .Select(day => $"{day.Key.Wearer} {day.Key.Date:uuuu-MM-dd} is {totals.GetValueOrDefault(day.Key, -1)}, recorded {day.Value}"));
}
