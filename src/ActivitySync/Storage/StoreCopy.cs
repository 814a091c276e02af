using ActivitySync.Core.Telemetry;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace ActivitySync.Storage;

/// <summary>What was copied, and how much of it was not found on the other side when looked for.</summary>
internal sealed record StoreCopyReport(int Wearers, long Samples, long Days, long Targets, long Missing);

/// <summary>
/// Copies everything of one store into another, and reads each piece back to see that it is there. May be broken off and
/// begun again: what is there already is written once more and stays the same. Data the other store had before remains,
/// except where both know the same moment, which then is as in the first.
/// </summary>
internal sealed partial class StoreCopy(IStore from, IStore to, ILogger<StoreCopy> logger)
{
    // A week of one wearer at one heart rate a second is 600,000 samples, some 25 MB. Over gaps (a device whose clock once
    // stood at 1970) the window doubles up to eight weeks.
    const long WindowMs = 7L * 24 * 3600 * 1000;
    const long WidestMs = 8 * WindowMs;

    static readonly LocalDate FirstDate = new(1678, 1, 1);
    static readonly LocalDate LastDate = new(2261, 12, 31);

    long _samples, _days, _targets, _missing;

    /// <summary>Copies everybody.</summary>
    public async Task<StoreCopyReport> RunAsync(CancellationToken stop)
    {
        var wearers = await from.ReadWearersAsync(stop);
        foreach (var wearer in wearers)
        {
            await CopySamplesAsync(wearer, stop);
            await CopyDaysAsync(wearer, stop);
            await CopyTargetsAsync(wearer, stop);
            LogCopied(wearer, _samples, _missing);
        }
        return new StoreCopyReport(wearers.Count, _samples, _days, _targets, _missing);
    }

    async Task CopySamplesAsync(string wearer, CancellationToken stop)
    {
        if (await from.ReadSpanAsync(wearer, stop) is not { } span)
        {
            return;
        }
        var batch = new SampleBatch();
        var width = WindowMs;
        for (long start = span.FirstMs, end; start <= span.LastMs; start = end)
        {
            end = start + width;
            batch.Clear();
            batch.Steps.AddRange(await from.ReadStepsAsync(wearer, start, end, stop));
            batch.HeartRates.AddRange(await from.ReadHeartRatesAsync(wearer, start, end, stop));
            batch.Journal.AddRange(await from.ReadJournalAsync(wearer, start, end, stop));
            if (batch.Count == 0)
            {
                width = Math.Min(2 * width, WidestMs);
                continue;
            }
            width = WindowMs;
            await to.WriteAsync(batch, stop);
            _samples += batch.Count;
            _missing += Missing(batch.Steps, await to.ReadStepsAsync(wearer, start, end, stop));
            _missing += Missing(batch.HeartRates, await to.ReadHeartRatesAsync(wearer, start, end, stop));
            _missing += Missing(batch.Journal, await to.ReadJournalAsync(wearer, start, end, stop));
        }
    }

    async Task CopyDaysAsync(string wearer, CancellationToken stop)
    {
        foreach (var newest in await from.ReadDaysAsync(wearer, FirstDate, LastDate, stop))
        {
            var rows = await from.ReadDayRevisionsAsync(wearer, newest.Date, stop);
            await to.AppendDaysAsync(rows, stop);
            _days += rows.Count;
            _missing += Missing(
                rows.Select(Comparable), (await to.ReadDayRevisionsAsync(wearer, newest.Date, stop)).Select(Comparable));
        }
    }

    async Task CopyTargetsAsync(string wearer, CancellationToken stop)
    {
        foreach (var newest in await from.ReadTargetsAsync(wearer, FirstDate, LastDate, stop))
        {
            var rows = await from.ReadTargetRevisionsAsync(wearer, newest.Date, stop);
            await to.AppendTargetsAsync(rows, stop);
            _targets += rows.Count;
            _missing += Missing(rows, await to.ReadTargetRevisionsAsync(wearer, newest.Date, stop));
        }
    }

    // Records compare lists by reference; the figures as text compare by value.
    static (DayRow Row, string Figures) Comparable(DayRow row) => (row with { Fields = [] }, Figures.Encode(row.Fields));

    static int Missing<T>(IEnumerable<T> written, IEnumerable<T> found)
    {
        var there = found.ToHashSet();
        return written.Count(row => !there.Contains(row));
    }

    [LoggerMessage(
        LogLevel.Information, "Copied wearer {Wearer}: {Samples} samples in all so far, {Missing} not found again")]
    private partial void LogCopied(string wearer, long samples, long missing);
}
