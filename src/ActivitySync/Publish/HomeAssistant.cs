using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Mqtt;
using ActivitySync.Spool;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Publish;

/// <summary>
/// Keeps Home Assistant's view of our wearers: announces each as a device, again when Home Assistant starts, takes away
/// components that are no longer, and moves configurations of single components over. Used by the publisher's loop; only
/// <see cref="Hear"/> is called by the client's thread.
/// </summary>
internal sealed partial class HomeAssistant
{
    // Home Assistant asks for a short random delay, so that not everybody answers its birth at once.
    const int LeastDelayMs = 500;
    const int MostDelayMs = 3_000;

    static readonly byte[] Migrate = """{"migrate_discovery":true}"""u8.ToArray();

    readonly HomeAssistantOptions _options;
    readonly SpoolState _state;
    readonly TimeProvider _time;
    readonly ILogger<HomeAssistant> _logger;
    readonly IReadOnlyList<HomeAssistantDevice> _devices;
    readonly ConcurrentQueue<string> _singles = new();
    long _announceAtMs = long.MaxValue;

    public HomeAssistant(
        MqttOptions mqtt, HomeAssistantOptions options, Household household, MessageSpool spool,
        ILogger<HomeAssistant> logger, TimeProvider time)
    {
        (_options, _state, _logger, _time) = (options, spool.State, logger, time);
        _devices = options.Enabled
            ? [.. household.Wearers.Select(wearer => new HomeAssistantDevice(mqtt, options, wearer))] : [];
    }

    /// <summary>Topics that are ours while it is enabled.</summary>
    public IEnumerable<string> Topics => _devices.Select(device => device.Topic);

    /// <summary>What has to be heard from the broker.</summary>
    public IReadOnlyList<MqttSubscription> Subscriptions => _devices.Count == 0 ? [] :
    [
        new MqttSubscription($"{_options.Prefix}/status"),
        .. _devices.Select(device => new MqttSubscription(device.SingleComponentFilter)),
    ];

    /// <summary>Takes what these subscriptions bring.</summary>
    public void Hear(ref MqttBurst burst)
    {
        while (burst.MoveNext())
        {
            var message = burst.Current;
            var topic = Encoding.UTF8.GetString(message.Topic);
            if (topic == $"{_options.Prefix}/status")
            {
                if (message.Payload.SequenceEqual("online"u8))
                {
                    // The first word counts: one that comes again and again must not put the answer off for ever.
                    Interlocked.CompareExchange(
                        ref _announceAtMs, NowMs() + RandomNumberGenerator.GetInt32(LeastDelayMs, MostDelayMs), long.MaxValue);
                }
            }
            else if (message.Retain && message.Payload.Length > 0)
            {
                _singles.Enqueue(topic); // what is not retained is our own migration coming back
            }
        }
    }

    /// <summary>After a connection: notes the configurations and takes away components that are no longer.</summary>
    public async Task PrepareAsync(MqttClient client, CancellationToken stop)
    {
        foreach (var device in _devices)
        {
            var removed = HomeAssistantDevice.Removed(_state.PayloadOf(device.Topic));
            if (removed.Count > 0)
            {
                await PublishAsync(client, device.Topic, device.Payload(removed), stop);
                LogRemoved(device.Id, removed.Count);
            }
            _state.Scored([], [new Publication(device.Topic, device.Payload([]))]);
        }
    }

    /// <summary>Publishes the configurations, before the states they speak of.</summary>
    public async Task AnnounceAsync(MqttClient client, CancellationToken stop)
    {
        foreach (var device in _devices)
        {
            if (_state.PendingOf(device.Topic) is var (publication, mark))
            {
                await PublishAsync(client, publication.Topic, publication.Payload, stop);
                _state.Published(publication.Topic, mark);
            }
        }
    }

    /// <summary>Does what was heard since. True when Home Assistant has started and all states are to be told again.</summary>
    public async Task<bool> CatchUpAsync(MqttClient client, CancellationToken stop)
    {
        while (_singles.TryDequeue(out var topic))
        {
            await MoveAsync(client, topic, stop);
        }
        if (NowMs() < Interlocked.Read(ref _announceAtMs))
        {
            return false;
        }
        Interlocked.Exchange(ref _announceAtMs, long.MaxValue);
        LogStarted();
        return true;
    }

    // Home Assistant's way from a single component to a device: say so on the old topic, announce the device, clear the old.
    async Task MoveAsync(MqttClient client, string topic, CancellationToken stop)
    {
        if (_devices.FirstOrDefault(device => topic.Contains($"/{device.Id}/", StringComparison.Ordinal)) is not { } owner)
        {
            return;
        }
        await PublishAsync(client, topic, Migrate, stop);
        await PublishAsync(client, owner.Topic, owner.Payload([]), stop);
        await PublishAsync(client, topic, [], stop);
        LogMoved(topic);
    }

    static async Task PublishAsync(MqttClient client, string topic, byte[] payload, CancellationToken stop)
        => await client.PublishAsync(topic, payload, MqttQos.AtLeastOnce, retain: true, stop);

    long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(LogLevel.Information, "Home Assistant has started, announcing all wearers again")]
    partial void LogStarted();

    [LoggerMessage(LogLevel.Information, "Home Assistant: took {Count} components of {Device} away")]
    partial void LogRemoved(string device, int count);

    [LoggerMessage(LogLevel.Information, "Home Assistant: moved the single component at {Topic} into its device")]
    partial void LogMoved(string topic);
}
