using System.Collections.Concurrent;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Jobs;

/// <summary>
/// Scores the days that closed or were touched, in order, with the days that depend on them. Asks the stored state what is
/// due, so that downtime, late samples, corrections and changed rules are all the same case; running it twice changes
/// nothing.
/// </summary>
internal sealed partial class DayScorer(
    IStore store, MessageSpool spool, Household household, DayRules rules, JobOptions options,
    PublicationWriter publications, ILogger<DayScorer> logger, TimeProvider time) : IDisposable
{
    /// <summary>How far back a report can matter to a later one, days.</summary>
    const int HistoryDays = History.Days;

    /// <summary>
    /// After so many days without any reading a wearer has no further reports until there are readings again. Our choice.
    /// </summary>
    const int SilentDays = 14;

    /// <summary>
    /// Wearers read and derived side by side: a store over the network is mostly waited for. Our choice; with heart rates by
    /// the second each holds 3 MB.
    /// </summary>
    const int ReadAtOnce = 16;

    /// <summary>Wearers, or days of them, written in one go: each write waits for a disk. Our choice, some megabytes.</summary>
    const int WrittenAtOnce = 256;

    readonly SemaphoreSlim _one = new(1);

    // Who is scored up to which day, so that a wake at which nothing is due asks the store nothing.
    readonly ConcurrentDictionary<string, LocalDate> _upTo = new();
    readonly ConcurrentDictionary<string, long> _results = new();

    /// <summary>Scores what is due. Returns the number of new revisions.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            var (revisions, noting) = (0, Task.FromResult(0));
            var derived = new List<ScoredWearer>();
            try
            {
                foreach (var some in Due().Chunk(ReadAtOnce))
                {
                    derived.AddRange((await Task.WhenAll(some.Select(due => DeriveSafelyAsync(due, stop)))).OfType<ScoredWearer>());
                    if (derived.Count >= WrittenAtOnce || derived.Sum(one => one.Scoring?.Hours.Count ?? 0) >= WrittenAtOnce)
                    {
                        revisions += await noting;
                        var full = derived;
                        // Written while the next are derived.
                        (derived, noting) = ([], Task.Run(() => NoteAsync(full, stop), CancellationToken.None));
                    }
                }
            }
            finally
            {
                revisions += await noting;
            }
            return revisions + await NoteAsync(derived, stop);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Whether days are being scored.</summary>
    public bool IsRunning => _one.CurrentCount == 0;

    /// <summary>Grows whenever the wearer has new results.</summary>
    public long ResultsOf(Wearer wearer) => _results.GetValueOrDefault(wearer.Id);

    /// <summary>Whether every day of the wearer up to this one was looked at since the start, and scored if it was due.</summary>
    public bool IsScoredUpTo(Wearer wearer, LocalDate date)
        => _upTo.GetValueOrDefault(wearer.Id, LocalDate.MinIsoValue) >= date;

    // Those with a day that closed or was touched since they were looked at.
    List<DueWearer> Due()
    {
        var touched = spool.State.TouchedDays().ToLookup(day => day.Wearer);
        var due = new List<DueWearer>();
        foreach (var wearer in household.Wearers)
        {
            var last = LastClosedDay(wearer);
            var closed = touched[wearer.Id].Where(day => day.Date <= last).ToList();
            if (closed.Count > 0 || !IsScoredUpTo(wearer, last))
            {
                due.Add(new DueWearer(wearer, last, closed));
            }
        }
        return due;
    }

    // What the store will never take costs this wearer's days, said each time, and nobody else's.
    async Task<ScoredWearer?> DeriveSafelyAsync(DueWearer due, CancellationToken stop)
    {
        try
        {
            return new ScoredWearer(due, await KnownOfAsync(due, stop) is { } known && known.First <= due.Last
                ? await DeriveRangeAsync(
                    due.Wearer, known.First, due.Last, due.Closed.Select(day => day.Date).ToHashSet(), known.Past, stop)
                : null);
        }
        catch (StoreRefusedException reason)
        {
            LogRefused(due.Wearer.Id, reason.Message);
            return null;
        }
    }

    // The first day that is due, with what is known of the days before it; null when none is.
    async Task<(LocalDate First, KnownPast Past)?> KnownOfAsync(DueWearer due, CancellationToken stop)
    {
        var from = due.Last.PlusDays(-HistoryDays);
        if (spool.PastDays.Of(due.Wearer.Id) is { } held && held.Date >= from && FirstDue(due.Closed, held.Date) is { } next
            && await KnownPast.OfAsync(held, next, due.Last, store, stop) is { } past)
        {
            return (next, past);
        }
        var rows = await store.ReadDaysAsync(due.Wearer.Id, from, due.Last, stop);
        return FirstDue(due.Closed, rows.Count > 0 ? rows[^1].Date : null) is { } first
            ? (first, await ReadPastAsync(due.Wearer, first, due.Last, rows, stop)) : null;
    }

    // The newest rows were read already.
    async Task<KnownPast> ReadPastAsync(
        Wearer wearer, LocalDate first, LocalDate last, IReadOnlyList<DayRow> newest, CancellationToken stop) => KnownPast.Of(
        first < last
            ? [.. await store.ReadDaysAsync(wearer.Id, first.PlusDays(-HistoryDays), last.PlusDays(-HistoryDays - 1), stop), .. newest]
            : newest,
        first);

    // In one for many wearers: each write waits for the disk or the server.
    async Task<int> NoteAsync(List<ScoredWearer> derived, CancellationToken stop)
    {
        List<RangeScoring> scorings = [.. derived.Select(one => one.Scoring).OfType<RangeScoring>()];
        try
        {
            await AppendAsync(scorings, stop);
        }
        catch (StoreRefusedException reason)
        {
            if (derived.Count == 1)
            {
                LogRefused(derived[0].Due.Wearer.Id, reason.Message);
                return 0;
            }
            var taken = 0;
            foreach (var one in derived)
            {
                taken += await NoteAsync([one], stop);
            }
            return taken;
        }
        if (scorings.Count > 0)
        {
            var held = spool.SetAsides.Wearers();
            foreach (var (due, scoring) in derived)
            {
                if (scoring is not null && (held.Contains(due.Wearer.Id) || scoring.Mixed.Exists(day => day.Mixed.Count > 0)))
                {
                    Judge(due.Wearer, scoring);
                }
            }
            var noted = derived.Where(one => one.Scoring is not null).ToList();
            spool.State.Scored(
                [.. noted.SelectMany(one => one.Due.Closed)], [.. scorings.SelectMany(scoring => scoring.Publications)],
                [.. noted.SelectMany(one => DayEvents.Of(one.Due.Wearer, one.Scoring!, one.Due.Last, NowMs()))],
                [.. noted.Select(one => publications.OldDays(one.Due.Wearer, one.Due.Last))],
                [.. scorings.Select(scoring => scoring.Held).OfType<HeldDays>()]);
        }
        foreach (var (due, scoring) in derived)
        {
            if (scoring is { Revisions: > 0 })
            {
                _results.AddOrUpdate(due.Wearer.Id, 1, (_, count) => count + 1);
                LogScored(due.Wearer.Id, scoring.Revisions, Text(scoring.Rows[0].Date), Text(scoring.Rows[^1].Date));
            }
            _upTo[due.Wearer.Id] = due.Last;
        }
        return scorings.Sum(scoring => scoring.Revisions);
    }

    sealed record DueWearer(Wearer Wearer, LocalDate Last, List<TouchedDay> Closed);

    sealed record ScoredWearer(DueWearer Due, RangeScoring? Scoring);

    /// <summary>The last day of the wearer that is over for long enough to be scored.</summary>
    public LocalDate LastClosedDay(Wearer wearer)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return LocalDays.DateAt(wearer, nowMs - (options.GraceMinutes * 60_000L)).PlusDays(-1);
    }

    // The first touched day, or the first day after the newest report: days without any sample are reported too.
    static LocalDate? FirstDue(List<TouchedDay> closed, LocalDate? newest)
    {
        LocalDate? touched = closed.Count > 0 ? closed.Min(day => day.Date) : null;
        var next = newest?.PlusDays(1);
        return (touched, next) switch
        {
            (null, _) => next,
            (_, null) => touched,
            ({ } a, { } b) => a < b ? a : b,
        };
    }

    /// <summary>
    /// Derives and scores every day from first to last and stores those whose report changed. Days before the first one
    /// stand; days without a report between them and the first are made up for. Once nothing changed for as long as a
    /// report can look back, stored reports stand until the next touched day.
    /// </summary>
    public async Task<RangeScoring> ScoreRangeAsync(
        Wearer wearer, LocalDate first, LocalDate last, IReadOnlySet<LocalDate> touched, CancellationToken stop)
    {
        var rows = await store.ReadDaysAsync(wearer.Id, last.PlusDays(-HistoryDays), last, stop);
        var past = await ReadPastAsync(wearer, first, last, rows, stop);
        var scoring = await DeriveRangeAsync(wearer, first, last, touched, past, stop);
        spool.PastDays.Forget(wearer.Id); // the range may end before the last day
        await AppendAsync([scoring], stop);
        Judge(wearer, scoring);
        return scoring;
    }

    // Derives and scores; what is to be stored and published is in the answer.
    async Task<RangeScoring> DeriveRangeAsync(
        Wearer wearer, LocalDate first, LocalDate last, IReadOnlySet<LocalDate> touched, KnownPast past, CancellationToken stop)
    {
        var journal = await ReadJournalAsync(wearer, first.PlusDays(-HistoryDays), last, stop);
        var rawFromMs = await store.ReadRawFromAsync(wearer.Id, stop);
        var scoring = new RangeScoring();
        var unchanged = 0;
        for (var date = past.Last?.Date.PlusDays(1) ?? first; date <= last; date = date.PlusDays(1))
        {
            var before = past.Stored.GetValueOrDefault(date);
            var isTouched = touched.Contains(date);
            if (LocalDays.Of(wearer, date) is not { } day
                || (!isTouched && before is null && date > (past.Heard ?? first).PlusDays(SilentDays)))
            {
                continue;
            }
            if (!CanBeDerived(day, rawFromMs))
            {
                Keep(scoring, date, before, isTouched, past);
            }
            else if (!isTouched && unchanged > HistoryDays && before is not null && StoredReports.TryParse(before) is { } stands)
            {
                past.Add(stands);
            }
            else
            {
                var history = past.Before(date);
                var report = await DeriveAsync(wearer, day, history, journal, scoring, stop);
                if (history.Last is null && before is null && !PastDay.Of(report).HasReadings)
                {
                    // A wearer's days begin with the first reading.
                    scoring.Hours.RemoveAt(scoring.Hours.Count - 1);
                    continue;
                }
                past.Add(report);
                unchanged = scoring.Note(report, before, NowMs()) ? 0 : unchanged + 1;
            }
        }
        if (scoring.Kept.Count > 0)
        {
            LogKept(wearer.Id, scoring.Kept.Count, Text(scoring.Kept[0]), Text(scoring.Kept[^1]));
        }
        // Hours and targets come after their day's report, so without a report there are none.
        var isKnown = scoring.Reports.Any(revised => past.Stored.ContainsKey(revised.Report.Date));
        scoring.Held = past.Hold(scoring.Rows);
        scoring.HourRows = await HourRows.ChangedAsync(store, wearer.Id, scoring.Hours, isKnown, stop);
        scoring.TargetRows = await TargetRows.ChangedAsync(store, wearer.Id, scoring.Reports, isKnown, stop);
        scoring.Publications.AddRange(publications.ForDays(wearer, scoring.Reports, last));
        return scoring;
    }

    void Judge(Wearer wearer, RangeScoring scoring)
    {
        if (spool.SetAsides.Judge(wearer.Id, scoring.Mixed) is > 0 and var mixed)
        {
            LogMixed(wearer.Id, mixed, scoring.Mixed.First(day => day.Mixed.Count > 0).Mixed[0].Device);
        }
    }

    /// <summary>
    /// Whether all samples a day is made of are still there. From some of them it would come out too small, so it is not
    /// derived: the stored report stands, and a day without one has none.
    /// </summary>
    public static bool CanBeDerived(LocalDay day, long rawFromMs) => day.StartMs - DaySamples.MarginMs >= rawFromMs;

    static void Keep(RangeScoring scoring, LocalDate date, DayRow? before, bool isTouched, KnownPast past)
    {
        if (before is not null && StoredReports.TryParse(before) is { } stands)
        {
            past.Add(stands);
        }
        if (isTouched)
        {
            scoring.Kept.Add(date);
        }
    }

    /// <summary>How a day's numbers come about, from what is stored now.</summary>
    public async Task<DayExplanation> ExplainAsync(Wearer wearer, LocalDay day, CancellationToken stop)
    {
        var rows = await store.ReadDaysAsync(wearer.Id, day.Date.PlusDays(-HistoryDays), day.Date.PlusDays(-1), stop);
        var samples = await DaySampleReader.ReadAsync(store, wearer.Id, day, rules.Movement, stop);
        var journal = await ReadJournalAsync(wearer, day.Date, day.Date, stop);
        return DayExplanation.Of(
            wearer, day, samples, [.. StoredReports.Of(rows)], Known(journal, day), rules.Scoring);
    }

    /// <summary>A day's minutes, derived from what is stored now.</summary>
    public async Task<IReadOnlyList<DayMinute>> MinutesAsync(Wearer wearer, LocalDay day, CancellationToken stop)
    {
        var rows = await store.ReadDaysAsync(wearer.Id, day.Date.PlusDays(-HistoryDays), day.Date.PlusDays(-1), stop);
        var samples = await DaySampleReader.ReadAsync(store, wearer.Id, day, rules.Movement, stop);
        var movement = DayDerivation.Derive(wearer, day, samples, rules.Movement);
        return DayMinute.Of(wearer, movement, [.. StoredReports.Of(rows)], rules.Scoring);
    }

    async Task<DayReport> DeriveAsync(
        Wearer wearer, LocalDay day, History history, IReadOnlyList<JournalEntry> journal, RangeScoring scoring,
        CancellationToken stop)
    {
        var samples = await DaySampleReader.ReadAsync(store, wearer.Id, day, rules.Movement, stop);
        var movement = DayDerivation.Derive(wearer, day, samples, rules.Movement);
        scoring.Mixed.Add((day.Date, movement.Mixed));
        scoring.Hours.Add((day.Date, DayHour.Of(movement, rules.Movement)));
        return DayScoring.Score(wearer, movement, history, Known(journal, day), rules.Scoring);
    }

    // What was told up to the end of the day, as far back as it can matter.
    static IReadOnlyList<JournalEntry> Known(IReadOnlyList<JournalEntry> journal, LocalDay day)
        => [.. journal.Where(entry =>
            entry.TimeMs >= day.StartMs - (HistoryDays * 86_400_000L) && entry.TimeMs < day.EndMs)];

    async Task<IReadOnlyList<JournalEntry>> ReadJournalAsync(
        Wearer wearer, LocalDate first, LocalDate last, CancellationToken stop)
    {
        // A day more on both sides than any zone can shift a date.
        var fromMs = first.PlusDays(-HistoryDays - 2).AtMidnight().InUtc().ToInstant().ToUnixTimeMilliseconds();
        var toMs = last.PlusDays(3).AtMidnight().InUtc().ToInstant().ToUnixTimeMilliseconds();
        return await store.ReadJournalAsync(wearer.Id, fromMs, toMs, stop);
    }

    async Task AppendAsync(List<RangeScoring> scorings, CancellationToken stop)
    {
        if (scorings.SelectMany(scoring => scoring.Rows).ToList() is { Count: > 0 } days)
        {
            await store.AppendDaysAsync(days, stop);
        }
        if (scorings.SelectMany(scoring => scoring.HourRows).ToList() is { Count: > 0 } hours)
        {
            await store.AppendHoursAsync(hours, stop);
        }
        if (scorings.SelectMany(scoring => scoring.TargetRows).ToList() is { Count: > 0 } targets)
        {
            await store.AppendTargetsAsync(targets, stop);
        }
    }

    public void Dispose() => _one.Dispose();

    // Serilog would write a date out in words.
    static string Text(LocalDate date) => LocalDatePattern.Iso.Format(date);

    long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(LogLevel.Information, "Scored {Wearer}: {Revisions} new day reports from {First} to {Last}")]
    partial void LogScored(string wearer, int revisions, string first, string last);

    [LoggerMessage(LogLevel.Information,
        "{Count} changed days of {Wearer} between {First} and {Last} stand as they are: samples they are made of were removed by retention")]
    partial void LogKept(string wearer, int count, string first, string last);

    [LoggerMessage(LogLevel.Warning,
        "{Count} readings of {Wearer} are of another kind than their stream, e.g. of {Device}: not counted, in quarantine as mixed_counter")]
    partial void LogMixed(string wearer, int count, string device);

    [LoggerMessage(LogLevel.Error, "The store refuses the reports of {Wearer}, their days stay unscored: {Reason}")]
    partial void LogRefused(string wearer, string reason);
}
