using System.Diagnostics;

namespace ActivitySync.Benchmarks.Load;

/// <summary>Scenario (g): what a message costs when so many samples are in InfluxDB already.</summary>
internal static class Growth
{
    const int Series = 500;
    const long Count = 100_000;
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    public static async Task RunAsync(Figures figures, long stored)
    {
        var name = $"growth: {stored / 1_000_000} million stored";
        await using var bench = await Bench.StartAsync();
        var firstMs = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - ((stored + (2 * Count)) / Series) - 1) * 1_000;
        var messages = new Messages(Series, firstMs);
        Peers.Fill(bench.Influx.Url, messages, stored);
        using var publisher = new Publisher(bench.Port, messages, qos: 1);
        var points = await bench.Stored.PointsAsync();
        await Task.Factory.StartNew(() => publisher.Publish(stored, Count, 20_000), TaskCreationOptions.LongRunning);
        await bench.Stored.WaitForPointsAsync(points + Count, Longest);
        await Task.Delay(1_500);
        var before = bench.Costs();
        var started = Stopwatch.GetTimestamp();
        await Task.Factory.StartNew(() => publisher.Publish(stored + Count, Count, 20_000), TaskCreationOptions.LongRunning);
        await bench.Stored.WaitForPointsAsync(points + (2 * Count), Longest);
        figures.Add(name, "stored, messages/s", Count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        bench.Costs().Note(figures, name, before, Count);
        await bench.Stored.WaitForAsync(stored + (2 * Count), points - stored, TimeSpan.FromMilliseconds(500), Longest);
        figures.Fails(name, await bench.Stored.DifferenceAsync(messages, stored + (2 * Count)));
    }
}
