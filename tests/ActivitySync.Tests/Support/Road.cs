using System.Buffers;
using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Support;

/// <summary>The road from the spool on, in this process, on real files, with a clock of the test's own.</summary>
internal sealed class Road : IAsyncDisposable
{
    readonly TempFolder _folder;
    readonly StorePreparation _preparation;
    readonly DecodingRules _rules;
    readonly IMessageDecoder _decoder;

    public Road(params Wearer[] wearers)
        : this(new NativeFormat(), wearers)
    {
    }

    public Road(IMessageDecoder decoder, params Wearer[] wearers)
        : this(decoder, null, wearers)
    {
    }

    /// <summary>With another store than SQLite's.</summary>
    public Road(IMessageDecoder decoder, IStore? store, params Wearer[] wearers)
        : this(decoder, store, new TempFolder(), wearers)
    {
    }

    /// <summary>On files that are there already.</summary>
    public Road(TempFolder folder, IReadOnlyCollection<Wearer> wearers)
        : this(new NativeFormat(), null, folder, wearers)
    {
    }

    Road(IMessageDecoder decoder, IStore? store, TempFolder folder, IReadOnlyCollection<Wearer> wearers)
    {
        (_decoder, _folder) = (decoder, folder);
        var rules = _rules = Some.Rules([.. wearers]);
        Wearer = rules.Wearers.Values.First();
        Spool = new MessageSpool(new SpoolOptions { Folder = _folder.Path }, NullLogger<MessageSpool>.Instance, TimeProvider.System);
        Store = new FailingStore(store ?? new SqliteStore(
            new SqliteStoreOptions { Folder = _folder.Path }, NullLogger<SqliteStore>.Instance, TimeProvider.System));
        _preparation = new StorePreparation(Store, NullLogger<StorePreparation>.Instance, TimeProvider.System);
        Drain = DrainWith(_decoder);
        var household = new Household([.. rules.Wearers.Values]);
        var dayRules = new DayRules(new MovementOptions(), new ScoringOptions());
        var publications = new PublicationWriter(new MqttOptions(), new PublishOptions());
        Scorer = new DayScorer(Store, Spool, household, dayRules, Jobs, publications,
            NullLogger<DayScorer>.Instance, Time);
        Progress = new ProgressReporter(Store, Spool, household, dayRules, Scorer, publications, Jobs, Time);
        Nudger = new Nudger(Store, Spool, household, Progress, new NudgesOptions(), NullLogger<Nudger>.Instance, Time);
        Devices = new DeviceWatch(Spool, household, Jobs, NullLogger<DeviceWatch>.Instance, Time);
    }

    public static JobOptions Jobs { get; } = new();

    public ManualTime Time { get; } = new(Some.NoonTime);

    public Wearer Wearer { get; }

    /// <summary>Folder of the spool and the store.</summary>
    public string Folder => _folder.Path;

    public StorePreparation Preparation => _preparation;

    public MessageSpool Spool { get; }

    public FailingStore Store { get; }

    public Drain Drain { get; private set; }

    /// <summary>What the drain logged.</summary>
    public CapturedLog<Drain> DrainLog { get; } = new();

    public DayScorer Scorer { get; }

    public ProgressReporter Progress { get; }

    public Nudger Nudger { get; }

    public DeviceWatch Devices { get; }

    /// <summary>Keys of all events, oldest first.</summary>
    public IEnumerable<string> Events => Spool.Outbox.Find("").Select(one => one.Key);

    public async Task PrepareAsync(CancellationToken stop)
    {
        await _preparation.StartAsync(stop);
        await _preparation.Ready.WaitAsync(stop);
    }

    /// <summary>Another drain of the same spool and store, as after a restart with other sources.</summary>
    public Drain DrainWith(IMessageDecoder decoder)
        => new(Spool, Store, _preparation, _rules, decoder, DrainLog, TimeProvider.System);

    /// <summary>Puts a message into the spool as if it had just come.</summary>
    public void Receive(string topic, string payload, BurstFlags flags = BurstFlags.None)
    {
        var frames = new ArrayBufferWriter<byte>();
        BurstFrames.Append(frames, Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), flags);
        Spool.Append(frames.WrittenSpan.ToArray(), 1, Time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>Puts messages into the spool as one burst, as if they had come then, or now.</summary>
    public void Receive(IReadOnlyList<(string Topic, string Payload)> messages, long? receivedMs)
    {
        var frames = new ArrayBufferWriter<byte>();
        foreach (var (topic, payload) in messages)
        {
            BurstFrames.Append(frames, Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), BurstFlags.None);
        }
        Spool.Append(frames.WrittenSpan.ToArray(), messages.Count, receivedMs ?? Time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>A day of the watch in hourly deltas of minutes from 8 to 20 o'clock UTC, so many steps in each.</summary>
    public void ReceiveDay(long midnightMs, int stepsPerMinute, string device = "watch", long? asOfMs = null)
    {
        for (var hour = 8; hour < 20; hour++)
        {
            var from = midnightMs + (hour * Some.HourMs);
            var samples = Enumerable.Range(0, 60).Select(minute =>
                $$"""{"from":{{from + (minute * Some.MinuteMs)}},"ts":{{from + ((minute + 1) * Some.MinuteMs)}},"steps":{{stepsPerMinute}},"counter":"delta"{{(asOfMs is null ? "" : $",\"as_of\":{asOfMs}")}}}""");
            Receive($"activitysync/v1/{Wearer.Id}/{device}/steps", $"[{string.Join(',', samples)}]");
        }
    }

    /// <summary>A drain as after a restart: it remembers only what is on disk.</summary>
    public void RestartDrain()
    {
        Drain.Dispose();
        Drain = DrainWith(_decoder);
    }

    public async Task DrainAsync(CancellationToken stop)
    {
        while (await Drain.DrainOnceAsync(stop))
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _preparation.StopAsync(CancellationToken.None);
        _preparation.Dispose();
        Drain.Dispose();
        Scorer.Dispose();
        Spool.Dispose();
        await Store.DisposeAsync();
        _folder.Dispose();
    }
}
