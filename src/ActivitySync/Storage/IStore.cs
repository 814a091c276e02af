using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Storage;

/// <summary>
/// Where samples and derived rows live. Every method is safe to repeat with the same arguments: writing a sample twice
/// keeps it once. A store that cannot be reached throws <see cref="StoreUnavailableException"/>; one that will never take
/// the data throws <see cref="StoreRefusedException"/>. Safe for concurrent use. What any store takes is in
/// <see cref="StoreLimits"/>; an empty boot or journal text is the same as none and is read back as null.
/// </summary>
internal interface IStore : IAsyncDisposable
{
    /// <summary>
    /// Creates what is missing and checks access. Returns one sentence for the operator: what was found, which version,
    /// where the data goes. Returns only when writes and reads can be expected to work.
    /// </summary>
    Task<string> PrepareAsync(CancellationToken stop);

    /// <summary>Stores the samples; returns after the store has them on disk or has acknowledged them.</summary>
    Task WriteAsync(SampleBatch batch, CancellationToken stop);

    /// <summary>
    /// Step readings with fromMs ≤ TimeMs &lt; toMs, by device, counter and time, ascending; of several versions the
    /// highest.
    /// </summary>
    Task<IReadOnlyList<StepSample>> ReadStepsAsync(string wearer, long fromMs, long toMs, CancellationToken stop);

    /// <summary>For each stream (device, counter) its last reading with TimeMs &lt; beforeMs, by device and counter.</summary>
    Task<IReadOnlyList<StepSample>> ReadLastStepsAsync(string wearer, long beforeMs, CancellationToken stop);

    /// <summary>Heart-rate readings with fromMs ≤ TimeMs &lt; toMs, by kind, device and time, ascending.</summary>
    Task<IReadOnlyList<HeartRateSample>> ReadHeartRatesAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop);

    /// <summary>Journal entries with fromMs ≤ TimeMs &lt; toMs, by time and kind, ascending.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadJournalAsync(string wearer, long fromMs, long toMs, CancellationToken stop);

    /// <summary>Appends derived rows. Rows are never changed: a new result for a day is a row with a higher revision.</summary>
    Task AppendDaysAsync(IReadOnlyList<DayRow> rows, CancellationToken stop);

    /// <summary>The highest revision of each stored day with from ≤ Date ≤ to, ascending.</summary>
    Task<IReadOnlyList<DayRow>> ReadDaysAsync(string wearer, LocalDate from, LocalDate to, CancellationToken stop);

    /// <summary>Every revision of one day, ascending.</summary>
    Task<IReadOnlyList<DayRow>> ReadDayRevisionsAsync(string wearer, LocalDate date, CancellationToken stop);

    /// <summary>Appends target decisions; as with days a new result for a date is a row with a higher revision.</summary>
    Task AppendTargetsAsync(IReadOnlyList<TargetRow> rows, CancellationToken stop);

    /// <summary>The highest revision of each stored decision with from ≤ Date ≤ to, ascending.</summary>
    Task<IReadOnlyList<TargetRow>> ReadTargetsAsync(string wearer, LocalDate from, LocalDate to, CancellationToken stop);

    /// <summary>Every revision of the target of one date, ascending.</summary>
    Task<IReadOnlyList<TargetRow>> ReadTargetRevisionsAsync(string wearer, LocalDate date, CancellationToken stop);

    /// <summary>
    /// Appends the hours of scored days. All hours of a day are given together; a new result is a higher revision.
    /// </summary>
    Task AppendHoursAsync(IReadOnlyList<HourRow> rows, CancellationToken stop);

    /// <summary>The hours of the highest revision of each stored day with from ≤ Date ≤ to, by date and hour.</summary>
    Task<IReadOnlyList<HourRow>> ReadHoursAsync(string wearer, LocalDate from, LocalDate to, CancellationToken stop);

    /// <summary>The hours of every revision of each stored day with from ≤ Date ≤ to, by date, revision and hour.</summary>
    Task<IReadOnlyList<HourRow>> ReadHourRevisionsAsync(
        string wearer, LocalDate from, LocalDate to, CancellationToken stop);

    /// <summary>Appends what was told of progress; one row for a moment.</summary>
    Task AppendProgressAsync(IReadOnlyList<ProgressRow> rows, CancellationToken stop);

    /// <summary>Progress with fromMs ≤ TimeMs &lt; toMs, ascending.</summary>
    Task<IReadOnlyList<ProgressRow>> ReadProgressAsync(string wearer, long fromMs, long toMs, CancellationToken stop);

    /// <summary>
    /// From when on all samples that were stored are still there, Unix milliseconds UTC; <see cref="long.MinValue"/> where
    /// nothing was ever removed. A day that needs older ones cannot be derived again.
    /// </summary>
    Task<long> ReadRawFromAsync(string wearer, CancellationToken stop);

    /// <summary>Notes that samples from before a moment are not all there; a moment before the noted one changes nothing.</summary>
    Task MarkRawFromAsync(string wearer, long beforeMs, CancellationToken stop);

    /// <summary>
    /// Removes what is older than it is to be kept; notes first that it is gone. The journal, days and targets stay. Throws
    /// <see cref="StoreRefusedException"/> where the store cannot remove rows (InfluxDB 3 Core).
    /// </summary>
    Task PruneAsync(string wearer, PruneCut cut, CancellationToken stop);

    /// <summary>Everybody with any data, in order of bytes.</summary>
    Task<IReadOnlyList<string>> ReadWearersAsync(CancellationToken stop);

    /// <summary>Moments of a wearer's first and last sample of any kind; null when there is none.</summary>
    Task<StoredSpan?> ReadSpanAsync(string wearer, CancellationToken stop);

    /// <summary>
    /// Removes everything of a wearer for good; returns when nothing of it can be read. Throws
    /// <see cref="StoreRefusedException"/> where the store cannot remove rows (InfluxDB 3 Core).
    /// </summary>
    Task EraseAsync(string wearer, CancellationToken stop);
}

/// <summary>The moments a wearer's samples lie between, both included, Unix milliseconds UTC.</summary>
internal readonly record struct StoredSpan(long FirstMs, long LastMs);
