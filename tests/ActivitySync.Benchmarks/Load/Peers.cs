using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActivitySync.IntegrationTests.Support;

namespace ActivitySync.Benchmarks.Load;

/// <summary>What the same messages cost others: the limits of transport and store.</summary>
internal static class Peers
{
    const int Series = 500;
    const int Batch = 5_000;
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>mosquitto_sub to nowhere: what can be had through mosquitto at all.</summary>
    public static async Task MosquittoSubAsync(Figures figures, string name, long count, int qos, int perSecond = 0)
    {
        await using var broker = await Mosquitto.StartAsync();
        // A shell throws the output away, so that the harness does not read it; exec leaves mosquitto_sub in its place.
        await using var sub = new ChildProgram("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture,
            $"exec mosquitto_sub -V mqttv5 -p {broker.Port} -t 'activitysync/v1/#' -q {qos} > /dev/null")]);
        await Task.Delay(1_000);
        var messages = new Messages(Series, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        using var publisher = new Publisher(broker.Port, messages, qos);
        var (brokerBefore, before) = (broker.Cost, sub.Cost);
        var started = Stopwatch.GetTimestamp();
        await Task.Factory.StartNew(() => publisher.Publish(0, count, perSecond), TaskCreationOptions.LongRunning);
        var seconds = await StillAsync(sub, started);
        figures.Add(name, "delivered, messages/s", count / seconds);
        figures.Add(name, "mosquitto_sub", sub.Cost - before, count);
        figures.Add(name, "mosquitto", broker.Cost - brokerBefore, count);
    }

    // It does not say when it has everything; it has when it does nothing any more. Returns the seconds until then.
    static async Task<double> StillAsync(ChildProgram program, long started)
    {
        var (last, at) = (program.Cost.Seconds, Stopwatch.GetElapsedTime(started).TotalSeconds);
        for (var same = 0; same < 10;)
        {
            await Task.Delay(50);
            var now = program.Cost.Seconds;
            (same, at) = now > last ? (0, Stopwatch.GetElapsedTime(started).TotalSeconds) : (same + 1, at);
            last = now;
        }
        return at;
    }

    /// <summary>Ready-made lines over two bare connections: what can be had from InfluxDB at all.</summary>
    /// <param name="figures">Where its figures go.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="count">How many points.</param>
    /// <param name="series">Of how many series, in turn; 1 for an offline sync.</param>
    public static async Task InfluxLimitAsync(Figures figures, string name, long count, int series)
    {
        await using var influx = await InfluxServer.StartAsync("", CancellationToken.None);
        using var stored = new StoredMessages(influx.Url, "load");
        using var http = new HttpClient { BaseAddress = influx.Url };
        (await http.PostAsync("/query?q=CREATE%20DATABASE%20load", null)).EnsureSuccessStatusCode();
        var messages = new Messages(series, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - (count / series) - 1) * 1_000);
        // Made before the clock starts.
        var requests = Enumerable.Range(0, (int)(count / Batch)).Select(batch => Request(messages, batch * (long)Batch, Batch)).ToList();
        var before = Cost.Of(influx.ProcessId);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(lane => Task.Factory.StartNew(
            () => Send(influx.Url.Port, requests.Where((_, number) => number % 2 == lane)), TaskCreationOptions.LongRunning)));
        figures.Add(name, "stored, points/s", count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        figures.Add(name, "influxd", Cost.Of(influx.ProcessId) - before, count);
        figures.Fails(name, await stored.DifferenceAsync(messages, count / Batch * Batch));
    }

    /// <summary>Puts the first so many messages into a server's database as fast as it takes them.</summary>
    public static void Fill(Uri influx, Messages messages, long count) => Parallel.For(0, 2, lane => Send(
        influx.Port, Enumerable.Range(0, (int)(count / Batch)).Where(batch => batch % 2 == lane)
            .Select(batch => Request(messages, batch * (long)Batch, Batch))));

    static byte[] Request(Messages messages, long first, int count)
    {
        var lines = new StringBuilder();
        for (var number = first; number < first + count; number++)
        {
            lines.Append(CultureInfo.InvariantCulture,
                $"heart_rate,device=watch,wearer={Messages.Wearer((int)(number % messages.Series))} bpm={Messages.Bpm(number)}i {messages.TimeMs(number)}000000\n");
        }
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST /write?db=load&precision=ns HTTP/1.1\r\nHost: load\r\nContent-Length: {lines.Length}\r\n\r\n{lines}"));
    }

    static void Send(int port, IEnumerable<byte[]> requests)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        var answer = new byte[4_096];
        foreach (var request in requests)
        {
            for (var sent = 0; sent < request.Length;)
            {
                sent += socket.Send(request, sent, request.Length - sent, SocketFlags.None);
            }
            var read = socket.Receive(answer);
            if (!answer.AsSpan(0, read).StartsWith("HTTP/1.1 204"u8))
            {
                throw new InvalidOperationException(Encoding.ASCII.GetString(answer, 0, read));
            }
        }
    }
}
