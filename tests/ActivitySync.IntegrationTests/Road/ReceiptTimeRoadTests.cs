using System.Globalization;
using System.Text;
using ActivitySync.Core.Scoring;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Scenarios;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Message = ActivitySync.Tests.Scenarios.Message;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>
/// The scenarios whose formats tell no time, through a real broker, the built service and both stores: the services' clocks
/// (libfaketime) stand at the moment at which each message comes, so that both stamp it with the same receipt.
/// </summary>
public sealed class ReceiptTimeRoadTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    static readonly IReadOnlyList<Scenario> Scenarios = [.. ScenarioSet.All.Where(scenario => !scenario.TellsTime)];

    [Fact]
    public async Task Both_stores_give_the_same_bytes_and_the_right_totals_by_receipt_and_repeats_are_one()
    {
        InfluxFixture.RequireInstalled();
        Assert.NotEmpty(Scenarios);
        await using var broker = await MosquittoServer.StartAsync();
        await using var influx = await InfluxServer.StartAsync("", Stop);
        using var folder = new TempFolder();
        await using var onInflux = new ScenarioScene(folder.File("influx"), broker.Port,
            $$"""{ "Kind": "Influx", "Influx": { "Url": "{{influx.Url}}", "Database": "receipts" } }""", Scenarios);
        await using var onSqlite = new ScenarioScene(
            folder.File("sqlite"), broker.Port, $$"""{ "Kind": "Sqlite", "Folder": "{{folder.File("sqlite")}}" }""", Scenarios);
        var clock = new FakeClock(folder.File("clock"));
        clock.StandAt(Scenarios.Min(scenario => scenario.Walker.StartMs));
        await using var first = ServiceProcess.StartWith(clock.Environment, onInflux.Folder);
        await using var second = ServiceProcess.StartWith(clock.Environment, onSqlite.Folder);
        await onInflux.ConnectedAsync();
        await onSqlite.ConnectedAsync();

        var sent = await PublishAsync(broker.Port, clock, onInflux, onSqlite);
        // A counter touches days after its last reading, which have to be over before nothing is left to do.
        clock.GoOnFrom(Scenarios.Max(ScenarioSet.ReceivedMs) + (10 * 24 * Walker.HourMs));
        var (fromInflux, fromSqlite) = (await onInflux.SettledAsync(first), await onSqlite.SettledAsync(second));

        Assert.Equal(fromSqlite.Select(day => day.Report), fromInflux.Select(day => day.Report));
        Assert.All(fromSqlite, day => Assert.True(
            day.Scenario.IsRight(day.Date, DayReportJson.Read(Encoding.UTF8.GetBytes(day.Report)).Steps), day.Report));
        foreach (var scene in (ScenarioScene[])[onInflux, onSqlite])
        {
            var times = (await scene.Store.ReadStepsAsync(Scenarios[0].Name, 0, long.MaxValue / 2_000_000, Stop)).Select(step => step.TimeMs);
            Assert.Equal(sent.Order(), times);
        }
    }

    /// <summary>Sends each message at its time; returns the receipts of those that are news.</summary>
    static async Task<List<long>> PublishAsync(int port, FakeClock clock, params ScenarioScene[] scenes)
    {
        await using var client = new MqttClient(new MqttClientOptions { Host = "127.0.0.1", Port = port, ClientId = "receipts", CleanStart = true },
            null, NullLogger<MqttClient>.Instance, TimeProvider.System);
        client.Start();
        await client.WaitConnectedAsync(Stop);
        var news = new List<long>();
        var (payload, lastMs) = ("", 0L);
        foreach (var message in Told())
        {
            var atMs = message.ReceivedMs!.Value / 1_000 * 1_000;
            if (StepsOf(message) != payload || atMs - lastMs >= 60_000)
            {
                news.Add(atMs);
                (payload, lastMs) = (StepsOf(message), atMs);
            }
            clock.StandAt(atMs);
            await client.PublishAsync(message.Topic, Encoding.UTF8.GetBytes(message.Payload), MqttQos.AtLeastOnce, retain: false, Stop);
            await client.PublishAsync($"activitysync/v1/{ScenarioScene.Marker}/clock/steps",
                Encoding.UTF8.GetBytes($$"""{"ts":{{atMs}},"steps":{{atMs / 1_000}},"counter":"lifetime"}"""), MqttQos.AtLeastOnce, retain: false, Stop);
            foreach (var scene in scenes)
            {
                await RoadScene.UntilAsync(async () => (await scene.Store.ReadStepsAsync(ScenarioScene.Marker, atMs, atMs + 1, Stop)).Count == 1,
                    $"the reading of {atMs} stored", Stop);
            }
        }
        await client.StopAsync(TimeSpan.FromSeconds(5));
        return news;
    }

    // Through the nights nothing changes, and nothing is sent. A first gateway hears a second before the other, not half of
    // one: the clock that stands has whole seconds.
    static IEnumerable<Message> Told()
    {
        var (last, moment) = ("", 0L);
        foreach (var message in Scenarios.SelectMany(scenario => scenario.Messages).OrderBy(message => message.ReceivedMs))
        {
            var atMs = message.ReceivedMs!.Value;
            if (StepsOf(message) != last || atMs - moment < 1_000)
            {
                moment = StepsOf(message) != last ? atMs : moment;
                yield return message with { ReceivedMs = atMs == moment ? moment - 1_000 : moment };
            }
            last = StepsOf(message);
        }
    }

    static string StepsOf(Message message) => message.Payload[message.Payload.IndexOf("\"steps\"", StringComparison.Ordinal)..];

    /// <summary>The clock of processes, read from a file at each look.</summary>
    sealed class FakeClock(string file)
    {
        const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

        public Dictionary<string, string> Environment
        {
            get
            {
                Tool.Require(File.Exists(Library), "libfaketime");
                return new()
                {
                    ["LD_PRELOAD"] = Library,
                    ["FAKETIME_TIMESTAMP_FILE"] = file,
                    ["FAKETIME_NO_CACHE"] = "1",
                    ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                    ["TZ"] = "UTC",
                };
            }
        }

        public void StandAt(long ms) => Write(
            Instant.FromUnixTimeMilliseconds(ms).ToString("uuuu-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));

        public void GoOnFrom(long ms) => Write(string.Create(
            CultureInfo.InvariantCulture, $"{(ms - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()) / 1_000:+0;-0}"));

        // Never half written: a process may look at any moment.
        void Write(string spec)
        {
            File.WriteAllText(file + ".new", spec);
            File.Move(file + ".new", file, overwrite: true);
        }
    }
}
