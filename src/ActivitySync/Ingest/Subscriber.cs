using System.Buffers;
using System.Runtime.InteropServices;
using ActivitySync.Core.Decoding;
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
    // Of a message that is too large: enough for a person to see what it is.
    const int StartBytes = 1_024;

    // Bounded so that a full spool is noticed drained soon, without spinning.
    static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(250);

    readonly MessageSpool _spool;
    readonly MqttClient _client;
    readonly TimeProvider _time;
    readonly string _controlFilter;
    readonly ILogger<Subscriber> _logger;

    // Used by the client's receive thread only.
    readonly ArrayBufferWriter<byte> _frames = new(65_536);
    readonly ArrayBufferWriter<byte> _large = new();
    CancellationToken _stop;

    public Subscriber(
        MqttOptions options, IReadOnlyList<Source> sources, MessageSpool spool, ILoggerFactory loggers, TimeProvider time)
    {
        (_spool, _time, _logger) = (spool, time, loggers.CreateLogger<Subscriber>());
        _controlFilter = ControlFilter(options);
        var client = options.ClientOptions(options.ClientId) with
        {
            CleanStart = false,
            OversizedHandler = KeepStart,
            SessionExpiry = TimeSpan.FromDays(options.SessionExpiryDays),
            // Retained samples are old facts: wanted once, when the subscription is new (Retain Handling 1). Retain As
            // Published stays off: then the flag marks a replay, and decoders can tell it from news.
            Subscriptions =
            [
                .. SourceRouter.Filters(options.TopicPrefix, sources).Select(filter => new MqttSubscription(filter)
                {
                    RetainHandling = MqttRetainHandling.SendIfNew,
                    RetainAsPublished = false,
                }),
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

    /// <summary>Why the spool cannot be written at present, in words; null when it can.</summary>
    public string? SpoolFailure { get; private set; }

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
            var flags = message.Retain ? BurstFlags.Retained : BurstFlags.None;
            if (message.Payload.Length >= WaitingBursts.LargeBytes)
            {
                _large.ResetWrittenCount();
                BurstFrames.Append(_large, message.Topic, message.Payload, flags);
                KeepFrames(_large, messages: 1);
                continue;
            }
            BurstFrames.Append(_frames, message.Topic, message.Payload, flags);
            messages++;
        }
        if (messages > 0)
        {
            KeepFrames(_frames, messages);
        }
    }

    // It can never be taken, so it is kept for the quarantine instead of being sent to us for ever.
    void KeepStart(MqttInbound start, int packetLength)
    {
        _frames.ResetWrittenCount();
        var flags = BurstFlags.TooLarge | (start.Retain ? BurstFlags.Retained : BurstFlags.None);
        BurstFrames.Append(
            _frames, start.Topic, start.Payload[..Math.Min(start.Payload.Length, StartBytes)], flags);
        KeepFrames(_frames, messages: 1);
    }

    void KeepFrames(ArrayBufferWriter<byte> frames, int messages)
    {
        MemoryMarshal.TryGetArray(frames.WrittenMemory, out var body);
        var receivedMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        WaitForRoom();
        KeepOnDisk(body, messages, receivedMs);
        Kept += messages;
    }

    void WaitForRoom()
    {
        if (_spool.FullBecause is not { } why)
        {
            return;
        }
        LogSpoolFull(why, _spool.WaitingMessages, _spool.WaitingBytes / 1_048_576d);
        while (_spool.IsFull)
        {
            Pause();
        }
        LogSpoolHasRoom();
    }

    void KeepOnDisk(ArraySegment<byte> body, int messages, long receivedMs)
    {
        while (true)
        {
            try
            {
                _spool.Append(body, messages, receivedMs);
                if (SpoolFailure is not null)
                {
                    SpoolFailure = null;
                    LogSpoolRestored();
                }
                return;
            }
            catch (SpoolUnavailableException reason)
            {
                if (SpoolFailure is null)
                {
                    LogSpoolUnavailable(reason);
                }
                SpoolFailure = reason.Message;
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
        "Spool is full, {Why}: {Waiting} messages wait, {Megabytes:0.0} MB; nothing is acknowledged until there is room, the broker holds back")]
    partial void LogSpoolFull(string why, long waiting, double megabytes);

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
