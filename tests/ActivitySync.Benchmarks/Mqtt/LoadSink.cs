using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActivitySync.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Benchmarks.Mqtt;

/// <summary>
/// Receives a given number of messages with the real client and reports what that cost this process: messages per
/// second, CPU seconds per million (user and system apart), allocated bytes per message. Settings are key=value words:
/// port, n, qos, v (5 or 4), window, coalesce (ms), parse (1 to read each payload as JSON), ca (PEM file, turns TLS on),
/// ws (1 for WebSocket).
/// </summary>
internal static class LoadSink
{
    public static async Task RunAsync(string[] words)
    {
        var settings = words.Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        int Number(string key, int absent) =>
            settings.TryGetValue(key, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : absent;

        var count = Number("n", 1_000_000);
        var sink = new Counter(count, Number("parse", 0) == 1);
        var options = new MqttClientOptions
        {
            Host = settings.GetValueOrDefault("host", "localhost"),
            Port = Number("port", 1883),
            Protocol = Number("v", 5) == 5 ? MqttProtocol.V5 : MqttProtocol.V311,
            ReceiveMaximum = Number("window", 2000),
            ReadCoalescing = TimeSpan.FromMilliseconds(Number("coalesce", 1)),
            Transport = Number("ws", 0) == 1 ? MqttTransport.WebSocket : MqttTransport.Tcp,
            Tls = settings.TryGetValue("ca", out var ca) ? new MqttTlsOptions { CaFile = ca } : null,
            Subscriptions = [new MqttSubscription("#", (MqttQos)Number("qos", 1))],
        };
        await using var client = new MqttClient(options, sink.Take, NullLogger<MqttClient>.Instance, TimeProvider.System);
        client.Start();
        await client.WaitConnectedAsync(CancellationToken.None);
        Console.WriteLine("ready");
        await Task.WhenAny(sink.Done.Task, client.Completion, Task.Delay(TimeSpan.FromSeconds(Number("limit", 120))));
        sink.Report();
        await client.StopAsync(TimeSpan.FromSeconds(2));
    }

    private sealed class Counter(int count, bool parses)
    {
        private readonly Process _process = Process.GetCurrentProcess();
        private readonly Histogram _bursts = new();
        private int _received;
        private int _warm;
        private long _started;
        private long _ended;
        private long _allocatedWarm;
        private long _allocated;
        private double _sum;
        private TimeSpan _user;
        private TimeSpan _system;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Take(ref MqttBurst burst)
        {
            if (_received == 0)
            {
                _started = Stopwatch.GetTimestamp();
                _process.Refresh();
                (_user, _system) = (_process.UserProcessorTime, _process.PrivilegedProcessorTime);
            }

            if (_warm == 0 && _received >= count / 2)
            {
                _warm = _received;
                _allocatedWarm = GC.GetTotalAllocatedBytes(precise: true);
            }

            foreach (var message in burst)
            {
                _sum += parses ? Parse(message.Payload) : message.Payload.Length;
            }

            _bursts.Add(burst.Count);
            _received += burst.Count;
            if (_received >= count)
            {
                _ended = Stopwatch.GetTimestamp();
                _allocated = GC.GetTotalAllocatedBytes(precise: true);
                Done.TrySetResult();
            }
        }

        public void Report()
        {
            _process.Refresh();
            var seconds = Stopwatch.GetElapsedTime(_started, _ended == 0 ? Stopwatch.GetTimestamp() : _ended).TotalSeconds;
            var user = (_process.UserProcessorTime - _user).TotalSeconds * 1e6 / _received;
            var system = (_process.PrivilegedProcessorTime - _system).TotalSeconds * 1e6 / _received;
            var bytes = (_allocated - _allocatedWarm) / (double)Math.Max(1, _received - _warm);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"sink got={_received} wall={seconds:0.000} rate={_received / seconds:0} cpu/M={user + system:0.00} (user {user:0.00} system {system:0.00}) alloc/msg={bytes:0.000} burst={_bursts} total-cpu/M={_process.TotalProcessorTime.TotalSeconds * 1e6 / _received:0.00} sum={_sum:0}"));
        }

        // The work the service's parser does at least: find the time and the rate.
        private static double Parse(ReadOnlySpan<byte> payload)
        {
            var reader = new Utf8JsonReader(payload);
            double sum = 0;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName
                    && (reader.ValueTextEquals("ts"u8) || reader.ValueTextEquals("bpm"u8)))
                {
                    reader.Read();
                    sum += reader.GetDouble();
                }
            }

            return sum;
        }
    }

    /// <summary>Mean and largest burst.</summary>
    private sealed class Histogram
    {
        private long _count;
        private long _sum;
        private int _largest;

        public void Add(int value)
        {
            _count++;
            _sum += value;
            _largest = Math.Max(_largest, value);
        }

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{_sum / (double)Math.Max(1, _count):0.0}/{_largest}");
    }
}
