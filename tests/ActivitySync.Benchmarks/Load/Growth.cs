using System.Diagnostics;

namespace ActivitySync.Benchmarks.Load;

/// <summary>
/// Scenario (g): what a message costs when so many samples of the same wearers are in InfluxDB already: of earlier days, so
/// that today is the same however many they are; a hundred million of five hundred wearers go a year back.
/// </summary>
internal static class Growth
{
    const int Series = 500;
    const long PastStepMs = 157_000;
    const long PastEndsBeforeMs = 2L * 86_400_000;
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>One run.</summary>
    /// <param name="figures">Where its figures go.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="stored">Samples stored before.</param>
    /// <param name="count">Messages that are measured.</param>
    /// <param name="warmUp">Messages before the clock starts.</param>
    public static async Task RunAsync(Figures figures, string name, long stored, long count, long warmUp)
    {
        await using var bench = await Bench.StartAsync();
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() * 1_000;
        var past = new Messages(Series, nowMs - PastEndsBeforeMs - (stored / Series * PastStepMs), PastStepMs);
        var messages = new Messages(Series, nowMs - ((((warmUp + count) / Series) + 1) * 1_000));
        var filling = Stopwatch.GetTimestamp();
        Peers.Fill(bench.Influx.Url, past, stored);
        figures.Add(name, "filled before, points/s", stored / Stopwatch.GetElapsedTime(filling).TotalSeconds);
        await SettledAsync(bench.Influx.ProcessId);

        using var publisher = new Publisher(bench.Port, messages, qos: 1);
        var points = await bench.Stored.PointsAsync();
        await Task.Factory.StartNew(() => publisher.Publish(0, warmUp, 20_000), TaskCreationOptions.LongRunning);
        await bench.Stored.WaitForPointsAsync(points + warmUp, Longest);
        await Task.Delay(1_500);
        var (before, allocated, started) = (bench.Costs(), await bench.Service.AllocatedAsync(), Stopwatch.GetTimestamp());
        await Task.Factory.StartNew(() => publisher.Publish(warmUp, count, 20_000), TaskCreationOptions.LongRunning);
        await bench.Stored.WaitForPointsAsync(points + warmUp + count, Longest);
        figures.Add(name, "stored, messages/s", count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        bench.Costs().Note(figures, name, before, count);
        figures.Add(name, "service: allocated bytes per message", (await bench.Service.AllocatedAsync() - allocated) / count);

        // Progress is among the points: the counter alone does not say that every message is there.
        await Wait.UntilAsync(async () => await bench.Stored.HeartRatesAsync() >= stored + warmUp + count,
            TimeSpan.FromSeconds(2), Longest, "all heart rates stored");
        figures.Fails(name, await bench.Stored.DifferenceAsync((past, stored), (messages, warmUp + count)));
    }

    // The server packs what it was given for a while, which is the filling's cost and not that of the messages after it.
    static async Task SettledAsync(int server)
    {
        for (var (quiet, tries) = (0, 0); quiet < 3 && tries < Longest.TotalSeconds; tries++)
        {
            var before = Cost.Of(server);
            await Task.Delay(1_000);
            quiet = (Cost.Of(server) - before).Seconds < 0.05 ? quiet + 1 : 0;
        }
    }
}
