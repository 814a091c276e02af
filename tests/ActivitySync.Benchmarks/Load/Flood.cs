using System.Diagnostics;

namespace ActivitySync.Benchmarks.Load;

/// <summary>
/// Scenario (b): as fast as the broker delivers, or at a steady pace, with the whole road behind it: spool, JSON, InfluxDB.
/// The samples are of today, so that the day's progress of 500 wearers is told meanwhile, too.
/// </summary>
internal static class Flood
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>One run.</summary>
    /// <param name="figures">Where its figures go.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="count">How many messages.</param>
    /// <param name="qos">0 or 1.</param>
    /// <param name="perSecond">0 for as fast as they go.</param>
    /// <param name="isBroker">Through the service's own broker instead of mosquitto.</param>
    /// <param name="warmUp">Messages before the clock starts.</param>
    public static async Task RunAsync(
        Figures figures, string name, long count, int qos, int perSecond = 0, bool isBroker = false, long warmUp = 0)
    {
        var messages = MessagesOfToday(warmUp + count);
        await using var bench = await Bench.StartAsync(settings => settings with { IsBroker = isBroker });
        using var publisher = new Publisher(bench.Port, messages, qos);
        await WarmUpAsync(bench, publisher, warmUp);
        var (points, allocated, before) = (
            await bench.Stored.PointsAsync() - warmUp, await bench.Service.AllocatedAsync(), bench.Costs());

        var started = Stopwatch.GetTimestamp();
        await Task.Factory.StartNew(() => publisher.Publish(warmUp, count, perSecond), TaskCreationOptions.LongRunning);
        figures.Add(name, "published and taken by the broker, messages/s", count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        await bench.Stored.WaitForAsync(count + warmUp, points, TimeSpan.FromMilliseconds(50), Longest);
        figures.Add(name, "stored, messages/s", count / Stopwatch.GetElapsedTime(started).TotalSeconds);

        bench.Costs().Note(figures, name, before, count);
        figures.Add(name, "service: allocated bytes per message", (await bench.Service.AllocatedAsync() - allocated) / count);
        figures.Fails(name, await bench.Stored.DifferenceAsync(messages, count + warmUp));
    }

    /// <summary>How often the service waits for the disk, counted by strace in a run of its own.</summary>
    public static async Task CountDiskWaitsAsync(Figures figures, string name, long count, int qos, int perSecond = 0)
    {
        var messages = MessagesOfToday(count);
        await using var bench = await Bench.StartAsync(settings => settings with { CountsDiskWaits = true });
        using var publisher = new Publisher(bench.Port, messages, qos);
        var points = await bench.Stored.PointsAsync();
        await Task.Factory.StartNew(() => publisher.Publish(0, count, perSecond), TaskCreationOptions.LongRunning);
        await bench.Stored.WaitForAsync(count, points, TimeSpan.FromMilliseconds(50), Longest);
        figures.Fails(name, await bench.Stored.DifferenceAsync(messages, count));
        figures.Add(name, "service: messages for each fsync", count / (double)await bench.Service.StopAsync());
    }

    static async Task WarmUpAsync(Bench bench, Publisher publisher, long count)
    {
        var points = await bench.Stored.PointsAsync();
        await Task.Factory.StartNew(() => publisher.Publish(0, count, 25_000), TaskCreationOptions.LongRunning);
        await bench.Stored.WaitForAsync(count, points, TimeSpan.FromMilliseconds(50), Longest);
        await Task.Delay(1_500); // what is compiled anew comes a little later
    }

    static Messages MessagesOfToday(long count)
    {
        const int Series = 500;
        var seconds = (count / Series) + 1;
        return new Messages(Series, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - seconds) * 1_000);
    }
}
