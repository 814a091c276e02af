using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace ActivitySync.Ingest;

/// <summary>
/// Carries bursts from the spool to the store, oldest first: decode, write, and only then let them leave the spool. While
/// the store is away it waits and the spool grows. One loop; it owns every field here.
/// </summary>
internal sealed partial class Drain : BackgroundService
{
    // Our choice: large enough that a transaction or request is well filled, small enough to be repeated without notice.
    const int BurstsAtOnce = 512;
    const long BytesAtOnce = 1_048_576;
    static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(30);

    readonly MessageSpool _spool;
    readonly IStore _store;
    readonly StorePreparation _preparation;
    readonly DecodingRules _rules;
    readonly IPayloadFormat _format;
    readonly TouchedDays _touched;
    readonly ResiliencePipeline _patience;
    readonly ILogger<Drain> _logger;
    readonly TimeProvider _time;

    readonly SampleBatch _samples = new();
    readonly List<QuarantinedMessage> _refused = [];
    readonly HashSet<string> _refusalsLogged = [];
    DateTimeOffset? _storeLostAt;

    public Drain(
        MessageSpool spool, IStore store, StorePreparation preparation, DecodingRules rules, IPayloadFormat format,
        ILogger<Drain> logger, TimeProvider time)
    {
        (_spool, _store, _preparation, _rules, _format) = (spool, store, preparation, rules, format);
        (_logger, _time) = (logger, time);
        _touched = new TouchedDays(rules.Wearers);
        _patience = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<StoreUnavailableException>(),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(0.5),
                MaxDelay = TimeSpan.FromSeconds(30),
                UseJitter = true,
                DelayGenerator = args => ValueTask.FromResult(
                    (args.Outcome.Exception as StoreUnavailableException)?.RetryAfter),
                OnRetry = OnStoreUnavailableAsync,
            })
            .Build();
    }

    /// <summary>Whether the store is not up yet, or the last write to it failed.</summary>
    public bool StoreIsLost => _storeLostAt is not null || !_preparation.Ready.IsCompleted;

    /// <summary>Samples stored since start.</summary>
    public long Stored { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _preparation.Ready.WaitAsync(stoppingToken);
            while (true)
            {
                if (!await DrainOnceAsync(stoppingToken))
                {
                    await _spool.WaitForNewsAsync(LookAgainAfter, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Whatever was in hand is still in the spool.
        }
    }

    /// <summary>Carries one lot of bursts over; false when none waits.</summary>
    public async Task<bool> DrainOnceAsync(CancellationToken stop)
    {
        var bursts = _spool.Oldest(afterId: 0, BurstsAtOnce, BytesAtOnce);
        if (bursts.Count == 0)
        {
            return false;
        }
        _samples.Clear();
        _refused.Clear();
        foreach (var burst in bursts)
        {
            Decode(burst);
        }
        await StoreAsync(bursts, stop);
        var touched = _touched.Of(_samples);
        await _patience.ExecuteAsync(
            (state, _) =>
            {
                Complete(state.bursts, state.touched);
                return ValueTask.CompletedTask;
            },
            (bursts, touched), stop);
        Stored += _samples.Count;
        return true;
    }

    void Complete(IReadOnlyList<SpooledBurst> bursts, IReadOnlyCollection<DayKey> touched)
    {
        try
        {
            _spool.Complete(bursts, _refused, touched);
        }
        catch (SpoolUnavailableException reason)
        {
            // The same patience serves: the samples are stored, only their leaving the spool waits.
            throw new StoreUnavailableException(reason.Message, reason);
        }
    }

    void Decode(SpooledBurst burst)
    {
        var rest = (ReadOnlySpan<byte>)burst.Body;
        while (BurstFrames.TryTake(ref rest, out var message))
        {
            var raw = new RawMessage(
                message.Topic, message.Payload, burst.ReceivedMs, message.Flags.HasFlag(BurstFlags.Retained));
            if (_format.Decode(raw, _rules, _samples) is { } why)
            {
                Refuse(message, burst.ReceivedMs, why);
            }
        }
    }

    void Refuse(in BurstMessage message, long receivedMs, Rejection why)
    {
        var topic = Encoding.UTF8.GetString(message.Topic);
        _refused.Add(new QuarantinedMessage(
            receivedMs, topic, message.Payload.ToArray(), message.Flags.HasFlag(BurstFlags.Retained), why.Reason,
            why.Detail));
        // Said once for each topic and reason; the counts are in the quarantine.
        if (_refusalsLogged.Count < 1_000 && _refusalsLogged.Add($"{why.Reason} {topic}"))
        {
            LogQuarantined(topic, why.Reason, why.Detail);
        }
    }

    async Task StoreAsync(IReadOnlyList<SpooledBurst> bursts, CancellationToken stop)
    {
        try
        {
            await WriteAsync(_samples, stop);
        }
        catch (StoreRefusedException)
        {
            await StoreOneByOneAsync(bursts, stop);
        }
        if (_storeLostAt is { } since)
        {
            _storeLostAt = null;
            LogStoreRestored((_time.GetUtcNow() - since).TotalSeconds, _spool.WaitingMessages);
        }
    }

    // Rare: some sample is one the store will never take. Message by message, the culprit is found and quarantined whole.
    async Task StoreOneByOneAsync(IReadOnlyList<SpooledBurst> bursts, CancellationToken stop)
    {
        var one = new SampleBatch();
        foreach (var burst in bursts)
        {
            var rest = burst.Body.AsMemory();
            while (Next(ref rest, burst, one, out var topic, out var payload, out var flags))
            {
                try
                {
                    await WriteAsync(one, stop);
                }
                catch (StoreRefusedException reason)
                {
                    _refused.Add(new QuarantinedMessage(burst.ReceivedMs, topic, payload,
                        flags.HasFlag(BurstFlags.Retained), "store_refused", reason.Message));
                    LogQuarantined(topic, "store_refused", reason.Message);
                }
            }
        }
    }

    bool Next(
        ref ReadOnlyMemory<byte> rest, SpooledBurst burst, SampleBatch one, out string topic, out byte[] payload,
        out BurstFlags flags)
    {
        var span = rest.Span;
        one.Clear();
        (topic, payload, flags) = ("", [], BurstFlags.None);
        if (!BurstFrames.TryTake(ref span, out var message))
        {
            return false;
        }
        (topic, payload, flags) = (Encoding.UTF8.GetString(message.Topic), message.Payload.ToArray(), message.Flags);
        _format.Decode(
            new RawMessage(message.Topic, message.Payload, burst.ReceivedMs, flags.HasFlag(BurstFlags.Retained)), _rules, one);
        rest = rest[^span.Length..];
        return true;
    }

    ValueTask WriteAsync(SampleBatch samples, CancellationToken stop) => samples.Count == 0
        ? ValueTask.CompletedTask
        : _patience.ExecuteAsync(
            static async (state, stop) => await state.Store.WriteAsync(state.Samples, stop),
            (Store: _store, Samples: samples), stop);

    ValueTask OnStoreUnavailableAsync(OnRetryArguments<object> args)
    {
        if (_storeLostAt is null)
        {
            _storeLostAt = _time.GetUtcNow();
            LogStoreLost(args.Outcome.Exception!.Message, _spool.WaitingMessages);
        }
        else
        {
            LogStoreStillLost(_spool.WaitingMessages, args.RetryDelay.TotalSeconds);
        }
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "Store is not available, {Waiting} messages wait in the spool, nothing is lost: {Reason}")]
    partial void LogStoreLost(string reason, long waiting);

    [LoggerMessage(LogLevel.Debug, "Store is still not available, {Waiting} messages wait; next try in {DelaySeconds:0.0} s")]
    partial void LogStoreStillLost(long waiting, double delaySeconds);

    [LoggerMessage(LogLevel.Information, "Store is back after {Seconds:0.0} s, {Waiting} messages to carry over")]
    partial void LogStoreRestored(double seconds, long waiting);

    [LoggerMessage(LogLevel.Error, "Message on {Topic} quarantined as {Reason}: {Detail}")]
    partial void LogQuarantined(string topic, string reason, string detail);
}
