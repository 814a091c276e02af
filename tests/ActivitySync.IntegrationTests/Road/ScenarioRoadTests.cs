using System.Text;
using System.Text.Json;
using ActivitySync.Core.Scoring;
using ActivitySync.Hosting;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Storage;
using ActivitySync.Tests.Scenarios;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>
/// The whole scenario set, every scenario a wearer of its own, through a real broker, the built service and both stores.
/// </summary>
public sealed class ScenarioRoadTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    // Without a time of their own messages would have to be received at the time.
    static readonly IReadOnlyList<Scenario> Scenarios = [.. ScenarioSet.All.Where(scenario => scenario.TellsTime)];

    [Fact]
    public async Task Both_stores_give_the_same_bytes_and_the_right_totals_for_every_scenario()
    {
        InfluxFixture.RequireInstalled();
        await using var broker = await MosquittoServer.StartAsync("max_queued_messages 0");
        await using var influx = await InfluxServer.StartAsync("", Stop);
        using var folder = new TempFolder();
        await using var onInflux = new Scene(folder.File("influx"), broker.Port,
            $$"""{ "Kind": "Influx", "Influx": { "Url": "{{influx.Url}}", "Database": "scenarios" } }""");
        await using var onSqlite = new Scene(folder.File("sqlite"), broker.Port, $$"""{ "Kind": "Sqlite", "Folder": "{{folder.File("sqlite")}}" }""");
        await using var first = ServiceProcess.Start(onInflux.Folder);
        await using var second = ServiceProcess.Start(onSqlite.Folder);
        await onInflux.ConnectedAsync();
        await onSqlite.ConnectedAsync();

        await PublishAsync(broker.Port);
        var (fromInflux, fromSqlite) = (await onInflux.SettledAsync(first), await onSqlite.SettledAsync(second));

        Assert.Equal(fromSqlite.Select(day => day.Report), fromInflux.Select(day => day.Report));
        Assert.All(fromSqlite, day => Assert.True(
            day.Scenario.IsRight(day.Date, DayReportJson.Read(Encoding.UTF8.GetBytes(day.Report)).Steps), day.Report));
        Assert.Equal(0, await first.TerminateAsync(Stop));
        Assert.Equal(0, await second.TerminateAsync(Stop));
    }

    static async Task PublishAsync(int port)
    {
        await using var client = new MqttClient(new MqttClientOptions { Host = "127.0.0.1", Port = port, ClientId = "scenarios", CleanStart = true },
            null, NullLogger<MqttClient>.Instance, TimeProvider.System);
        client.Start();
        await client.WaitConnectedAsync(Stop);
        var messages = Scenarios.SelectMany(scenario => scenario.Messages).ToArray();
        new Random(2).Shuffle(messages);
        foreach (var lot in messages.Chunk(200))
        {
            await Task.WhenAll(lot.Select(message => client.PublishAsync(
                message.Topic, Encoding.UTF8.GetBytes(message.Payload), MqttQos.AtLeastOnce, retain: false, Stop).AsTask()));
        }
        await client.StopAsync(TimeSpan.FromSeconds(5));
    }

    sealed class Scene : IAsyncDisposable
    {
        readonly IStore _store;

        public Scene(string folder, int brokerPort, string storage)
        {
            Folder = folder;
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "wearers.json"), JsonSerializer.Serialize(new { wearers = Scenarios.Select(Listed) }));
            File.WriteAllText(Path.Combine(folder, "sources.json"),
                $$"""{ "sources": [ {{string.Join(',', Scenarios.Select(scenario => scenario.Source).OfType<string>())}} ] }""");
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
            _store = ServiceHost.Store(config.Storage, NullLoggerFactory.Instance, TimeProvider.System);
        }

        public string Folder { get; }

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
            (await ReportsAsync()).Count == Scenarios.Sum(scenario => scenario.Walker.Days.Count);

        async Task<IReadOnlyList<(Scenario Scenario, LocalDate Date, string Report)>> ReportsAsync()
        {
            var reports = new List<(Scenario Scenario, LocalDate Date, string Report)>();
            foreach (var scenario in Scenarios)
            {
                var days = scenario.Walker.Days;
                reports.AddRange((await _store.ReadDaysAsync(scenario.Name, days[0].Date, days[^1].Date, Stop))
                    .Select(row => (scenario, row.Date, row.Report)));
            }
            return reports;
        }

        public ValueTask DisposeAsync() => _store.DisposeAsync();

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
}
