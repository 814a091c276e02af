using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActivitySync.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Benchmarks.Load;

/// <summary>
/// Scenario (c): a phone that was away sends thirty days of second-level heart rate in batches, while the heart rates of
/// others come each second and some of them walk.
/// </summary>
internal static class Sync
{
    const string Name = "offline sync, 30 days each second";
    const int InBatch = 4_000;
    const int Others = 100;
    const int Walkers = 200;

    // The last of the wearers is the one who was away.
    const int Away = Others + Walkers;

    public static async Task RunAsync(Figures figures, int samples)
    {
        await using var bench = await Bench.StartAsync(settings => settings with { Wearers = Away + 1 });
        var firstMs = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - samples) * 1_000;
        var payloads = Enumerable.Range(0, samples / InBatch).Select(batch => Payload(firstMs, batch * InBatch)).ToList();
        await using var walk = await Walk.PrepareAsync(bench.Port);
        using var live = new Publisher(bench.Port, new Messages(Others, firstMs + (samples * 1_000L)), qos: 1);
        await using var phone = new MqttClient(
            new MqttClientOptions { Host = "127.0.0.1", Port = bench.Port, ClientId = "phone" },
            null, NullLogger<MqttClient>.Instance, TimeProvider.System);
        phone.Start();
        await phone.WaitConnectedAsync(CancellationToken.None);
        var beats = Task.Factory.StartNew(() => live.Publish(0, Others * 30L, Others), TaskCreationOptions.LongRunning);
        await Task.Delay(5_000);

        var (before, allocated, points) = (bench.Costs(), await bench.Service.AllocatedAsync(), await bench.Stored.PointsAsync());
        var sync = SendAsync(phone, payloads);
        var stored = StoredAsync(bench, sync, points + samples, samples);
        await walk.GoAsync(Others, Walkers, perSecond: 8, enough: stored);
        await stored;
        var seconds = stored.Result;
        bench.Costs().Note(figures, Name, before, samples);
        figures.Add(Name, "stored, samples/s", samples / seconds);
        figures.Add(Name, "service: allocated bytes per sample", (await bench.Service.AllocatedAsync() - allocated) / samples);
        figures.AddLatencies(Name, "others' steps published to progress told", walk.Latencies);
        await beats;
        await Wait.UntilAsync(async () => await CountAsync(bench, "wearer <> '" + Messages.Wearer(Away) + "'") >= Others * 30L,
            TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(60), "all live messages stored");
        var (mine, all) = (await CountAsync(bench, $"wearer = '{Messages.Wearer(Away)}'"), await bench.Stored.HeartRatesAsync());
        figures.Fails(Name, mine == samples && all == samples + (Others * 30L) ? null : $"{mine} of {samples}, {all} in all");
    }

    // Counting the samples costs the server more than taking them; its own counter, which has others' points in it too, tells
    // when it is worth while.
    static async Task<double> StoredAsync(Bench bench, Task sync, long points, int samples)
    {
        var started = Stopwatch.GetTimestamp();
        await sync;
        await bench.Stored.WaitForPointsAsync(points, TimeSpan.FromMinutes(3));
        await Wait.UntilAsync(async () => await CountAsync(bench, $"wearer = '{Messages.Wearer(Away)}'") >= samples,
            TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(3), "the sync stored");
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // Sixteen in flight: a phone does not wait for each.
    static async Task SendAsync(MqttClient phone, List<byte[]> payloads)
    {
        using var room = new SemaphoreSlim(16);
        await Task.WhenAll(payloads.Select(async payload =>
        {
            await room.WaitAsync();
            await phone.PublishAsync($"activitysync/v1/{Messages.Wearer(Away)}/phone/batch", payload, MqttQos.AtLeastOnce,
                retain: false, CancellationToken.None);
            room.Release();
        }));
    }

    static async Task<long> CountAsync(Bench bench, string where)
        => await bench.Stored.AskAsync($"SELECT count(bpm) FROM heart_rate WHERE {where}") is [var only] ? only.Numbers[0] : 0;

    static byte[] Payload(long firstMs, int first)
    {
        var json = new StringBuilder("{\"heart_rate\":[");
        for (var number = first; number < first + InBatch; number++)
        {
            json.Append(CultureInfo.InvariantCulture,
                $"{(number == first ? "" : ",")}{{\"ts\":{firstMs + (number * 1_000L)},\"bpm\":{Messages.Bpm(number)}}}");
        }
        return Encoding.ASCII.GetBytes(json.Append("]}").ToString());
    }
}
