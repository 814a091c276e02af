using System.Diagnostics;
using ActivitySync.IntegrationTests.Support;

namespace ActivitySync.Benchmarks.Load;

/// <summary>
/// Scenario (a): the heart rate of 500 wearers each second and their steps each minute, QoS 1, through mosquitto into
/// InfluxDB. When each message is acknowledged by the service and when it is stored is heard on the wires; when steps are
/// counted, by subscribing to the retained topic.
/// </summary>
internal static class Live
{
    const int Wearers = 500;
    const string Name = "live, 500 wearers";

    /// <summary>One run.</summary>
    /// <param name="figures">Where its figures go.</param>
    /// <param name="before">Seconds before the clock starts: the first progress of each wearer, the service's own compilation.</param>
    /// <param name="seconds">How long, at most a minute: each wearer's steps come once.</param>
    public static async Task RunAsync(Figures figures, int before, int seconds)
    {
        var count = (before + seconds) * Wearers;
        var messages = new Messages(Wearers, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3) * 1_000);
        var (acknowledged, stored) = (new long[count], new long[count]);
        await using var broker = await Mosquitto.StartAsync();
        await using var influx = await InfluxServer.StartAsync("", CancellationToken.None);
        using var mqttTap = new Tap(broker.Port, () =>
        {
            var listener = new AcknowledgementListener(messages, acknowledged);
            return (listener.Forth, listener.Back);
        });
        using var storeTap = new Tap(influx.Url.Port, () =>
        {
            var listener = new StoreListener(messages, stored);
            return (listener.Forth, listener.Back);
        });
        await using var service = await Service.StartAsync(new ServiceSettings(mqttTap.Port)
        {
            Wearers = Wearers,
            InfluxUrl = new Uri($"http://127.0.0.1:{storeTap.Port}"),
        });
        await using var walk = await Walk.PrepareAsync(broker.Port);
        using var publisher = new Publisher(broker.Port, messages, qos: 1) { Stamps = (new long[count], new long[count]) };
        var sent = publisher.Stamps.Value.Sent;

        var beats = Task.Factory.StartNew(() => publisher.Publish(0, count, Wearers), TaskCreationOptions.LongRunning);
        await Task.Delay(TimeSpan.FromSeconds(before));
        var (costBefore, allocated) = (service.Cost, await service.AllocatedAsync());
        await walk.GoAsync(first: 0, Math.Min(Wearers, seconds * Wearers / 60), Wearers / 60d);
        await beats;
        await Wait.UntilAsync(() => Array.TrueForAll(stored, at => at > 0), TimeSpan.FromSeconds(30), "all live messages stored");

        var cost = service.Cost - costBefore;
        var measured = Enumerable.Range(before * Wearers, seconds * Wearers).ToList();
        figures.Add(Name, "service", cost, measured.Count + walk.Count);
        figures.Add(Name, "service: % of a core", cost.Seconds / seconds * 100);
        figures.Add(Name, "service: allocated bytes per message",
            (await service.AllocatedAsync() - allocated) / (measured.Count + walk.Count));
        figures.AddLatencies(Name, "published to acknowledged", measured.Select(one => Seconds(sent[one], acknowledged[one])));
        figures.AddLatencies(Name, "published to stored", measured.Select(one => Seconds(sent[one], stored[one])));
        figures.AddLatencies(Name, "published to progress told", walk.Latencies);
        using var store = new StoredMessages(influx.Url, "load");
        figures.Fails(Name, await store.DifferenceAsync(messages, count));
        var sum = (await store.AskAsync("SELECT sum(count) FROM steps"))[0].Numbers[0];
        figures.Fails(Name, sum == walk.Count * Walk.Steps ? null : $"{sum} steps of {walk.Count * Walk.Steps}");
    }

    static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;
}
