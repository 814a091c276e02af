using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Mqtt;
using ActivitySync.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Publish;

/// <summary>
/// Gives results back over MQTT: what our retained topics should hold and which events are to be told is noted in the
/// spool, and this loop brings the broker up to it. After each reconnect everything retained is published again, because
/// brokers forget. A last will says <c>offline</c>.
/// </summary>
internal sealed partial class Publisher : BackgroundService
{
    /// <summary>Our place in the outbox.</summary>
    public const string Channel = "mqtt";

    const int AtOnce = 200;

    // News wakes the loop; this is for a new connection and for what a verb wrote beside us. Each look is two queries, and the
    // service was busy with little else when nothing came (tests/load idle).
    static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);
    static readonly TimeSpan StuckFor = TimeSpan.FromSeconds(10);
    static readonly byte[] Online = "online"u8.ToArray();
    static readonly byte[] Offline = "offline"u8.ToArray();

    readonly MessageSpool _spool;
    readonly MqttClient _client;
    readonly HomeAssistant _homeAssistant;
    readonly EventTopics _events;
    readonly string _statusTopic;
    readonly IReadOnlyList<string> _ours;
    readonly TimeProvider _time;
    readonly ILogger<Publisher> _logger;
    volatile bool _connectedAnew;
    long _published;

    // Used by the loop only.
    readonly HashSet<string> _refusalsSaid = [];
    string _publishedUpTo = "";
    bool _isStuck;
    bool _listens;

    public Publisher(
        MqttOptions options, Household household, MessageSpool spool, HomeAssistant homeAssistant, ILoggerFactory loggers,
        TimeProvider time)
    {
        (_spool, _homeAssistant, _time, _logger) = (spool, homeAssistant, time, loggers.CreateLogger<Publisher>());
        _statusTopic = $"{options.TopicPrefix}/status";
        _events = new EventTopics(options.TopicPrefix);
        _ours =
        [
            .. household.Wearers.Select(wearer => $"{options.TopicPrefix}/wearers/{wearer.Id}/"),
            .. homeAssistant.Topics,
            $"{options.TopicPrefix}/bridge/",
        ];
        var client = options.ClientOptions($"{options.ClientId}-out") with
        {
            CleanStart = true,
            Will = new MqttWill { Topic = _statusTopic, Payload = Offline, Qos = MqttQos.AtLeastOnce, Retain = true },
        };
        _client = new MqttClient(client, homeAssistant.Hear, loggers.CreateLogger<MqttClient>(), time);
        _client.Connected += _ => _connectedAnew = true;
    }

    /// <summary>Publications and events the broker has taken since start.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Sends a command to a device, exactly once, not retained; false when the broker cannot take it now.</summary>
    public async Task<bool> SendAsync(string topic, byte[] payload, CancellationToken stop)
    {
        if (_client.State != MqttClientState.Connected)
        {
            return false;
        }
        using var soon = new CancellationTokenSource(StuckFor, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(soon.Token, stop);
        try
        {
            await _client.PublishAsync(topic, payload, MqttQos.ExactlyOnce, retain: false, either.Token);
            return true;
        }
        catch (Exception reason) when (reason is MqttException || (reason is OperationCanceledException && !stop.IsCancellationRequested))
        {
            LogNotSent(topic, reason.Message);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _client.Start();
        try
        {
            while (true)
            {
                await PublishOrWaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await SayGoodbyeAsync();
        }
    }

    // What keeps us from publishing (a broker that refuses us, a disk that is full) is said once and waited out.
    async Task PublishOrWaitAsync(CancellationToken stop)
    {
        try
        {
            await _client.WaitConnectedAsync(stop);
            await PublishAsync(stop);
            if (_isStuck)
            {
                _isStuck = false;
                LogUnstuck();
            }
        }
        catch (Exception reason) when (reason is MqttException or SpoolUnavailableException)
        {
            if (!_isStuck)
            {
                _isStuck = true;
                LogStuck(reason.Message);
            }
            await Task.Delay(StuckFor, _time, stop);
        }
    }

    async Task PublishAsync(CancellationToken stop)
    {
        var news = _spool.State.News;
        if (_connectedAnew)
        {
            _connectedAnew = false;
            _spool.State.ClearExcept(_ours);
            await TryAsync(_homeAssistant.PrepareAsync, stop);
            await PublishAllAgainAsync(stop);
            // Who sees us online may speak at once, so we listen before.
            await ListenAsync(stop);
            await _client.PublishAsync(_statusTopic, Online, MqttQos.AtLeastOnce, retain: true, stop);
        }
        if (await _homeAssistant.CatchUpAsync(_client, stop))
        {
            await PublishAllAgainAsync(stop);
        }
        if (await PublishPendingAsync(stop) + await PublishEventsAsync(stop) == 0)
        {
            await Patience.ForNewsAsync(news, LookAgainAfter, _time, stop);
        }
    }

    // Configurations first: Home Assistant then knows what the states are of.
    async Task PublishAllAgainAsync(CancellationToken stop)
    {
        _spool.State.PublishAllAgain();
        await TryAsync(_homeAssistant.AnnounceAsync, stop);
    }

    // A broker that does not let us speak to Home Assistant takes our results all the same.
    async Task TryAsync(Func<MqttClient, CancellationToken, Task> work, CancellationToken stop)
    {
        try
        {
            await work(_client, stop);
        }
        catch (MqttPublishRefusedException reason)
        {
            SayRefused("Home Assistant discovery", reason);
        }
    }

    // Once; the client makes subscriptions again by itself.
    async Task ListenAsync(CancellationToken stop)
    {
        if (_listens || _homeAssistant.Subscriptions.Count == 0)
        {
            return;
        }
        try
        {
            await _client.SubscribeAsync(_homeAssistant.Subscriptions, stop);
            _listens = true;
        }
        catch (MqttSubscriptionRefusedException reason)
        {
            SayRefused("listening for Home Assistant's start", reason);
        }
    }

    async Task<int> PublishPendingAsync(CancellationToken stop)
    {
        // Round and round by topic: those at the beginning, changed again meanwhile, do not go before those at the end.
        var pending = _spool.State.Pending(AtOnce, _publishedUpTo);
        if (pending.Count == 0 && _publishedUpTo.Length > 0)
        {
            _publishedUpTo = "";
            pending = _spool.State.Pending(AtOnce);
        }
        if (pending.Count == 0)
        {
            return 0;
        }
        // Side by side: the broker answers them in one go, and what it has is noted in one.
        await Task.WhenAll(pending.Select(one => PublishAsync(one.Publication.Topic, one.Publication.Payload, retain: true, stop)));
        _spool.State.PublishedAll([.. pending.Select(one => (one.Publication.Topic, one.Mark))]);
        _publishedUpTo = pending.Count < AtOnce ? "" : pending[^1].Publication.Topic;
        LogPublished(pending.Count);
        return pending.Count;
    }

    async Task<int> PublishEventsAsync(CancellationToken stop)
    {
        var events = _spool.Outbox.Untold(Channel, AtOnce);
        foreach (var one in events)
        {
            if (one.ExpiresMs > _time.GetUtcNow().ToUnixTimeMilliseconds())
            {
                await PublishAsync(_events.Of(one), one.Payload, retain: false, stop);
            }
            _spool.Outbox.Told(Channel, one);
        }
        return events.Count;
    }

    // One topic the broker will not take must not hold up the others; it is tried again after the next reconnect.
    async Task PublishAsync(string topic, byte[] payload, bool retain, CancellationToken stop)
    {
        try
        {
            await _client.PublishAsync(topic, payload, MqttQos.AtLeastOnce, retain, stop);
            Interlocked.Increment(ref _published);
        }
        catch (MqttPublishRefusedException reason)
        {
            SayRefused(topic, reason);
        }
    }

    void SayRefused(string what, MqttException reason)
    {
        lock (_refusalsSaid)
        {
            if (_refusalsSaid.Count >= 100 || !_refusalsSaid.Add(what))
            {
                return;
            }
        }
        LogRefused(what, reason.Message);
    }

    // A clean stop sends no will, so it is said in words.
    async Task SayGoodbyeAsync()
    {
        if (_client.State == MqttClientState.Connected)
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
            try
            {
                await _client.PublishAsync(_statusTopic, Offline, MqttQos.AtLeastOnce, retain: true, soon.Token);
            }
            catch (Exception reason) when (reason is OperationCanceledException or MqttException)
            {
                LogNoGoodbye();
            }
        }
        await _client.StopAsync(TimeSpan.FromSeconds(2));
    }

    public override void Dispose()
    {
        _client.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "Results cannot be published now, they wait and are stored all the same: {Reason}")]
    partial void LogStuck(string reason);

    [LoggerMessage(LogLevel.Warning, "The broker did not take a command for {Topic}; it is tried again: {Reason}")]
    partial void LogNotSent(string topic, string reason);

    [LoggerMessage(LogLevel.Information, "Results are published again")]
    partial void LogUnstuck();

    [LoggerMessage(LogLevel.Warning, "The broker does not allow {What}: {Reason}. See deploy/mosquitto/acl for what we need")]
    partial void LogRefused(string what, string reason);

    [LoggerMessage(LogLevel.Debug, "Published {Count} retained messages")]
    partial void LogPublished(int count);

    [LoggerMessage(LogLevel.Warning, "The broker did not take our goodbye in time; its clients may see us as online")]
    partial void LogNoGoodbye();
}
