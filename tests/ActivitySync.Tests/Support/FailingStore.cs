using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Tests.Support;

/// <summary>A real store that is away for a number of writes, and never takes samples of one device.</summary>
internal sealed class FailingStore(IStore inner) : IStore
{
    IStore _inner = inner;

    /// <summary>From now on another store, as after a restart with other settings; the first is the caller's to close.</summary>
    public void Become(IStore other) => _inner = other;

    /// <summary>Writes that still fail as unavailable.</summary>
    public int AwayFor { get; set; }

    /// <summary>Samples of this device are refused for good.</summary>
    public string? Refuses { get; set; }

    public int Writes { get; private set; }

    public Task<string> PrepareAsync(CancellationToken stop) => _inner.PrepareAsync(stop);

    public Task WriteAsync(SampleBatch batch, CancellationToken stop)
    {
        Writes++;
        if (AwayFor > 0)
        {
            AwayFor--;
            throw new StoreUnavailableException("The store is away for a test.");
        }
        if (Refuses is { } device && batch.HeartRates.Exists(sample => sample.Device == device))
        {
            throw new StoreRefusedException("The store dislikes that device.");
        }
        return _inner.WriteAsync(batch, stop);
    }

    public Task<IReadOnlyList<StepSample>> ReadStepsAsync(string wearer, long fromMs, long toMs, CancellationToken stop)
        => _inner.ReadStepsAsync(wearer, fromMs, toMs, stop);

    public Task<IReadOnlyList<StepSample>> ReadLastStepsAsync(string wearer, long beforeMs, CancellationToken stop)
        => _inner.ReadLastStepsAsync(wearer, beforeMs, stop);

    public Task<IReadOnlyList<HeartRateSample>> ReadHeartRatesAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop) => _inner.ReadHeartRatesAsync(wearer, fromMs, toMs, stop);

    public Task<IReadOnlyList<JournalEntry>> ReadJournalAsync(string wearer, long fromMs, long toMs, CancellationToken stop)
        => _inner.ReadJournalAsync(wearer, fromMs, toMs, stop);

    public Task AppendDaysAsync(IReadOnlyList<DayRow> rows, CancellationToken stop) => _inner.AppendDaysAsync(rows, stop);

    public Task<IReadOnlyList<DayRow>> ReadDaysAsync(string wearer, LocalDate from, LocalDate to, CancellationToken stop)
        => _inner.ReadDaysAsync(wearer, from, to, stop);

    public Task<IReadOnlyList<DayRow>> ReadDayRevisionsAsync(string wearer, LocalDate date, CancellationToken stop)
        => _inner.ReadDayRevisionsAsync(wearer, date, stop);

    public Task AppendTargetsAsync(IReadOnlyList<TargetRow> rows, CancellationToken stop) => _inner.AppendTargetsAsync(rows, stop);

    public Task<IReadOnlyList<TargetRow>> ReadTargetsAsync(string wearer, LocalDate from, LocalDate to, CancellationToken stop)
        => _inner.ReadTargetsAsync(wearer, from, to, stop);

    public Task<IReadOnlyList<TargetRow>> ReadTargetRevisionsAsync(string wearer, LocalDate date, CancellationToken stop)
        => _inner.ReadTargetRevisionsAsync(wearer, date, stop);

    public Task AppendHoursAsync(IReadOnlyList<HourRow> rows, CancellationToken stop) => _inner.AppendHoursAsync(rows, stop);

    public Task<IReadOnlyList<HourRow>> ReadHoursAsync(string wearer, LocalDate from, LocalDate to, CancellationToken stop)
        => _inner.ReadHoursAsync(wearer, from, to, stop);

    public Task<IReadOnlyList<HourRow>> ReadHourRevisionsAsync(
        string wearer, LocalDate from, LocalDate to, CancellationToken stop) => _inner.ReadHourRevisionsAsync(wearer, from, to, stop);

    public Task AppendProgressAsync(IReadOnlyList<ProgressRow> rows, CancellationToken stop) => _inner.AppendProgressAsync(rows, stop);

    public Task<IReadOnlyList<ProgressRow>> ReadProgressAsync(string wearer, long fromMs, long toMs, CancellationToken stop)
        => _inner.ReadProgressAsync(wearer, fromMs, toMs, stop);

    public Task<long> ReadRawFromAsync(string wearer, CancellationToken stop) => _inner.ReadRawFromAsync(wearer, stop);

    public Task MarkRawFromAsync(string wearer, long beforeMs, CancellationToken stop) => _inner.MarkRawFromAsync(wearer, beforeMs, stop);

    public Task PruneAsync(string wearer, PruneCut cut, CancellationToken stop) => _inner.PruneAsync(wearer, cut, stop);

    public Task<IReadOnlyList<string>> ReadWearersAsync(CancellationToken stop) => _inner.ReadWearersAsync(stop);

    public Task<StoredSpan?> ReadSpanAsync(string wearer, CancellationToken stop) => _inner.ReadSpanAsync(wearer, stop);

    public Task EraseAsync(string wearer, CancellationToken stop) => _inner.EraseAsync(wearer, stop);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
