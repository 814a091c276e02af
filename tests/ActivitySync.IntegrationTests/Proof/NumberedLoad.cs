using System.Globalization;
using System.Text;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>
/// Publishes numbered messages with QoS 1 until it is told to stop, each until the broker has acknowledged it. Number n is
/// one step in second n from <see cref="FirstMs"/> on, so that the store shows which are missing and which count twice.
/// </summary>
internal sealed class NumberedLoad : IAsyncDisposable
{
    /// <summary>2025-01-01 00:00 UTC.</summary>
    public const long FirstMs = 1_735_689_600_000;

    const int InFlight = 2_000;

    readonly MqttClient _client;
    readonly CancellationTokenSource _enough = new();
    readonly Task _publishing;
    int _repeat;

    /// <param name="brokerPort">Where the broker listens on loopback.</param>
    /// <param name="perSecond">Messages a second; 0 for as many as it takes.</param>
    /// <param name="atMost">Stop after so many.</param>
    /// <param name="wearer">Whose steps.</param>
    public NumberedLoad(int brokerPort, int perSecond, int atMost = int.MaxValue, string wearer = RoadScene.Good)
    {
        _client = new MqttClient(
            new MqttClientOptions { Host = "127.0.0.1", Port = brokerPort, ClientId = $"load-{Guid.NewGuid():N}" },
            null, NullLogger<MqttClient>.Instance, TimeProvider.System);
        _client.Start();
        _publishing = Task.Run(() => PublishAsync(wearer, perSecond, atMost));
    }

    /// <summary>Messages the broker has acknowledged: numbers 0 up to this, without it.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Returns when all are published and acknowledged; only for a load with an end.</summary>
    public Task CompletedAsync() => _publishing;

    /// <summary>Publishes the newest numbers once more, as a device does that does not trust its broker's memory.</summary>
    public void Repeat(int newest) => Interlocked.Exchange(ref _repeat, newest);

    /// <summary>Stops and returns how many were acknowledged.</summary>
    public async Task<int> StopAsync()
    {
        await _enough.CancelAsync();
        await _publishing;
        return Acknowledged;
    }

    /// <summary>Compares the numbers in the store with those acknowledged; returns missing and double ones.</summary>
    public static async Task<(int Lost, int Double)> CompareAsync(
        IStore store, int acknowledged, CancellationToken stop, string wearer = RoadScene.Good)
    {
        var seen = new byte[acknowledged];
        const int Lot = 100_000;
        for (var first = 0; first < acknowledged; first += Lot)
        {
            var fromMs = FirstMs + (first * 1000L);
            foreach (var sample in await store.ReadStepsAsync(wearer, fromMs, fromMs + (Lot * 1000L), stop))
            {
                var number = (sample.TimeMs - FirstMs) / 1000;
                if (number < acknowledged)
                {
                    seen[number] += (byte)sample.Count;
                }
            }
        }
        return (seen.Count(times => times == 0), seen.Count(times => times > 1));
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _client.DisposeAsync();
        _enough.Dispose();
    }

    async Task PublishAsync(string wearer, int perSecond, int atMost)
    {
        var topic = $"activitysync/v1/{wearer}/load/steps";
        var flying = new Queue<(int Number, Task Sent)>();
        var started = TimeProvider.System.GetTimestamp();
        var number = 0;
        while (number < atMost && !_enough.IsCancellationRequested)
        {
            var due = perSecond == 0 ? atMost
                : (int)Math.Min(atMost, TimeProvider.System.GetElapsedTime(started).TotalSeconds * perSecond);
            number = Math.Max(0, number - Interlocked.Exchange(ref _repeat, 0));
            for (; number < due && flying.Count < InFlight; number++)
            {
                flying.Enqueue((number, SendAsync(topic, number)));
            }
            while (flying.Count > 0 && (flying.Peek().Sent.IsCompleted || flying.Count >= InFlight || number >= atMost))
            {
                await AcknowledgedAsync(topic, flying.Dequeue());
            }
            if (perSecond > 0)
            {
                await Task.Delay(5);
            }
        }
        while (flying.TryDequeue(out var one))
        {
            await AcknowledgedAsync(topic, one);
        }
    }

    // A broker that was killed says so by an exception; the message is the device's until it is acknowledged.
    async Task AcknowledgedAsync(string topic, (int Number, Task Sent) one)
    {
        for (var sent = one.Sent; ;)
        {
            try
            {
                await sent;
                Acknowledged = Math.Max(Acknowledged, one.Number + 1);
                return;
            }
            catch (MqttException)
            {
                await Task.Delay(20);
                sent = SendAsync(topic, one.Number);
            }
        }
    }

    Task SendAsync(string topic, int number)
    {
        var ts = FirstMs + (number * 1000L);
        return _client.PublishAsync(topic, Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$"""{"ts":{{ts}},"from":{{ts - 1000}},"steps":1,"counter":"delta"}""")),
            MqttQos.AtLeastOnce, retain: false, CancellationToken.None).AsTask();
    }
}
