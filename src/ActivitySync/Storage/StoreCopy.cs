using ActivitySync.Core.Telemetry;
using ActivitySync.Storage.Transfer;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace ActivitySync.Storage;

/// <summary>What was copied, and how much of it was not found on the other side when looked for.</summary>
/// <param name="Wearers">How many.</param>
/// <param name="Samples">Samples of all kinds.</param>
/// <param name="Days">Revisions of days.</param>
/// <param name="Targets">Revisions of targets.</param>
/// <param name="Hours">Hours of all revisions.</param>
/// <param name="Progress">Rows of progress.</param>
/// <param name="Written">Of all these, rows that were not there as they are and were written.</param>
/// <param name="Missing">Rows that were not found again afterwards. Anything but 0 means that the copy is not good.</param>
internal sealed record StoreCopyReport(
    int Wearers, long Samples, long Days, long Targets, long Hours, long Progress, long Written, long Missing)
{
    /// <summary>SHA-256 of every row read from the one store, in order, as exported lines; lower-case hexadecimal.</summary>
    public string FromSha256 { get; init; } = "";

    /// <summary>
    /// The same of the rows found in the other. Equal where that had nothing else; otherwise it had more before.
    /// </summary>
    public string ToSha256 { get; init; } = "";
}

/// <summary>
/// Copies everything of one store into another, piece by piece: reads the piece on both sides, writes it where it is not
/// there as it is, and reads it back. May be broken off and begun again: what is there already is only read. Data the other
/// store had before remains, except where both know the same moment, which then is as in the first.
/// </summary>
internal sealed partial class StoreCopy(IStore from, IStore to, ILogger<StoreCopy> logger)
{
    // A day of one wearer at one heart rate a second is 86,400 samples, held twice with their text: some 20 MB. Over gaps
    // (a device whose clock once stood at 1970) the window doubles up to two months.
    const long WindowMs = 24L * 3600 * 1000;
    const long WidestMs = 64 * WindowMs;

    static readonly LocalDate FirstDate = new(1678, 1, 1);
    static readonly LocalDate LastDate = new(2261, 12, 31);

    readonly LineHash _fromHash = new(), _toHash = new();
    long _samples, _days, _targets, _hours, _progress, _written, _missing;
    bool _isDry;

    /// <summary>Copies everybody; when dry, only counts what would be copied, and writes nothing.</summary>
    public async Task<StoreCopyReport> RunAsync(bool isDry, CancellationToken stop)
    {
        _isDry = isDry;
        var wearers = await from.ReadWearersAsync(stop);
        foreach (var wearer in wearers)
        {
            await MarkAsync(wearer, stop);
            await CopySamplesAsync(wearer, stop);
            await CopyDaysAsync(wearer, stop);
            await CopyTargetsAsync(wearer, stop);
            await CopyRollupsAsync(wearer, stop);
            LogCopied(wearer, _samples, _missing);
        }
        return new StoreCopyReport(wearers.Count, _samples, _days, _targets, _hours, _progress, _written, _missing)
        {
            FromSha256 = _fromHash.Close(),
            ToSha256 = _toHash.Close(),
        };
    }

    // Before the rows: a day without its samples must never look as if it could be derived again.
    async Task MarkAsync(string wearer, CancellationToken stop)
    {
        if (!_isDry && await from.ReadRawFromAsync(wearer, stop) is > long.MinValue and var fromMs)
        {
            await to.MarkRawFromAsync(wearer, fromMs, stop);
        }
    }

    async Task CopySamplesAsync(string wearer, CancellationToken stop)
    {
        if (await from.ReadSpanAsync(wearer, stop) is not { } span)
        {
            return;
        }
        var width = WindowMs;
        for (long start = span.FirstMs, end; start <= span.LastMs; start = end)
        {
            end = start + width;
            var (first, last) = (start, end);
            var count = await PieceAsync(
                () => from.ReadStepsAsync(wearer, first, last, stop), () => to.ReadStepsAsync(wearer, first, last, stop),
                rows => to.WriteAsync(Batch(rows, batch => batch.Steps), stop), Lines.Write);
            count += await PieceAsync(
                () => from.ReadHeartRatesAsync(wearer, first, last, stop),
                () => to.ReadHeartRatesAsync(wearer, first, last, stop),
                rows => to.WriteAsync(Batch(rows, batch => batch.HeartRates), stop), Lines.Write);
            count += await PieceAsync(
                () => from.ReadJournalAsync(wearer, first, last, stop), () => to.ReadJournalAsync(wearer, first, last, stop),
                rows => to.WriteAsync(Batch(rows, batch => batch.Journal), stop), Lines.Write);
            _samples += count;
            width = count == 0 ? Math.Min(2 * width, WidestMs) : WindowMs;
        }
    }

    async Task CopyDaysAsync(string wearer, CancellationToken stop)
    {
        foreach (var newest in await from.ReadDaysAsync(wearer, FirstDate, LastDate, stop))
        {
            _days += await PieceAsync(
                async () => Comparable(await from.ReadDayRevisionsAsync(wearer, newest.Date, stop)),
                async () => Comparable(await to.ReadDayRevisionsAsync(wearer, newest.Date, stop)),
                rows => to.AppendDaysAsync([.. rows.Select(Plain)], stop),
                static (json, in row) => Lines.Write(json, Plain(row)));
        }
    }

    async Task CopyTargetsAsync(string wearer, CancellationToken stop)
    {
        foreach (var newest in await from.ReadTargetsAsync(wearer, FirstDate, LastDate, stop))
        {
            _targets += await PieceAsync(
                () => from.ReadTargetRevisionsAsync(wearer, newest.Date, stop),
                () => to.ReadTargetRevisionsAsync(wearer, newest.Date, stop),
                rows => to.AppendTargetsAsync(rows, stop), Lines.Write);
        }
    }

    async Task CopyRollupsAsync(string wearer, CancellationToken stop)
    {
        _hours += await PieceAsync(
            () => from.ReadHourRevisionsAsync(wearer, FirstDate, LastDate, stop),
            () => to.ReadHourRevisionsAsync(wearer, FirstDate, LastDate, stop),
            rows => to.AppendHoursAsync(rows, stop), Lines.Write);
        _progress += await PieceAsync(
            () => from.ReadProgressAsync(wearer, StoreLimits.EarliestMs, long.MaxValue, stop),
            () => to.ReadProgressAsync(wearer, StoreLimits.EarliestMs, long.MaxValue, stop),
            rows => to.AppendProgressAsync(rows, stop), Lines.Write);
    }

    async Task<int> PieceAsync<T>(
        Func<Task<IReadOnlyList<T>>> read, Func<Task<IReadOnlyList<T>>> readBack, Func<IReadOnlyList<T>, Task> write,
        LineWriter<T> line)
    {
        var rows = await read();
        if (rows.Count == 0)
        {
            return 0;
        }
        var found = await readBack();
        var lacking = Lacking(rows, found);
        _written += lacking.Count;
        if (lacking.Count > 0 && !_isDry)
        {
            await write(lacking);
            found = await readBack();
            _missing += Lacking(rows, found).Count;
        }
        _fromHash.Add(rows, line);
        _toHash.Add(found, line);
        return rows.Count;
    }

    static List<T> Lacking<T>(IReadOnlyList<T> rows, IReadOnlyList<T> found)
    {
        if (rows.SequenceEqual(found))
        {
            return [];
        }
        var there = found.ToHashSet();
        return [.. rows.Where(row => !there.Contains(row))];
    }

    static SampleBatch Batch<T>(IReadOnlyList<T> rows, Func<SampleBatch, List<T>> part)
    {
        var batch = new SampleBatch();
        part(batch).AddRange(rows);
        return batch;
    }

    // Records compare lists by reference; the figures as text compare by value.
    static IReadOnlyList<(DayRow Row, string Figures)> Comparable(IReadOnlyList<DayRow> rows) =>
        [.. rows.Select(row => (row with { Fields = [] }, Figures.Encode(row.Fields)))];

    static DayRow Plain((DayRow Row, string Figures) row) => row.Row with { Fields = Figures.Decode(row.Figures) };

    [LoggerMessage(
        LogLevel.Information, "Copied wearer {Wearer}: {Samples} samples in all so far, {Missing} not found again")]
    private partial void LogCopied(string wearer, long samples, long missing);
}
