using System.Text;
using ActivitySync.Core.Scoring;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Scenarios;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>
/// The whole scenario set, every scenario a wearer of its own, through a real broker, the built service and both stores.
/// </summary>
public sealed class ScenarioRoadTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    // Without a time of their own messages have to be received at the time: ReceiptTimeRoadTests.
    static readonly IReadOnlyList<Scenario> Scenarios = [.. ScenarioSet.All.Where(scenario => scenario.TellsTime)];

    [Fact]
    public async Task Both_stores_give_the_same_bytes_and_the_right_totals_for_every_scenario()
    {
        InfluxFixture.RequireInstalled();
        await using var broker = await MosquittoServer.StartAsync("max_queued_messages 0");
        await using var influx = await InfluxServer.StartAsync("", Stop);
        using var folder = new TempFolder();
        await using var onInflux = new ScenarioScene(folder.File("influx"), broker.Port,
            $$"""{ "Kind": "Influx", "Influx": { "Url": "{{influx.Url}}", "Database": "scenarios" } }""", Scenarios);
        await using var onSqlite = new ScenarioScene(
            folder.File("sqlite"), broker.Port, $$"""{ "Kind": "Sqlite", "Folder": "{{folder.File("sqlite")}}" }""", Scenarios);
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
}
