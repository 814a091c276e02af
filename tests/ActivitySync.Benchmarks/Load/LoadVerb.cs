using System.Globalization;
using ActivitySync.Benchmarks.Mqtt;

namespace ActivitySync.Benchmarks.Load;

/// <summary>
/// Measures the whole road against its limits; the script tests/load runs it. Scenarios by name, and <c>runs=3</c>; what is
/// compared is run in turns, so that a machine that slows down slows down both.
/// </summary>
internal static class LoadVerb
{
    static readonly IReadOnlyDictionary<string, Func<Figures, Task>> Scenarios = new Dictionary<string, Func<Figures, Task>>
    {
        ["sub-qos1"] = figures => Peers.MosquittoSubAsync(figures, "mosquitto_sub, flood QoS 1", Size.Flood, qos: 1),
        ["flood-qos1"] = figures => Flood.RunAsync(figures, "flood QoS 1, mosquitto", Size.Flood, qos: 1, warmUp: Size.WarmUp),
        ["sub-qos0"] = figures => Peers.MosquittoSubAsync(figures, "mosquitto_sub, flood QoS 0", Size.Flood, qos: 0),
        ["flood-qos0"] = figures => Flood.RunAsync(figures, "flood QoS 0, mosquitto", Size.Flood, qos: 0, warmUp: Size.WarmUp),
        ["flood-own-qos1"] = figures => Flood.RunAsync(
            figures, "flood QoS 1, own broker", Size.OwnFlood, qos: 1, isBroker: true, warmUp: Size.WarmUp),
        ["flood-own-qos0"] = figures => Flood.RunAsync(
            figures, "flood QoS 0, own broker", Size.OwnFlood, qos: 0, isBroker: true, warmUp: Size.WarmUp),
        ["influx"] = figures => Peers.InfluxLimitAsync(figures, "InfluxDB's limit, 500 series", Size.OwnFlood, series: 500),
        ["sub-steady"] = figures => Peers.MosquittoSubAsync(figures, "mosquitto_sub, 20,000/s QoS 1", Size.Steady, 1, 20_000),
        ["steady"] = figures => Flood.RunAsync(figures, "steady 20,000/s QoS 1", Size.Steady, 1, 20_000, warmUp: Size.WarmUp),
        ["node-red"] = figures => NodeRedScene.RunAsync(figures, "Node-RED, 20,000/s QoS 1", Size.Steady / 2, 20_000),
        ["live"] = figures => Live.RunAsync(figures, Size.LiveBefore, Size.LiveSeconds),
        ["drain"] = figures => Outage.DrainAsync(figures, Size.Drain),
        ["outage"] = figures => Outage.ThreeSecondsAsync(figures, Size.Outage),
        ["outage-node-red"] = figures => Outage.ThreeSecondsOfNodeRedAsync(figures, Size.Outage),
        ["influx-one"] = figures => Peers.InfluxLimitAsync(figures, "InfluxDB's limit, one series", Size.SyncSamples, series: 1),
        ["sync"] = figures => Sync.RunAsync(figures, Size.SyncSamples),
        ["closing-sqlite"] = figures => Closing.OnSqliteAsync(figures, Size.Closing),
        ["closing-influx"] = figures => Closing.OnInfluxAsync(figures, Size.Closing),
        ["growth-1"] = figures => Growth.RunAsync(figures, "growth: 1 million stored", Size.Million, Size.Growth, Size.WarmUp),
        ["growth-10"] = figures => Growth.RunAsync(
            figures, "growth: 10 million stored", 10 * Size.Million, Size.Growth, Size.WarmUp),
        ["growth-100"] = figures => Growth.RunAsync(
            figures, "growth: 100 million stored", 100 * Size.Million, Size.Growth, Size.WarmUp),
        ["fsync-live"] = figures => Flood.CountDiskWaitsAsync(figures, "live 500/s", 5_000, qos: 1, perSecond: 500),
        ["fsync-steady"] = figures => Flood.CountDiskWaitsAsync(
            figures, "steady 20,000/s QoS 1", Size.Steady / 2, qos: 1, perSecond: 20_000),
        ["idle"] = Idle.AsItComesAsync,
        ["idle-500"] = Idle.AmongServersAsync,
    };

    static LoadSize Size => LoadSize.Full;

    public static async Task<int> RunAsync(string[] words)
    {
        var settings = new Settings([.. words.Where(word => word.Contains('='))]);
        string[] names = [.. words.Where(word => !word.Contains('='))];
        var unknown = names.Except(Scenarios.Keys).ToList();
        if (unknown.Count > 0)
        {
            Console.Error.WriteLine($"Unknown: {string.Join(", ", unknown)}. There are {string.Join(", ", Scenarios.Keys)}.");
            return 2;
        }
        var figures = new Figures();
        for (var run = 0; run < settings.Number("runs", 3); run++)
        {
            foreach (var name in names.Length > 0 ? names : [.. Scenarios.Keys])
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetLocalNow():HH:mm:ss} run {run + 1}: {name}"));
                await AttemptAsync(figures, name);
                if (Environment.GetEnvironmentVariable("LOAD_TABLE") is { Length: > 0 } table)
                {
                    await using var file = File.CreateText(table); // so far, should somebody break it off
                    figures.Print(file);
                }
            }
        }
        figures.Print(Console.Out);
        return figures.Wrong.Count == 0 ? 0 : 1;
    }

    // One scenario that cannot be done must not take the figures of the others with it.
    static async Task AttemptAsync(Figures figures, string name)
    {
        try
        {
            await Scenarios[name](figures);
        }
        catch (Exception reason) when (reason is TimeoutException or InvalidOperationException or HttpRequestException or IOException)
        {
            figures.Fails(name, reason.Message);
        }
    }
}
