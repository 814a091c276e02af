using System.Text.Json;
using ActivitySync.Hosting;
using ActivitySync.Storage;
using ActivitySync.Tests.Scenarios;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>A service beside a real broker for whom every scenario is a wearer, and its store, into which the test can look.</summary>
internal sealed class ScenarioScene : IAsyncDisposable
{
    /// <summary>A wearer in no scenario: what comes behind a message has come when a reading of theirs has.</summary>
    public const string Marker = "marker";

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly IReadOnlyList<Scenario> _scenarios;

    public ScenarioScene(string folder, int brokerPort, string storage, IReadOnlyList<Scenario> scenarios)
    {
        (Folder, _scenarios) = (folder, scenarios);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "wearers.json"), JsonSerializer.Serialize(
            new { wearers = scenarios.Select(Listed).Append(new { id = Marker, zone = "Etc/UTC" }) }));
        File.WriteAllText(Path.Combine(folder, "sources.json"),
            $$"""{ "sources": [ {{string.Join(',', scenarios.Select(scenario => scenario.Source).OfType<string>())}} ] }""");
        File.WriteAllText(Path.Combine(folder, "activitysync.json"),
            $$"""
            {
              "Mqtt": { "Embedded": false, "Port": {{brokerPort}}, "ClientId": "scenarios-{{Path.GetFileName(folder)}}" },
              "Ingest": { "MaxAgeDays": 0 },
              "Spool": { "Folder": "{{folder}}" },
              "Storage": {{storage}},
              "Jobs": { "ScoreDaysEverySeconds": 1, "ProgressEverySeconds": 60 }
            }
            """);
        var config = ConfigReader.Read(folder, ConfigFiles.Load(folder, new Dictionary<string, string?>()));
        Store = ServiceHost.Store(config.Storage, NullLoggerFactory.Instance, TimeProvider.System);
    }

    public string Folder { get; }

    public IStore Store { get; }

    public async Task ConnectedAsync() => await RoadScene.UntilAsync(() => Task.FromResult(
        Health().Contains("\"broker\": \"connected\"", StringComparison.Ordinal)), "connected to the broker", Stop);

    /// <summary>The reports of every day of every scenario, once nothing waits and nothing is touched for a while.</summary>
    public async Task<IReadOnlyList<(Scenario Scenario, LocalDate Date, string Report)>> SettledAsync(ServiceProcess service)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        for (var quiet = 0; quiet < 10;)
        {
            Assert.False(service.HasExited, service.Log);
            Assert.False(limit.IsCancellationRequested, $"Not settled: {Health()}\n{service.Log}");
            await Task.Delay(300, Stop);
            quiet = Number("waiting_messages") == 0 && Number("touched_days") == 0 && await IsCompleteAsync() ? quiet + 1 : 0;
        }
        return await ReportsAsync();
    }

    async Task<bool> IsCompleteAsync() =>
        (await ReportsAsync()).Count == _scenarios.Sum(scenario => scenario.Walker.Days.Count);

    async Task<IReadOnlyList<(Scenario Scenario, LocalDate Date, string Report)>> ReportsAsync()
    {
        var reports = new List<(Scenario Scenario, LocalDate Date, string Report)>();
        foreach (var scenario in _scenarios)
        {
            var days = scenario.Walker.Days;
            reports.AddRange((await Store.ReadDaysAsync(scenario.Name, days[0].Date, days[^1].Date, Stop))
                .Select(row => (scenario, row.Date, row.Report)));
        }
        return reports;
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    long? Number(string name)
    {
        var health = Health();
        if (health.Length == 0)
        {
            return null;
        }
        using var json = JsonDocument.Parse(health);
        return json.RootElement.GetProperty(name).GetInt64();
    }

    string Health()
    {
        var path = Path.Combine(Folder, "health.json");
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    static object Listed(Scenario scenario) => new
    {
        id = scenario.Name,
        zone = scenario.Wearer.Zones.Stays[0].Zone.Id,
        devices = scenario.Wearer.DevicePriority,
        counterModuli = scenario.Wearer.CounterModuli,
        moves = scenario.Wearer.Zones.Stays.Skip(1).Select(stay => new { since = stay.Since.ToString(), zone = stay.Zone.Id }),
    };
}
