using ActivitySync.Core.Decoding;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;

namespace ActivitySync.Ingest;

/// <summary>
/// Carries bursts from the spool to the store, oldest first: decode, write, and only then let them leave the spool. While
/// the store is away it waits and the spool grows. When it comes back, what arrives from then on is carried in turns with
/// what has waited, each in its order: nobody waits for a day's backlog to see today. So are large messages with the others.
/// One loop; it owns every field here.
/// </summary>
internal sealed partial class Drain : BackgroundService
{
    // Our choice: large enough that a transaction or request is well filled, small enough to be repeated without notice.
    const int BurstsAtOnce = 512;
    const long BytesAtOnce = 1_048_576;
    // Asking an absent store costs nothing, and somebody waits for their steps. Our choice.
    static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(5);
    // Lots that do not fill up by themselves begin this far apart: each is a request and a transaction, whatever it holds, and
    // nobody sees a tenth of a second. Our choice; the first message after a pause does not wait.
    static readonly TimeSpan LotEvery = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(30);
    static readonly TimeSpan TidyEvery = TimeSpan.FromHours(1);

    readonly MessageSpool _spool;
    readonly IStore _store;
    readonly StorePreparation _preparation;
    readonly DecodingRules _rules;
    readonly BurstDecoder _lot;
    readonly TouchedDays _touched;
    readonly HeardDevices _heard;
    readonly ResiliencePipeline _storePatience;
    readonly ResiliencePipeline _spoolPatience;
    readonly ILogger<Drain> _logger;
    readonly TimeProvider _time;

    DateTimeOffset _tidiedAt;
    DateTimeOffset? _storeLostAt;
    readonly ToldReasons _storeLostBecause = new();
    long _backlogUpTo;
    bool _isTurnOfLive;
    bool _isTurnOfLarge;
    bool _isReminded;

    public Drain(
        MessageSpool spool, IStore store, StorePreparation preparation, DecodingRules rules, IMessageDecoder decoder,
        ILogger<Drain> logger, TimeProvider time)
    {
        (_spool, _store, _preparation, _rules) = (spool, store, preparation, rules);
        (_logger, _time) = (logger, time);
        _touched = new TouchedDays(rules.Wearers);
        _heard = new HeardDevices(spool.Devices, new DeviceClocks(spool.Devices, rules, logger), rules, logger);
        _lot = new BurstDecoder(decoder, rules, _heard.Clocks, logger);
        _storePatience = Patience.With<StoreUnavailableException>(time, OnStoreUnavailableAsync,
            trouble => trouble.RetryAfter, LongestPatience);
        _spoolPatience = Patience.With<SpoolUnavailableException>(time, OnSpoolUnavailableAsync);
    }

    /// <summary>Whether the store is not up yet, or the last write to it failed.</summary>
    public bool StoreIsLost => _storeLostAt is not null || !_preparation.Ready.IsCompleted;

    /// <summary>Why the store takes nothing at present, in words; null when it does, or before its first answer.</summary>
    public string? StoreFailure { get => field ?? _preparation.Failure; private set; }

    /// <summary>Why the spool cannot be read or written at present, in words; null when it can.</summary>
    public string? SpoolFailure { get; private set; }

    /// <summary>Samples stored since start.</summary>
    public long Stored { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _preparation.Ready.WaitAsync(stoppingToken);
            await TouchAllIfUnknownAsync(stoppingToken);
            await WithSpoolAsync(() =>
            {
                SplitBacklog();
                return true;
            }, stoppingToken);
            while (true)
            {
                var started = _time.GetTimestamp();
                if (!await DrainOnceAsync(stoppingToken))
                {
                    await TidyAsync(stoppingToken);
                    await _spool.WaitForNewsAsync(LookAgainAfter, stoppingToken);
                }
                else if (_backlogUpTo == 0 && _spool.WaitingBytes < BytesAtOnce)
                {
                    await RestAsync(LotEvery - _time.GetElapsedTime(started), stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Whatever was in hand is still in the spool.
        }
    }

    /// <summary>
    /// After damage to the spool it is not known which days were touched: all with data are, and deriving them again shows
    /// which had changed.
    /// </summary>
    public async Task TouchAllIfUnknownAsync(CancellationToken stop)
    {
        if (!await WithSpoolAsync(() => _spool.State.MustDeriveAll, stop))
        {
            return;
        }
        var days = new HashSet<DayKey>();
        foreach (var wearer in _rules.Wearers.Values)
        {
            if (await _storePatience.ExecuteAsync(async stop => await _store.ReadSpanAsync(wearer.Id, stop), stop) is { } span)
            {
                days.UnionWith(LocalDays.Overlapping(wearer, span.FirstMs, span.LastMs + 1).Select(day => new DayKey(wearer.Id, day.Date)));
            }
        }
        await WithSpoolAsync(() =>
        {
            _spool.State.TouchAll(days);
            return true;
        }, stop);
    }

    /// <summary>Carries one lot of bursts over; false when none waits.</summary>
    public async Task<bool> DrainOnceAsync(CancellationToken stop)
    {
        var bursts = await WithSpoolAsync(NextLot, stop);
        if (bursts.Count == 0)
        {
            return false;
        }
        if (!_isReminded)
        {
            _lot.Remember(await WithSpoolAsync(_spool.Streams.Waiting, stop));
            _isReminded = true;
        }
        var touched = await CarryAsync(bursts, stop);
        var streams = _lot.Streams;
        await WithSpoolAsync(() =>
        {
            _heard.Write();
            _spool.Complete(bursts, _lot.Refusals.Messages, touched, _lot.Refusals.Counts, streams);
            return true;
        }, stop);
        _spool.Moved.Note(_lot.Samples);
        return true;
    }

    async Task RestAsync(TimeSpan rest, CancellationToken stop)
    {
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, _time, stop);
        }
    }

    // Messages leave the quarantine by age even when no others come to push them out; an outage leaves a large file behind.
    async Task TidyAsync(CancellationToken stop)
    {
        var now = _time.GetUtcNow();
        if (now - _tidiedAt < TidyEvery)
        {
            return;
        }
        _tidiedAt = await WithSpoolAsync(() =>
        {
            _spool.Quarantine.EvictOld(now.ToUnixTimeMilliseconds());
            return now;
        }, stop);
        try
        {
            if (_spool.GiveBackRoom() is > 0 and var bytes)
            {
                LogGaveBack(bytes / 1_048_576d);
            }
        }
        catch (SpoolUnavailableException reason)
        {
            LogNotGivenBack(reason.Message);
        }
    }

    /// <summary>From now on what arrives is carried in turns with what waits.</summary>
    public void SplitBacklog() => _backlogUpTo = _spool.NewestId();

    IReadOnlyList<SpooledBurst> NextLot()
    {
        if (!_spool.HasLarge)
        {
            return NextOf(isLarge: null);
        }
        _isTurnOfLarge = !_isTurnOfLarge;
        return NextOf(_isTurnOfLarge) is { Count: > 0 } lot ? lot : NextOf(!_isTurnOfLarge);
    }

    IReadOnlyList<SpooledBurst> NextOf(bool? isLarge)
    {
        if (isLarge == true)
        {
            return _spool.Oldest(afterId: 0, BurstsAtOnce, BytesAtOnce, isLarge);
        }
        _isTurnOfLive = !_isTurnOfLive && _backlogUpTo > 0;
        if (_isTurnOfLive && _spool.Oldest(_backlogUpTo, BurstsAtOnce, BytesAtOnce, isLarge) is { Count: > 0 } live)
        {
            return live;
        }
        var oldest = _spool.Oldest(afterId: 0, BurstsAtOnce, BytesAtOnce, isLarge);
        if (_backlogUpTo > 0 && oldest.Count > 0 && oldest[0].Id <= _backlogUpTo)
        {
            return [.. oldest.TakeWhile(burst => burst.Id <= _backlogUpTo)];
        }
        _backlogUpTo = 0;
        return oldest;
    }

    /// <summary>Carries archived bursts over once more; none of them is in the spool. Returns the number of refused messages.</summary>
    public async Task<int> CarryAgainAsync(IReadOnlyList<SpooledBurst> bursts, CancellationToken stop)
    {
        var touched = await CarryAsync(bursts, stop);
        await WithSpoolAsync(() =>
        {
            _spool.Complete([], _lot.Refusals.Messages, touched, _lot.Refusals.Counts);
            return true;
        }, stop);
        return _lot.Refusals.Messages.Count;
    }

    async Task<IReadOnlyCollection<DayKey>> CarryAsync(IReadOnlyList<SpooledBurst> bursts, CancellationToken stop)
    {
        _lot.Decode(bursts);
        return await StoreAsync(bursts, stop);
    }

    async Task<T> WithSpoolAsync<T>(Func<T> work, CancellationToken stop)
    {
        var result = await _spoolPatience.ExecuteAsync(
            static (work, _) => ValueTask.FromResult(work()), work, stop);
        if (SpoolFailure is not null)
        {
            SpoolFailure = null;
            LogSpoolIsBack();
        }
        return result;
    }

    // Returns the days that what was stored can change.
    async Task<IReadOnlyCollection<DayKey>> StoreAsync(IReadOnlyList<SpooledBurst> bursts, CancellationToken stop)
    {
        IReadOnlyCollection<DayKey> touched;
        try
        {
            await WriteAsync(_lot.Samples, stop);
            touched = _touched.Of(_lot.Samples);
            _heard.Note(_lot.Samples);
            _spool.Late.Note(_lot.Samples);
            Stored += _lot.Samples.Count;
        }
        catch (StoreRefusedException reason)
        {
            touched = await StoreByHalvesAsync(bursts, reason, stop);
        }
        if (_storeLostAt is { } since)
        {
            (_storeLostAt, StoreFailure) = (null, null);
            _storeLostBecause.Clear();
            await WithSpoolAsync(() =>
            {
                SplitBacklog();
                return true;
            }, stop);
            LogStoreRestored((_time.GetUtcNow() - since).TotalSeconds, _spool.WaitingMessages);
        }
        return touched;
    }

    // Rare: some sample is one the store will never take. It is found by halving; its message goes to quarantine whole, and
    // the other samples of that message count.
    async Task<IReadOnlyCollection<DayKey>> StoreByHalvesAsync(
        IReadOnlyList<SpooledBurst> bursts, StoreRefusedException refusal, CancellationToken stop)
    {
        var messages = new List<(long ReceivedMs, string Topic, byte[] Payload, BurstFlags Flags)>();
        var parts = new List<SampleBatch>();
        foreach (var burst in bursts)
        {
            ReadOnlyMemory<byte> rest = burst.Body;
            var part = new SampleBatch();
            while (_lot.Next(ref rest, burst, part, out var topic, out var payload, out var flags))
            {
                messages.Add((burst.ReceivedMs, topic, payload, flags));
                parts.Add(part);
                part = new SampleBatch();
            }
        }
        var touched = new HashSet<DayKey>();
        var halving = new Halving(WriteAsync, stored =>
        {
            touched.UnionWith(_touched.Of(stored));
            _heard.Note(stored);
            _spool.Late.Note(stored);
            Stored += stored.Count;
        });
        foreach (var refused in await halving.RunAsync(parts, refusal, stop))
        {
            var (receivedMs, topic, payload, flags) = messages[refused.Part];
            var detail = $"{refused.Samples} of {parts[refused.Part].Count} samples: {refused.Reason}";
            _lot.Refusals.Add(topic, payload, flags, receivedMs,
                new Rejection("store_refused", detail) { Source = _lot.SourceOf(topic) });
        }
        return touched;
    }

    ValueTask WriteAsync(SampleBatch samples, CancellationToken stop) => samples.Count == 0
        ? ValueTask.CompletedTask
        : _storePatience.ExecuteAsync(
            static async (state, stop) => await StoreTiming.WriteAsync(state.Store, state.Samples, state.Time, stop),
            (Store: _store, Samples: samples, Time: _time), stop);

    async ValueTask OnStoreUnavailableAsync(StoreUnavailableException reason, TimeSpan wait, CancellationToken stop)
    {
        StoreFailure = reason.Message;
        _storeLostAt ??= _time.GetUtcNow();
        if (_storeLostBecause.IsNew(reason.Message))
        {
            LogStoreLost(reason.Message, _spool.WaitingMessages);
        }
        else
        {
            LogStoreStillLost(_spool.WaitingMessages, wait.TotalSeconds);
        }
        if (reason.NeedsAttention)
        {
            await PrepareAgainAsync(stop);
        }
    }

    // A server that came back without its database gets it again; one that says no says no again.
    async Task PrepareAgainAsync(CancellationToken stop)
    {
        try
        {
            await _store.PrepareAsync(stop);
        }
        catch (StoreUnavailableException still)
        {
            LogStoreNotPrepared(still.Message);
        }
    }

    ValueTask OnSpoolUnavailableAsync(SpoolUnavailableException reason, TimeSpan wait, CancellationToken stop)
    {
        if (SpoolFailure is null)
        {
            LogSpoolIsLost(reason.Message);
        }
        SpoolFailure = reason.Message;
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(LogLevel.Debug, "Store could not be prepared again: {Reason}")]
    partial void LogStoreNotPrepared(string reason);

    [LoggerMessage(LogLevel.Error, "Spool cannot be read or written, messages wait in it: {Reason}")]
    partial void LogSpoolIsLost(string reason);

    [LoggerMessage(LogLevel.Information, "Spool can be read and written again")]
    partial void LogSpoolIsBack();

    [LoggerMessage(LogLevel.Warning, "Store is not available, {Waiting} messages wait in the spool, nothing is lost: {Reason}")]
    partial void LogStoreLost(string reason, long waiting);

    [LoggerMessage(LogLevel.Debug, "Store is still not available, {Waiting} messages wait; next try in {DelaySeconds:0.0} s")]
    partial void LogStoreStillLost(long waiting, double delaySeconds);

    [LoggerMessage(LogLevel.Information, "Store is back after {Seconds:0.0} s, {Waiting} messages to carry over")]
    partial void LogStoreRestored(double seconds, long waiting);

    [LoggerMessage(LogLevel.Information, "The spool is empty again and gave {Megabytes:0} MB back to the disk")]
    partial void LogGaveBack(double megabytes);

    [LoggerMessage(LogLevel.Debug, "The spool gives no room back now, but in an hour: {Reason}")]
    partial void LogNotGivenBack(string reason);
}
