using System.Diagnostics;

namespace ActivitySync.Benchmarks.Load;

/// <summary>Scenario (d): InfluxDB is away for a while, and comes back.</summary>
internal static class Outage
{
    const int Series = 500;
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>Everything arrives while it is away; how fast is it carried over afterwards?</summary>
    public static async Task DrainAsync(Figures figures, long count)
    {
        const string Name = "drain after an outage";
        var messages = Recent(count);
        await using var bench = await Bench.StartAsync();
        using var publisher = new Publisher(bench.Port, messages, qos: 1);
        bench.Influx.Kill();
        var before = bench.Service.Cost;
        var started = Stopwatch.GetTimestamp();
        await Task.Factory.StartNew(() => publisher.Publish(0, count), TaskCreationOptions.LongRunning);
        await Wait.UntilAsync(
            async () => await bench.Service.MetricAsync("activitysync_messages_received_total") >= count,
            TimeSpan.FromMilliseconds(100), Longest, "all messages spooled");
        var arrival = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        figures.Add(Name, "arrival into the spool, messages/s", arrival);
        figures.Add(Name, "service while spooling", bench.Service.Cost - before, count);

        await bench.Influx.RestartAsync(CancellationToken.None);
        started = Stopwatch.GetTimestamp();
        before = bench.Service.Cost;
        await Wait.UntilAsync(async () => await bench.Stored.PointsAsync() > 0, TimeSpan.FromMilliseconds(20), Longest, "a first write");
        figures.Add(Name, "from InfluxDB's return to the first write, s", Stopwatch.GetElapsedTime(started).TotalSeconds);
        started = Stopwatch.GetTimestamp();
        await bench.Stored.WaitForAsync(count, 0, TimeSpan.FromMilliseconds(50), Longest);
        var drained = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        figures.Add(Name, "drained, messages/s", drained);
        figures.Add(Name, "drained, times the arrival", drained / arrival);
        figures.Add(Name, "service while draining", bench.Service.Cost - before, count);
        figures.Fails(Name, await bench.Stored.DifferenceAsync(messages, count));
    }

    /// <summary>Three seconds away under 5,000 messages a second.</summary>
    public static async Task ThreeSecondsAsync(Figures figures, long count)
    {
        const string Name = "3 s without InfluxDB, 5,000/s";
        var messages = Recent(count);
        await using var bench = await Bench.StartAsync();
        using var publisher = new Publisher(bench.Port, messages, qos: 1);
        var before = bench.Costs();
        await DisturbAsync(publisher, bench.Influx, count);
        await Wait.UntilAsync(
            async () => await bench.Stored.HeartRatesAsync() >= count, TimeSpan.FromMilliseconds(100), Longest, "all stored");
        figures.Add(Name, "service: lost messages", count - await bench.Stored.HeartRatesAsync());
        figures.Add(Name, "service", bench.Service.Cost - before.Service, count);
        figures.Fails(Name, await bench.Stored.DifferenceAsync(messages, count));
    }

    /// <summary>The same for Node-RED.</summary>
    public static async Task ThreeSecondsOfNodeRedAsync(Figures figures, long count)
    {
        const string Name = "3 s without InfluxDB, 5,000/s";
        var messages = Recent(count);
        await using var scene = await NodeRedScene.StartAsync();
        using var publisher = new Publisher(scene.Broker.Port, messages, qos: 1);
        await DisturbAsync(publisher, scene.Influx, count);
        await scene.QuietAsync();
        figures.Add(Name, "Node-RED: lost messages", count - await scene.Stored.HeartRatesAsync());
    }

    static async Task DisturbAsync(Publisher publisher, IntegrationTests.Support.InfluxServer influx, long count)
    {
        var publishing = Task.Factory.StartNew(() => publisher.Publish(0, count, 5_000), TaskCreationOptions.LongRunning);
        await Task.Delay(3_000);
        influx.Kill();
        await Task.Delay(3_000);
        await influx.RestartAsync(CancellationToken.None);
        await publishing;
    }

    static Messages Recent(long count)
        => new(Series, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - (count / Series) - 1) * 1_000);
}
