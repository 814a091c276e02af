using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Tests.Support;

namespace ActivitySync.Benchmarks.Load;

/// <summary>
/// Node-RED with node-red-contrib-influxdb doing our job: mqtt in (MQTT 5, QoS as published), JSON, a function that gathers
/// a thousand points, or what came in a tenth of a second, InfluxDB batch. Batches of one point are far slower.
/// </summary>
internal sealed class NodeRedScene : IAsyncDisposable
{
    const string Gather =
        """
        const parts = msg.topic.split('/');
        const batch = context.get('batch') || [];
        batch.push({ measurement: 'heart_rate', tags: { wearer: parts[2], device: parts[3] },
          fields: { bpm: msg.payload.bpm }, timestamp: msg.payload.ts });
        const send = () => { const all = context.get('batch') || []; context.set('batch', []); if (all.length) node.send({ payload: all }); };
        context.set('batch', batch);
        clearTimeout(context.get('timer'));
        if (batch.length >= 1000) { send(); } else { context.set('timer', setTimeout(send, 100)); }
        return null;
        """;

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-node-red-");

    NodeRedScene(Mosquitto broker, InfluxServer influx)
    {
        (Broker, Influx) = (broker, influx);
        Stored = new StoredMessages(influx.Url, "load");
        File.WriteAllText(Path.Combine(_folder.FullName, "flows.json"), Flow());
        File.WriteAllText(Path.Combine(_folder.FullName, "settings.js"), string.Create(CultureInfo.InvariantCulture,
            $$"""
            module.exports = { uiHost: '127.0.0.1', uiPort: {{LoopbackPort.Free()}}, httpAdminRoot: false, httpNodeRoot: false,
              flowFile: 'flows.json', credentialSecret: false, telemetry: { enabled: false, updateNotification: false } };
            """));
        Program = new ChildProgram("node",
            [Installed("artifacts", "node-red", "node_modules", "node-red", "red.js"), "--userDir", _folder.FullName],
            // Where it finds the nodes for InfluxDB, which stand beside it.
            new Dictionary<string, string> { ["NODE_RED_HOME"] = Installed("artifacts", "node-red") });
    }

    public Mosquitto Broker { get; }

    public InfluxServer Influx { get; }

    public StoredMessages Stored { get; }

    public ChildProgram Program { get; }

    public static async Task<NodeRedScene> StartAsync()
    {
        var broker = await Mosquitto.StartAsync();
        var influx = await InfluxServer.StartAsync("", CancellationToken.None);
        using var http = new HttpClient { BaseAddress = influx.Url };
        (await http.PostAsync("/query?q=CREATE%20DATABASE%20load", null)).EnsureSuccessStatusCode();
        var scene = new NodeRedScene(broker, influx);
        await scene.Program.SaysAsync("Connected to broker");
        return scene;
    }

    /// <summary>One run of the flood, or at a pace.</summary>
    public static async Task RunAsync(Figures figures, string name, long count, int perSecond = 0)
    {
        const int Series = 500;
        await using var scene = await StartAsync();
        var messages = new Messages(Series, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - (count / Series) - 1) * 1_000);
        using var publisher = new Publisher(scene.Broker.Port, messages, qos: 1);
        var (before, broker, influx) = (scene.Program.Cost, scene.Broker.Cost, Cost.Of(scene.Influx.ProcessId));
        var started = Stopwatch.GetTimestamp();
        await Task.Factory.StartNew(() => publisher.Publish(0, count, perSecond), TaskCreationOptions.LongRunning);
        await scene.Stored.WaitForAsync(count, 0, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(2));
        figures.Add(name, "stored, messages/s", count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        figures.Add(name, "Node-RED", scene.Program.Cost - before, count);
        figures.Add(name, "mosquitto", scene.Broker.Cost - broker, count);
        figures.Add(name, "influxd", Cost.Of(scene.Influx.ProcessId) - influx, count);
        figures.Fails(name, await scene.Stored.DifferenceAsync(messages, count));
    }

    /// <summary>Returns when nothing more is written.</summary>
    public async Task QuietAsync()
    {
        for (var (last, same) = (-1L, 0); same < 8; await Task.Delay(500))
        {
            var now = await Stored.PointsAsync();
            (last, same) = (now, now == last ? same + 1 : 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        Stored.Dispose();
        await Influx.DisposeAsync();
        await Broker.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    string Flow() => JsonSerializer.Serialize(new object[]
    {
        new { id = "t", type = "tab", label = "load" },
        new { id = "b", type = "mqtt-broker", broker = "127.0.0.1", port = Broker.Port, protocolVersion = "5", clientid = "load", keepalive = "60", cleansession = true },
        new { id = "i", type = "influxdb", hostname = "127.0.0.1", port = Influx.Url.Port, protocol = "http", database = "load", name = "", usetls = false, influxdbVersion = "1.x" },
        new { id = "n1", type = "mqtt in", z = "t", topic = "activitysync/v1/#", qos = "1", datatype = "json", broker = "b", nl = false, rap = true, rh = 0, inputs = 0, wires = To("n2") },
        new { id = "n2", type = "function", z = "t", func = Gather, outputs = 1, wires = To("n3") },
        new { id = "n3", type = "influxdb batch", z = "t", influxdb = "i", precision = "ms", retentionPolicy = "", precisionV18FluxV20 = "ms" },
        new { id = "n4", type = "catch", z = "t", scope = (object?)null, wires = To("n5") },
        new { id = "n5", type = "debug", z = "t", active = false, wires = Array.Empty<string[]>() },
    });

    static string[][] To(string node) => [[node]];

    static string Installed(params string[] path) => Path.GetFullPath(Path.Combine(
        [Environment.GetEnvironmentVariable("LOAD_ROOT") ?? ".", .. path]));
}
