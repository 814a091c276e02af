using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActivitySync.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Benchmarks.Mqtt;

/// <summary>
/// Receives a given number of messages with the real client and reports what that cost this process: messages per
/// second, CPU seconds per million (user and system apart), allocated bytes per message. Settings: host, port, n, qos,
/// v (5 or 4), window, coalesce (ms), parse (1 reads each payload as JSON), ca (PEM file, turns TLS on), ws (1 for
/// WebSocket), limit (s).
/// </summary>
internal static class LoadSink
{
    public static async Task RunAsync(string[] words)
    {
        var settings = new Settings(words);
        var count = settings.Number("n", 1_000_000);
        var sink = new Counter(count, settings.Number("parse", 0) == 1);
        var options = new MqttClientOptions
        {
            Host = settings.Text("host") ?? "localhost",
            Port = settings.Number("port", 1883),
            Protocol = settings.Number("v", 5) == 5 ? MqttProtocol.V5 : MqttProtocol.V311,
            ReceiveMaximum = settings.Number("window", 2000),
            ReadCoalescing = TimeSpan.FromMilliseconds(settings.Number("coalesce", 1)),
            Transport = settings.Number("ws", 0) == 1 ? MqttTransport.WebSocket : MqttTransport.Tcp,
            Tls = settings.Text("ca") is { } ca ? new MqttTlsOptions { CaFile = ca } : null,
            Subscriptions = [new MqttSubscription("#", (MqttQos)settings.Number("qos", 1))],
        };
        var log = NullLogger<MqttClient>.Instance;
        await using var client = new MqttClient(options, sink.Take, log, TimeProvider.System);
        client.Connected += facts => Console.WriteLine(facts);
        client.Start();
        await client.WaitConnectedAsync(CancellationToken.None);
        Console.WriteLine("ready");
        await Task.WhenAny(sink.Done.Task, client.Completion, Task.Delay(TimeSpan.FromSeconds(settings.Number("limit", 120))));
        sink.Report();
        if (client.LastError is { } error)
        {
            Console.WriteLine($"not connected: {error}");
        }

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
            var ended = _ended == 0 ? Stopwatch.GetTimestamp() : _ended;
            var seconds = Stopwatch.GetElapsedTime(_started, ended).TotalSeconds;
            var user = (_process.UserProcessorTime - _user).TotalSeconds * 1e6 / _received;
            var system = (_process.PrivilegedProcessorTime - _system).TotalSeconds * 1e6 / _received;
            var bytes = (_allocated - _allocatedWarm) / (double)Math.Max(1, _received - _warm);
            var all = _process.TotalProcessorTime.TotalSeconds * 1e6 / _received;
            FormattableString[] parts =
            [
                $"sink got={_received} wall={seconds:0.000} rate={_received / seconds:0}",
                $"cpu/M={user + system:0.00} (user {user:0.00} system {system:0.00}, with start {all:0.00})",
                $"alloc/msg={bytes:0.000} burst={_bursts} sum={_sum:0}",
            ];
            Console.WriteLine(string.Join(' ', parts.Select(FormattableString.Invariant)));
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
