using System.Text.Json;
using ActivitySync.Core.Telemetry;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Tests.Publish;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>The built service beside a real broker, seen through mosquitto's own clients and Node-RED as a home would see it.</summary>
public sealed class FeedbackTests
{
    const string Sqlite = """{ "Kind": "Sqlite", "Folder": "{data}" }""";
    const string Here = $"activitysync/wearers/{RoadScene.Good}";

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_home_discovers_the_wearers_reads_their_state_and_its_commands_become_facts()
    {
        await using var broker = await MosquittoServer.StartAsync();
        await using var scene = new RoadScene(broker.Port, Sqlite);
        // Left on the broker by somebody: echoes, not commands.
        await PublishAsync(broker, $"{Here}/set/rest_day", "ON", "-r");
        await PublishAsync(broker, $"{Here}/set/recalculate", "PRESS", "-r");
        await using var service = ServiceProcess.Start(scene.ConfigFolder);

        var announced = await ReadAsync(broker, "homeassistant/device/+/config", count: 2);
        Assert.All(announced, line =>
        {
            using var payload = JsonDocument.Parse(line);
            Assert.Empty(DiscoverySchema.Problems(payload.RootElement));
        });

        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await RoadScene.UntilAsync(async () =>
        {
            // The service may be announcing already and not listening yet; the same sample twice is one sample.
            await PublishAsync(broker, $"activitysync/v1/{RoadScene.Good}/watch/steps",
                $$"""{"ts":{{nowMs}},"steps":12,"counter":"since_midnight"}""");
            return await HoldsAsync(broker, $"{Here}/steps", "12");
        }, "steps are told", Stop);
        using (var state = JsonDocument.Parse((await ReadAsync(broker, $"{Here}/state"))[0]))
        {
            Assert.Equal(12, state.RootElement.GetProperty("steps").GetInt32());
            Assert.False(state.RootElement.GetProperty("stale").GetBoolean());
        }

        await PublishAsync(broker, $"{Here}/set/pain", "4");
        await BecomesAsync(broker, $"{Here}/journal", "\"pain\":4");
        Assert.Contains("\"rest_day\":false", (await ReadAsync(broker, $"{Here}/journal"))[0], StringComparison.Ordinal);
        var told = Assert.Single(await scene.Store.ReadJournalAsync(RoadScene.Good, nowMs - 60_000, nowMs + 600_000, Stop));
        Assert.Equal((JournalKind.Pain, 4m), (told.Kind, told.Value));

        var again = ReadAsync(broker, "homeassistant/device/+/config", count: 2, "-R");
        await RoadScene.UntilAsync(async () =>
        {
            await PublishAsync(broker, "homeassistant/status", "online");
            await Task.Delay(500, Stop);
            return again.IsCompleted;
        }, "announced again when Home Assistant starts", Stop);
        Assert.Equal(announced.Order(), (await again).Distinct().Order());

        await service.KillAsync();
        await BecomesAsync(broker, "activitysync/status", "offline");
    }

    [Fact]
    public async Task Node_RED_reads_the_discovery_and_the_state_it_leads_to()
    {
        await using var broker = await MosquittoServer.StartAsync();
        await using var scene = new RoadScene(broker.Port, Sqlite);
        await using var home = NodeRed.Start(broker.Port);
        await using var service = ServiceProcess.Start(scene.ConfigFolder);
        await scene.ConnectedAsync(service, Stop);

        await PublishAsync(broker, $"activitysync/v1/{RoadScene.Good}/watch/steps",
            $$"""{"ts":{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}},"steps":12,"counter":"since_midnight"}""");

        await RoadScene.UntilAsync(() => Task.FromResult(
            home.Told().Contains($"{Here}/state: 12 steps") && home.Told().Contains("activitysync/status: online")), "Node-RED reads the state", Stop);
        Assert.Contains(home.Told(), line => line.StartsWith($"device {RoadScene.Good}: ", StringComparison.Ordinal));
        await service.KillAsync();
        await RoadScene.UntilAsync(() => Task.FromResult(home.Told().Contains("activitysync/status: offline")), "Node-RED hears of the end", Stop);
    }

    [Fact]
    public async Task A_kept_command_is_an_echo_also_after_each_reconnect()
    {
        await using var broker = await MosquittoServer.StartAsync();
        await using var scene = new RoadScene(broker.Port, Sqlite);
        await using var service = ServiceProcess.Start(scene.ConfigFolder);
        await scene.ConnectedAsync(service, Stop);
        await BecomesAsync(broker, "activitysync/status", "online");

        // Heard live they are commands; what the broker keeps of them afterwards is an echo.
        await PublishAsync(broker, $"{Here}/set/rest_day", "ON", "-r");
        await PublishAsync(broker, $"{Here}/set/pain", "4", "-r");
        await PublishAsync(broker, $"{Here}/set/recalculate", "PRESS", "-r");
        await BecomesAsync(broker, $"{Here}/journal", "\"pain\":4");
        var told = await ToldAsync(scene);
        Assert.Equal(2, told.Count);

        for (var reconnect = 0; reconnect < 2; reconnect++)
        {
            await PublishAsync(broker, $"{Here}/set/rest_day", reconnect == 0 ? "OFF" : "ON");
            await BecomesAsync(broker, $"{Here}/journal", reconnect == 0 ? "\"rest_day\":false" : "\"rest_day\":true");
            told = await ToldAsync(scene);
            var connections = Connections(service);
            await broker.StopAsync();
            await broker.RestartAsync();
            await RoadScene.UntilAsync(() => Task.FromResult(Connections(service) >= connections + 1), "connected again", Stop);
            // A command of now comes after whatever the broker had kept.
            await PublishAsync(broker, $"{Here}/set/mood", $"{5 + reconnect}");
            await BecomesAsync(broker, $"{Here}/journal", $"\"mood\":{5 + reconnect}");
            Assert.Equal(told.Count + 1, (await ToldAsync(scene)).Count);
        }
        Assert.Equal(4m, (await ToldAsync(scene)).Last(entry => entry.Kind == JournalKind.Pain).Value);
    }

    static Task<IReadOnlyList<JournalEntry>> ToldAsync(RoadScene scene)
    {
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return scene.Store.ReadJournalAsync(RoadScene.Good, nowMs - 3_600_000, nowMs + 600_000, Stop);
    }

    static int Connections(ServiceProcess service)
        => service.Log.Split('\n').Count(line => line.Contains(", session", StringComparison.Ordinal));

    static Task<string> PublishAsync(MosquittoServer broker, string topic, string payload, params string[] more)
        => Tool.RunAsync("mosquitto_pub", ["-p", $"{broker.Port}", "-q", "1", "-t", topic, "-m", payload, .. more]);

    static async Task<string[]> ReadAsync(MosquittoServer broker, string filter, int count = 1, params string[] more)
        => (await Tool.RunAsync("mosquitto_sub",
                ["-p", $"{broker.Port}", "-q", "1", "-t", filter, "-C", $"{count}", "-W", "25", .. more]))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static Task BecomesAsync(MosquittoServer broker, string topic, string part)
        => RoadScene.UntilAsync(() => HoldsAsync(broker, topic, part), $"{topic} holds {part}", Stop);

    // A topic that holds nothing yet makes mosquitto_sub end with an error after its patience.
    static async Task<bool> HoldsAsync(MosquittoServer broker, string topic, string part)
    {
        try
        {
            return (await ReadAsync(broker, topic, 1, "-W", "2"))[0].Contains(part, StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
