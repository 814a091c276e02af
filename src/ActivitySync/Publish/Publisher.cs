using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Mqtt;
using ActivitySync.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Publish;

/// <summary>
/// Gives results back over MQTT: what our retained topics should hold is noted in the spool, and this loop brings the
/// broker up to it. After each reconnect everything is published again, because brokers forget. A last will says
/// <c>offline</c>.
/// </summary>
internal sealed partial class Publisher : BackgroundService
{
    const int AtOnce = 200;
    static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);
    static readonly TimeSpan StuckFor = TimeSpan.FromSeconds(10);
    static readonly byte[] Online = "online"u8.ToArray();
    static readonly byte[] Offline = "offline"u8.ToArray();

    readonly SpoolState _state;
    readonly MqttClient _client;
    readonly string _statusTopic;
    readonly IReadOnlyList<string> _ours;
    readonly TimeProvider _time;
    readonly ILogger<Publisher> _logger;
    volatile bool _connectedAnew;

    // Used by the loop only.
    bool _isStuck;

    public Publisher(
        MqttOptions options, Household household, MessageSpool spool, ILoggerFactory loggers, TimeProvider time)
    {
        (_state, _time, _logger) = (spool.State, time, loggers.CreateLogger<Publisher>());
        _statusTopic = $"{options.TopicPrefix}/status";
        _ours = [.. household.Wearers.Select(wearer => $"{options.TopicPrefix}/wearers/{wearer.Id}/")];
        var client = options.ClientOptions($"{options.ClientId}-out") with
        {
            CleanStart = true,
            Will = new MqttWill { Topic = _statusTopic, Payload = Offline, Qos = MqttQos.AtLeastOnce, Retain = true },
        };
        _client = new MqttClient(client, null, loggers.CreateLogger<MqttClient>(), time);
        _client.Connected += _ => _connectedAnew = true;
    }

    /// <summary>Publications the broker has taken since start.</summary>
    public long Published { get; private set; }

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
        if (_connectedAnew)
        {
            _connectedAnew = false;
            _state.ClearExcept(_ours);
            _state.PublishAllAgain();
            await _client.PublishAsync(_statusTopic, Online, MqttQos.AtLeastOnce, retain: true, stop);
        }
        if (await PublishPendingAsync(stop) == 0)
        {
            await Task.Delay(LookAgainAfter, _time, stop);
        }
    }

    async Task<int> PublishPendingAsync(CancellationToken stop)
    {
        var pending = _state.Pending(AtOnce);
        foreach (var (publication, mark) in pending)
        {
            await _client.PublishAsync(
                publication.Topic, publication.Payload, MqttQos.AtLeastOnce, retain: true, stop);
            _state.Published(publication.Topic, mark);
            Published++;
        }
        if (pending.Count > 0)
        {
            LogPublished(pending.Count);
        }
        return pending.Count;
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

    [LoggerMessage(LogLevel.Debug, "Published {Count} retained messages")]
    partial void LogPublished(int count);

    [LoggerMessage(LogLevel.Warning, "The broker did not take our goodbye in time; its clients may see us as online")]
    partial void LogNoGoodbye();
}
