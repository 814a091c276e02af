using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Tests.Storage;

/// <summary>
/// What every store must do, whatever is behind it. Each test gets an empty, prepared store. The cases are in
/// <see cref="SampleContract"/>, <see cref="JournalContract"/>, <see cref="RobustnessContract"/> and
/// <see cref="DerivedContract"/>; a store's tests inherit all of them.
/// </summary>
public abstract class StoreContract : IAsyncLifetime
{
    /// <summary>2024-06-01 00:00 UTC.</summary>
    internal const long June = 1_717_200_000_000;

    internal const long Minute = 60_000;

    IStore? _store;

    internal IStore Store => _store!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await OpenAsync();
        await _store.PrepareAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
        await CleanAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A store without any data.</summary>
    internal abstract Task<IStore> OpenAsync();

    /// <summary>Removes what the test left behind.</summary>
    internal abstract ValueTask CleanAsync();

    internal static StepSample Step(
        long timeMs, long count, string device = "watch", CounterKind counter = CounterKind.Delta, string wearer = "ann",
        long lengthMs = 0, string? boot = null) =>
        new(wearer, device, counter, timeMs, count, lengthMs, boot);

    internal static HeartRateSample Beat(long timeMs, int bpm, string device = "watch", string wearer = "ann") =>
        new(wearer, device, timeMs, bpm);

    internal static JournalEntry Told(JournalKind kind, long timeMs, decimal? value = null, string? text = null) =>
        new("ann", kind, timeMs, value, text);

    internal static DayRow Day(LocalDate date, int revision = 1, string report = "{}", params DayField[] fields) =>
        new("ann", date, revision, 3, June + revision, report, fields);

    internal static TargetRow Target(LocalDate date, int revision = 1, long steps = 6000) =>
        new("ann", date, revision, steps, "RAISE", "Three good days.", """{"baseline":5500}""");

    internal Task Write(params StepSample[] steps)
    {
        var batch = new SampleBatch();
        batch.Steps.AddRange(steps);
        return Store.WriteAsync(batch, Stop);
    }

    internal Task Write(params HeartRateSample[] beats)
    {
        var batch = new SampleBatch();
        batch.HeartRates.AddRange(beats);
        return Store.WriteAsync(batch, Stop);
    }

    internal Task Write(params JournalEntry[] entries)
    {
        var batch = new SampleBatch();
        batch.Journal.AddRange(entries);
        return Store.WriteAsync(batch, Stop);
    }

    internal Task<IReadOnlyList<StepSample>> Steps(
        long fromMs = StoreLimits.EarliestMs, long toMs = long.MaxValue, string wearer = "ann") =>
        Store.ReadStepsAsync(wearer, fromMs, toMs, Stop);

    internal Task<IReadOnlyList<HeartRateSample>> Beats(
        long fromMs = StoreLimits.EarliestMs, long toMs = long.MaxValue, string wearer = "ann") =>
        Store.ReadHeartRatesAsync(wearer, fromMs, toMs, Stop);

    internal Task<IReadOnlyList<JournalEntry>> Journal(
        long fromMs = StoreLimits.EarliestMs, long toMs = long.MaxValue, string wearer = "ann") =>
        Store.ReadJournalAsync(wearer, fromMs, toMs, Stop);
}
