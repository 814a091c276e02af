using System.Buffers;
using System.Runtime.InteropServices;
using ActivitySync.Mqtt;
using ActivitySync.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Ingest;

/// <summary>
/// Takes bursts off the broker and into the spool; the client acknowledges a burst when <see cref="Keep"/> returns. When
/// the spool is full or cannot be written, it waits there: nothing more is read, and the broker holds the rest.
/// </summary>
internal sealed partial class Subscriber : BackgroundService
{
    // Bounded so that a full spool is noticed drained soon, without spinning.
    static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(250);

    readonly MessageSpool _spool;
    readonly MqttClient _client;
    readonly TimeProvider _time;
    readonly string _controlFilter;
    readonly ILogger<Subscriber> _logger;

    // Used by the client's receive thread only.
    readonly ArrayBufferWriter<byte> _frames = new(65_536);
    CancellationToken _stop;

    public Subscriber(
        MqttOptions options, MessageSpool spool, ILoggerFactory loggers, TimeProvider time)
    {
        (_spool, _time, _logger) = (spool, time, loggers.CreateLogger<Subscriber>());
        _controlFilter = ControlFilter(options);
        var client = options.ClientOptions(options.ClientId) with
        {
            CleanStart = false,
            SessionExpiry = TimeSpan.FromDays(options.SessionExpiryDays),
            // Retained samples are old facts: wanted once, when the subscription is new (Retain Handling 1).
            Subscriptions =
            [
                new MqttSubscription($"{options.TopicPrefix}/v1/#")
                {
                    RetainHandling = MqttRetainHandling.SendIfNew,
                    RetainAsPublished = false,
                },
            ],
        };
        _client = new MqttClient(client, Keep, loggers.CreateLogger<MqttClient>(), time);
    }

    /// <summary>Where controls send their commands.</summary>
    public static string ControlFilter(MqttOptions options) => $"{options.TopicPrefix}/wearers/+/set/#";

    /// <summary>Whether the broker is there.</summary>
    public MqttClientState State => _client.State;

    /// <summary>Why the broker is not there, in words; null when it is.</summary>
    public string? LastError => _client.LastError;

    /// <summary>Messages kept since start.</summary>
    public long Kept { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stop = stoppingToken;
        _client.Start();
        try
        {
            await ListenToControlsAsync(stoppingToken);
            await _client.Completion.WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await _client.StopAsync(TimeSpan.FromSeconds(5));
        }
    }

    // Asked for by itself, so that a broker whose access list does not know controls yet gives us the samples all the same.
    // A retained command is an echo: unwanted, and ignored where it comes all the same (3.1.1 has no Retain Handling).
    async Task ListenToControlsAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await _client.WaitConnectedAsync(stop);
                await _client.SubscribeAsync(
                    [new MqttSubscription(_controlFilter) { RetainHandling = MqttRetainHandling.DoNotSend }], stop);
                return;
            }
            catch (MqttSubscriptionRefusedException reason)
            {
                LogNoControls(_controlFilter, reason.Message);
                return;
            }
            catch (MqttException) when (!_client.Completion.IsCompleted)
            {
                await Task.Delay(RetryEvery, _time, stop); // the connection broke; the client comes back by itself
            }
        }
    }

    void Keep(ref MqttBurst burst)
    {
        _frames.ResetWrittenCount();
        var messages = 0;
        while (burst.MoveNext())
        {
            var message = burst.Current;
            BurstFrames.Append(
                _frames, message.Topic, message.Payload, message.Retain ? BurstFlags.Retained : BurstFlags.None);
            messages++;
        }
        if (messages == 0)
        {
            return;
        }
        MemoryMarshal.TryGetArray(_frames.WrittenMemory, out var body);
        var receivedMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        WaitForRoom();
        KeepOnDisk(body, messages, receivedMs);
        Kept += messages;
    }

    void WaitForRoom()
    {
        if (!_spool.IsFull)
        {
            return;
        }
        LogSpoolFull(_spool.WaitingMessages);
        while (_spool.IsFull)
        {
            Pause();
        }
        LogSpoolHasRoom();
    }

    void KeepOnDisk(ArraySegment<byte> body, int messages, long receivedMs)
    {
        var failed = false;
        while (true)
        {
            try
            {
                _spool.Append(body, messages, receivedMs);
                if (failed)
                {
                    LogSpoolRestored();
                }
                return;
            }
            catch (SpoolUnavailableException reason)
            {
                if (!failed)
                {
                    LogSpoolUnavailable(reason);
                }
                failed = true;
                Pause();
            }
        }
    }

    // The receive thread is ours to block: that is the back-pressure. Stopping leaves the burst unacknowledged.
    void Pause()
    {
        _stop.WaitHandle.WaitOne(RetryEvery);
        _stop.ThrowIfCancellationRequested();
    }

    public override void Dispose()
    {
        _client.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning,
        "Spool is full with {Waiting} messages: nothing is acknowledged until the store has taken some, the broker holds back")]
    partial void LogSpoolFull(long waiting);

    [LoggerMessage(LogLevel.Warning,
        "The broker does not let us hear controls ({Filter}): {Reason}. Samples are taken all the same; see deploy/mosquitto/acl")]
    partial void LogNoControls(string filter, string reason);

    [LoggerMessage(LogLevel.Information, "Spool has room again, acknowledging")]
    partial void LogSpoolHasRoom();

    [LoggerMessage(LogLevel.Error, "Spool cannot be written: nothing is acknowledged until it can")]
    partial void LogSpoolUnavailable(Exception reason);

    [LoggerMessage(LogLevel.Information, "Spool can be written again, acknowledging")]
    partial void LogSpoolRestored();
}
