using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Tests.Support;
using ActivitySync.Verbs;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Verbs;

/// <summary>Data folders with a lived week in them, for verbs to work on. Yesterday is the day before the system's today.</summary>
internal sealed class TransferScene : IDisposable
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly TempFolder _folder = new();
    readonly int _port = LoopbackPort.Free();

    public TransferScene() => Config = ConfigOf("data", Some.Wearer("ana", "UTC"), Some.Wearer("ben", "Asia/Kolkata"));

    public ServiceConfig Config { get; }

    public string Path(string name) => _folder.File(name);

    public ServiceConfig ConfigOf(string folder, params Wearer[] wearers) => new()
    {
        Household = new Household(wearers),
        Spool = new SpoolOptions { Folder = Path(folder) },
        Storage = new StorageOptions { Folder = Path(folder) },
        Mqtt = new MqttOptions { Embedded = true, Port = _port },
    };

    /// <summary>A week of two wearers: steps of every kind of counter, heart rates, journal; scored.</summary>
    public async Task LiveAsync()
    {
        await using var session = await StoreSession.OpenAsync(Config, Stop);
        var midnight = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / Some.DayMs * Some.DayMs;
        foreach (var wearer in Config.Household.Wearers)
        {
            var batch = new SampleBatch();
            for (var day = -7; day < 0; day++)
            {
                for (var minute = 0; minute < 1_440; minute++)
                {
                    var at = midnight + (day * Some.DayMs) + (minute * Some.MinuteMs);
                    batch.HeartRates.Add(new(wearer.Id, "watch", at, 60 + (minute % 30)));
                    if (minute % 10 == 0)
                    {
                        batch.Steps.Add(new(wearer.Id, "watch", CounterKind.Delta, at + (10 * Some.MinuteMs), 40 + day, 10 * Some.MinuteMs));
                    }
                }
                var noon = midnight + (day * Some.DayMs) + (12 * Some.HourMs);
                batch.HeartRates.Add(new(wearer.Id, "watch", noon, 55, HeartRateKind.Resting));
                batch.Steps.Add(new(wearer.Id, "phone", CounterKind.SinceBoot, noon, 7_000 + day, 0, "b\"oo\\t"));
                batch.Steps.Add(new(wearer.Id, "app", CounterKind.HourSlot, noon, 12, Some.HourMs, null, 345, 70_000));
                batch.Journal.Add(new(wearer.Id, JournalKind.Pain, noon, 1.50m, null));
                batch.Journal.Add(new(wearer.Id, JournalKind.Note, noon, null, "ü \"x\" \\ 👟\n"));
            }
            await session.Store.WriteAsync(batch, Stop);
            await session.Store.AppendProgressAsync([new(wearer.Id, midnight - 1, 10, null, 6_000)], Stop);
            var touching = new TouchedDays(Config.Household.ById);
            session.Spool.State.Touch(touching.Of(batch));
        }
        await session.Scorer.RunAsync(Stop);
    }

    /// <summary>Puts a message into the spool.</summary>
    public void Receive(string topic, string payload)
    {
        using var spool = MessageSpool.OpenBeside(Config.Spool);
        var frames = new System.Buffers.ArrayBufferWriter<byte>();
        BurstFrames.Append(frames, System.Text.Encoding.UTF8.GetBytes(topic), System.Text.Encoding.UTF8.GetBytes(payload), BurstFlags.None);
        BurstFrames.Append(frames, "activitysync/v1/ben/watch/heart_rate"u8, System.Text.Encoding.UTF8.GetBytes(
            $$"""{"ts":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 1_000}},"bpm":77}"""), BurstFlags.None);
        spool.Append(frames.WrittenSpan.ToArray(), 2, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    /// <summary>Carries over what waits.</summary>
    public static async Task DrainAsync(ServiceConfig config)
    {
        await using var session = await StoreSession.OpenAsync(config, Stop);
        using var preparation = new StorePreparation(session.Store, NullLogger<StorePreparation>.Instance, TimeProvider.System);
        using var drain = new Drain(session.Spool, session.Store, preparation, ServiceHost.DecodingRules(config),
            new SourceRouter(ServiceHost.DecodingRules(config), config.Sources), NullLogger<Drain>.Instance, TimeProvider.System);
        while (await drain.DrainOnceAsync(Stop))
        {
        }
    }

    /// <summary>All that is stored, as exported files: equal stores give equal files.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ContentAsync(ServiceConfig config)
    {
        var folder = Path($"content-{Guid.NewGuid():N}");
        await ExportVerb.RunAsync(config, folder, new(null, null, null), TextWriter.Null, TimeProvider.System, Stop);
        return Directory.EnumerateFiles(folder, "*.ndjson", SearchOption.AllDirectories).ToDictionary(
            file => System.IO.Path.GetRelativePath(folder, file), File.ReadAllText);
    }

    public void Dispose() => _folder.Dispose();
}
