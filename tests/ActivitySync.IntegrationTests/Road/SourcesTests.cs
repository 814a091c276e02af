using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Storage;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>The messages of every format through a real broker and the whole service into the store.</summary>
public sealed class SourcesTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_of_every_format_become_samples_in_the_store()
    {
        await using var broker = await MosquittoServer.StartAsync();
        using var folder = new TempFolder();
        var goldens = GoldenMessages.Names.Select(row => row.Data).Where(name => !IsVariant(name)).Select(GoldenMessages.Read).ToList();
        var sources = goldens.SelectMany(golden => SourcesOf(golden.Name)).ToList();
        var config = Configure(folder, broker.Port, string.Join(",\n", sources));
        await using var service = ServiceProcess.Start(folder.Path);
        await WaitSubscribedAsync(folder, service);
        await using var client = await ConnectAsync(broker.Port, null);

        foreach (var golden in goldens)
        {
            for (var i = 0; i < golden.Messages.Count; i++)
            {
                await client.PublishAsync(golden.Topic(i), golden.Payload(i), MqttQos.AtLeastOnce, retain: false, Stop);
            }
        }

        await using var store = ServiceHost.Store(config.Storage, NullLoggerFactory.Instance, TimeProvider.System);
        var expected = goldens.SelectMany(Devices).Distinct().Order(StringComparer.Ordinal).ToList();
        await RoadScene.UntilAsync(async () => expected.SequenceEqual(await StoredDevicesAsync(store)),
            "samples of every device of every format", Stop);
        Assert.False(service.HasExited, service.Log);
    }

    [Fact]
    public async Task A_phone_is_asked_for_its_steps_and_its_answer_is_stored()
    {
        await using var broker = await MosquittoServer.StartAsync();
        using var folder = new TempFolder();
        var config = Configure(folder, broker.Port,
            """
            { "name": "owntracks", "format": "owntracks", "devices": { "alex/iphone": { "wearer": "alex", "device": "iphone" } },
              "reportSteps": { "everyMinutes": 30 } }
            """);
        var commands = new List<string>();
        var phone = await ConnectAsync(broker.Port, commands);
        await using var held = phone;
        await using var service = ServiceProcess.Start(folder.Path);
        await WaitSubscribedAsync(folder, service);

        await RoadScene.UntilAsync(() => Task.FromResult(Snapshot(commands).Exists(command => command.Contains("\"from\"", StringComparison.Ordinal))),
            "the phone asked for yesterday", Stop);
        var asked = JsonDocument.Parse(Snapshot(commands).First(command => command.Contains("\"from\"", StringComparison.Ordinal))).RootElement;
        var (from, to) = (asked.GetProperty("from").GetInt64(), asked.GetProperty("to").GetInt64());
        await phone.PublishAsync("owntracks/alex/iphone/step",
            Encoding.UTF8.GetBytes($$"""{"_type":"steps","tst":{{to + 60}},"from":{{from}},"to":{{to}},"steps":6234}"""),
            MqttQos.AtLeastOnce, retain: false, Stop);

        await using var store = ServiceHost.Store(config.Storage, NullLoggerFactory.Instance, TimeProvider.System);
        await RoadScene.UntilAsync(async () => (await ReadStepsAsync(store)).Any(sample => sample is
            { Counter: CounterKind.IntervalTotal, Count: 6234, Device: "iphone" } && sample.TimeMs == to * 1_000), "the answer stored", Stop);
        Assert.Contains("""{"_type":"cmd","action":"reportSteps"}""", Snapshot(commands));
        Assert.False(service.HasExited, service.Log);
    }

    // A second folder of a format on the topic of the first.
    static bool IsVariant(string name)
        => name is "health_auto_export_day_and_12h" or "theengs_polar_h10" or "openmhealth_heart_rate";

    // Names are each folder's own; below homeassistant/ several live side by side, so that the entities' own topics are used.
    static IEnumerable<string> SourcesOf(string name)
    {
        var sources = JsonNode.Parse(
            File.ReadAllText(Repository.PathTo("tests", "ActivitySync.Tests", "Golden", "formats", name, "sources.json")))!["sources"]!.AsArray();
        foreach (var source in sources.OfType<JsonObject>())
        {
            if (!source.ContainsKey("device") && !source.ContainsKey("devices") && !source.ContainsKey("entities") && !source.ContainsKey("unknown"))
            {
                source["device"] = source["name"]!.GetValue<string>();
            }
            source["name"] = $"{name}-{source["name"]!.GetValue<string>()}";
            if (name == "ha_statestream")
            {
                source.Remove("topic");
            }
            yield return source.ToJsonString();
        }
    }

    // What the fixtures date in September 2026 is refused by a clock that has not come so far.
    static IEnumerable<string> Devices(GoldenMessages golden)
    {
        var router = golden.Router();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return Enumerable.Range(0, golden.Messages.Count).SelectMany(i => golden.Decode(router, i).Facts
            .Where(fact => fact.TimeMs == golden.Received(i) || fact.TimeMs < now)).Select(fact => fact.Device);
    }

    static ServiceConfig Configure(TempFolder folder, int port, string sources)
    {
        var data = folder.File("data");
        File.WriteAllText(folder.File("wearers.json"), """{ "wearers": [ { "id": "alex", "zone": "Europe/Berlin" } ] }""");
        File.WriteAllText(folder.File("sources.json"), $$"""{ "sources": [ {{sources}} ] }""");
        File.WriteAllText(folder.File("activitysync.json"), string.Create(CultureInfo.InvariantCulture,
            $$"""
            { "Mqtt": { "Embedded": false, "Port": {{port}}, "ClientId": "sources-{{Path.GetFileName(folder.Path)}}" },
              "Ingest": { "MaxAgeDays": 0, "MaxAheadMinutes": 1440 }, "Spool": { "Folder": "{{data}}" },
              "Storage": { "Kind": "Sqlite", "Folder": "{{data}}" } }
            """));
        return ConfigReader.ReadFolder(folder.Path, new Dictionary<string, string?>()).Config;
    }

    static async Task WaitSubscribedAsync(TempFolder folder, ServiceProcess service)
    {
        var health = Path.Combine(folder.File("data"), "health.json");
        await RoadScene.UntilAsync(() =>
        {
            Assert.False(service.HasExited, service.Log);
            return Task.FromResult(File.Exists(health) && File.ReadAllText(health).Contains("\"connected\"", StringComparison.Ordinal));
        }, "connected to the broker", Stop);
    }

    static async Task<MqttClient> ConnectAsync(int port, List<string>? commands)
    {
        var options = new MqttClientOptions
        {
            Host = "127.0.0.1",
            Port = port,
            ClientId = $"phone-{Guid.NewGuid():N}",
            CleanStart = true,
            Subscriptions = commands is null ? [] : [new MqttSubscription("owntracks/alex/iphone/cmd", MqttQos.ExactlyOnce)],
        };
        var client = new MqttClient(options, commands is null ? null : Take, NullLogger<MqttClient>.Instance, TimeProvider.System);
        client.Start();
        await client.WaitConnectedAsync(Stop);
        return client;

        void Take(ref MqttBurst burst)
        {
            while (burst.MoveNext())
            {
                lock (commands!)
                {
                    commands.Add(Encoding.UTF8.GetString(burst.Current.Payload));
                }
            }
        }
    }

    static List<string> Snapshot(List<string> commands)
    {
        lock (commands)
        {
            return [.. commands];
        }
    }

    static async Task<IReadOnlyList<StepSample>> ReadStepsAsync(IStore store)
        => await store.ReadStepsAsync("alex", 0, long.MaxValue / 2_000_000, Stop);

    static async Task<List<string>> StoredDevicesAsync(IStore store)
    {
        var devices = (await ReadStepsAsync(store)).Select(sample => sample.Device)
            .Concat((await store.ReadHeartRatesAsync("alex", 0, long.MaxValue / 2_000_000, Stop)).Select(sample => sample.Device));
        return [.. devices.Distinct().Order(StringComparer.Ordinal)];
    }
}
