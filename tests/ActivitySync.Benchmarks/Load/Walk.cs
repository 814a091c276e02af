using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActivitySync.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Benchmarks.Load;

/// <summary>
/// Some wearers walk: each sends one minute's steps, at another moment, and whoever subscribes to the retained topics hears
/// when they count.
/// </summary>
internal sealed class Walk : IAsyncDisposable
{
    /// <summary>Steps of the one minute.</summary>
    public const int Steps = 40;

    static readonly string Told = Steps.ToString(CultureInfo.InvariantCulture);

    readonly ConcurrentDictionary<string, long> _toldAt = new();
    readonly List<(string Wearer, long SentAt)> _walked = [];
    readonly MqttClient _home;
    readonly MqttClient _devices;

    Walk(int brokerPort) => (_home, _devices) = (Client(brokerPort, Hear), Client(brokerPort, null));

    /// <summary>How many have walked.</summary>
    public int Count => _walked.Count;

    /// <summary>From each one's publish until its steps were told, seconds.</summary>
    public IEnumerable<double> Latencies
        => _walked.Select(one => Stopwatch.GetElapsedTime(one.SentAt, _toldAt[one.Wearer]).TotalSeconds);

    public static async Task<Walk> PrepareAsync(int brokerPort)
    {
        var walk = new Walk(brokerPort);
        await walk._home.WaitConnectedAsync(CancellationToken.None);
        await walk._home.SubscribeAsync([new MqttSubscription("activitysync/wearers/+/steps")], CancellationToken.None);
        return walk;
    }

    /// <summary>Wearers from a number on, so many a second, until it is enough; returns when all of it is told.</summary>
    public async Task GoAsync(int first, int wearers, double perSecond, Task? enough = null)
    {
        var started = Stopwatch.GetTimestamp();
        var sending = new List<Task>();
        for (var number = 0; number < wearers && enough is not { IsCompleted: true }; number++)
        {
            while (Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond < number)
            {
                await Task.Delay(1);
            }
            var (wearer, nowMs) = (Messages.Wearer(first + number), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            _walked.Add((wearer, Stopwatch.GetTimestamp()));
            sending.Add(_devices.PublishAsync($"activitysync/v1/{wearer}/watch/steps", Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"from":{{nowMs - 60_000}},"ts":{{nowMs}},"steps":{{Steps}},"counter":"delta"}""")),
                MqttQos.AtLeastOnce, retain: false, CancellationToken.None).AsTask());
        }
        await Task.WhenAll(sending);
        await Wait.UntilAsync(
            () => _walked.TrueForAll(one => _toldAt.ContainsKey(one.Wearer)), TimeSpan.FromSeconds(60), "all steps told");
    }

    public async ValueTask DisposeAsync()
    {
        await _devices.DisposeAsync();
        await _home.DisposeAsync();
    }

    void Hear(ref MqttBurst burst)
    {
        foreach (var message in burst)
        {
            if (Encoding.UTF8.GetString(message.Payload) == Told)
            {
                _toldAt.TryAdd(Encoding.UTF8.GetString(message.Topic).Split('/')[2], Stopwatch.GetTimestamp());
            }
        }
    }

    static MqttClient Client(int port, MqttBurstHandler? handler)
    {
        var client = new MqttClient(
            new MqttClientOptions { Host = "127.0.0.1", Port = port, ClientId = $"load-{Guid.NewGuid():N}" },
            handler, NullLogger<MqttClient>.Instance, TimeProvider.System);
        client.Start();
        return client;
    }
}
