using System.Buffers.Binary;
using System.Diagnostics;
using ActivitySync.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Benchmarks.Mqtt;

/// <summary>
/// Sends time stamps through a broker at a light pace to two subscribers at once, one with read coalescing and one
/// without, and prints how long they took: what coalescing adds to light traffic. Settings: port, n, rate (per second).
/// </summary>
internal static class LatencyProbe
{
    public static async Task RunAsync(string[] words)
    {
        var settings = new Settings(words);
        var count = settings.Number("n", 200);
        var options = new MqttClientOptions { Host = "127.0.0.1", Port = settings.Number("port", 1883) };
        var with = new Delays(count);
        var without = new Delays(count);
        await using var gathering = Subscriber(options, with);
        await using var eager = Subscriber(options with { ReadCoalescing = TimeSpan.Zero }, without);
        await using var publisher = Start(options, null);
        await Task.WhenAll(
            gathering.WaitConnectedAsync(CancellationToken.None),
            eager.WaitConnectedAsync(CancellationToken.None),
            publisher.WaitConnectedAsync(CancellationToken.None));

        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / settings.Number("rate", 10)));
        for (var sent = 0; sent < count; sent++)
        {
            await pace.WaitForNextTickAsync();
            var stamp = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(stamp, Stopwatch.GetTimestamp());
            await publisher.PublishAsync("latency", stamp, MqttQos.AtLeastOnce, retain: false, CancellationToken.None);
        }

        await Task.WhenAll(with.Done.Task, without.Done.Task).WaitAsync(TimeSpan.FromSeconds(10));
        Console.WriteLine($"latency with coalescing    {with}");
        Console.WriteLine($"latency without coalescing {without}");
    }

    private static MqttClient Subscriber(MqttClientOptions options, Delays delays) =>
        Start(options with { Subscriptions = [new MqttSubscription("latency")] }, delays.Take);

    private static MqttClient Start(MqttClientOptions options, MqttBurstHandler? handler)
    {
        var client = new MqttClient(options, handler, NullLogger<MqttClient>.Instance, TimeProvider.System);
        client.Start();
        return client;
    }

    private sealed class Delays(int count)
    {
        private readonly List<double> _milliseconds = new(count);

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Take(ref MqttBurst burst)
        {
            foreach (var message in burst)
            {
                var sent = BinaryPrimitives.ReadInt64LittleEndian(message.Payload);
                _milliseconds.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            if (_milliseconds.Count == count)
            {
                Done.TrySetResult();
            }
        }

        // The first tenth is left out: it measures the compiler.
        public override string ToString()
        {
            var sorted = _milliseconds.Skip(count / 10).Order().ToArray();
            FormattableString text =
                $"p50={sorted[sorted.Length / 2]:0.000} p99={sorted[sorted.Length * 99 / 100]:0.000} max={sorted[^1]:0.000} ms";
            return FormattableString.Invariant(text);
        }
    }
}
