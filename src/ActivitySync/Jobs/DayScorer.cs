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
    /// <summary>How far back a report can matter to a later one, days (<see cref="DayScoring.Score"/>).</summary>
    const int HistoryDays = 60;

    /// <summary>
    /// After so many days without any reading a wearer has no further reports until there are readings again. Our choice.
    /// </summary>
    const int SilentDays = 14;

    /// <summary>Days that closed so long ago make no event. Our choice.</summary>
    const int NewsDays = 7;

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
            var touched = spool.State.TouchedDays().ToLookup(day => day.Wearer);
            var revisions = 0;
            foreach (var wearer in household.Wearers)
            {
                revisions += await ScoreSafelyAsync(wearer, [.. touched[wearer.Id]], stop);
            }
            return revisions;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Grows whenever the wearer has new results.</summary>
    public long ResultsOf(Wearer wearer) => _results.GetValueOrDefault(wearer.Id);

    /// <summary>Whether every day of the wearer up to this one was looked at since the start, and scored if it was due.</summary>
    public bool IsScoredUpTo(Wearer wearer, LocalDate date)
        => _upTo.GetValueOrDefault(wearer.Id, LocalDate.MinIsoValue) >= date;

    // What the store will never take costs this wearer's days, said each time, and nobody else's.
    async Task<int> ScoreSafelyAsync(Wearer wearer, IReadOnlyList<TouchedDay> touched, CancellationToken stop)
    {
        try
        {
            return await ScoreWearerAsync(wearer, touched, stop);
        }
        catch (StoreRefusedException reason)
        {
            LogRefused(wearer.Id, reason.Message);
            return 0;
        }
    }

    /// <summary>The last day of the wearer that is over for long enough to be scored.</summary>
    public LocalDate LastClosedDay(Wearer wearer)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return LocalDays.DateAt(wearer, nowMs - (options.GraceMinutes * 60_000L)).PlusDays(-1);
    }

    async Task<int> ScoreWearerAsync(Wearer wearer, IReadOnlyList<TouchedDay> touched, CancellationToken stop)
    {
        var last = LastClosedDay(wearer);
        var closed = touched.Where(day => day.Date <= last).ToList();
        if (closed.Count == 0 && _upTo.GetValueOrDefault(wearer.Id, LocalDate.MinIsoValue) >= last)
        {
            return 0;
        }
        var newest = (await store.ReadDaysAsync(wearer.Id, last.PlusDays(-HistoryDays), last, stop))
            .Select(row => (LocalDate?)row.Date).LastOrDefault();
        var revisions = 0;
        if (FirstDue(closed, newest) is { } first && first <= last)
        {
            var scoring = await ScoreRangeAsync(wearer, first, last, closed.Select(day => day.Date).ToHashSet(), stop);
            spool.State.Scored(closed, scoring.Publications, EventsOf(wearer, scoring, last));
            publications.ClearOldDays(wearer, last);
            revisions = scoring.Revisions;
            if (revisions > 0)
            {
                _results.AddOrUpdate(wearer.Id, 1, (_, count) => count + 1);
                LogScored(wearer.Id, revisions, scoring.Rows[0].Date, scoring.Rows[^1].Date);
            }
        }
        _upTo[wearer.Id] = last;
        return revisions;
    }

    // Days found weeks later, from an import or after a long absence, are history rather than news.
    List<OutboxEvent> EventsOf(Wearer wearer, RangeScoring scoring, LocalDate last)
    {
        var events = new List<OutboxEvent>();
        foreach (var report in scoring.Reports.Select(revised => revised.Report).Where(report => report.Date > last.PlusDays(-NewsDays)))
        {
            if (report.Decision is { } decision)
            {
                events.Add(EventWriter.OfTargetDecided(wearer, report.Date, decision, NowMs()));
            }
            if (report is { Met: Attainment.Met } && report.Date == last)
            {
                events.Add(EventWriter.OfGoalMet(wearer, report.Date, report.Steps, report.ScoringTarget, NowMs()));
            }
            events.Add(EventWriter.OfDayClosed(wearer, report, NowMs()));
        }
        return events;
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
        var stored = (await store.ReadDaysAsync(wearer.Id, first.PlusDays(-HistoryDays), last, stop))
            .ToDictionary(row => row.Date);
        var history = StoredReports.Of(stored.Values.Where(row => row.Date < first).OrderBy(row => row.Date)).ToList();
        var journal = await ReadJournalAsync(wearer, first.PlusDays(-HistoryDays), last, stop);
        var rawFromMs = await store.ReadRawFromAsync(wearer.Id, stop);
        var heard = history.Where(HasReadings).Select(report => report.Date).DefaultIfEmpty(first).Last();
        var scoring = new RangeScoring();
        var unchanged = 0;
        for (var date = history.Count > 0 ? history[^1].Date.PlusDays(1) : first; date <= last; date = date.PlusDays(1))
        {
            var before = stored.GetValueOrDefault(date);
            var isTouched = touched.Contains(date);
            if (LocalDays.Of(wearer, date) is not { } day
                || (!isTouched && before is null && date > heard.PlusDays(SilentDays)))
            {
                continue;
            }
            history.RemoveAll(old => old.Date < date.PlusDays(-HistoryDays));
            if (!CanBeDerived(day, rawFromMs))
            {
                Keep(scoring, date, before, isTouched, history);
            }
            else if (!isTouched && unchanged > HistoryDays && before is not null && StoredReports.TryParse(before) is { } stands)
            {
                history.Add(stands);
            }
            else
            {
                var report = await DeriveAsync(wearer, day, history, journal, scoring, stop);
                if (history.Count == 0 && before is null && !HasReadings(report))
                {
                    // A wearer's days begin with the first reading.
                    scoring.Hours.RemoveAt(scoring.Hours.Count - 1);
                    continue;
                }
                history.Add(report);
                unchanged = scoring.Note(history[^1], before, NowMs()) ? 0 : unchanged + 1;
            }
            heard = history.Count > 0 && history[^1].Date == date && HasReadings(history[^1]) ? date : heard;
        }
        if (scoring.Kept.Count > 0)
        {
            LogKept(wearer.Id, scoring.Kept.Count, scoring.Kept[0], scoring.Kept[^1]);
        }
        await AppendAsync(wearer, scoring, stop);
        if (spool.SetAsides.Judge(wearer.Id, scoring.Mixed) is > 0 and var mixed)
        {
            LogMixed(wearer.Id, mixed, scoring.Mixed.First(day => day.Mixed.Count > 0).Mixed[0].Device);
        }
        scoring.Publications.AddRange(publications.ForDays(wearer, scoring.Reports, last));
        return scoring;
    }

    /// <summary>
    /// Whether all samples a day is made of are still there. From some of them it would come out too small, so it is not
    /// derived: the stored report stands, and a day without one has none.
    /// </summary>
    public static bool CanBeDerived(LocalDay day, long rawFromMs) => day.StartMs - DaySamples.MarginMs >= rawFromMs;

    static void Keep(RangeScoring scoring, LocalDate date, DayRow? before, bool isTouched, List<DayReport> history)
    {
        if (before is not null && StoredReports.TryParse(before) is { } stands)
        {
            history.Add(stands);
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
        Wearer wearer, LocalDay day, IReadOnlyList<DayReport> history, IReadOnlyList<JournalEntry> journal,
        RangeScoring scoring, CancellationToken stop)
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

    async Task AppendAsync(Wearer wearer, RangeScoring scoring, CancellationToken stop)
    {
        if (scoring.Rows.Count > 0)
        {
            await store.AppendDaysAsync(scoring.Rows, stop);
        }
        var hours = await HourRows.ChangedAsync(store, wearer.Id, scoring.Hours, stop);
        if (hours.Count > 0)
        {
            await store.AppendHoursAsync(hours, stop);
        }
        var targets = await TargetRows.ChangedAsync(store, wearer.Id, scoring.Reports, stop);
        if (targets.Count > 0)
        {
            await store.AppendTargetsAsync(targets, stop);
        }
    }

    public void Dispose() => _one.Dispose();

    static bool HasReadings(DayReport report) => report.Devices.Count > 0 || report.HeartRateMinutes > 0;

    long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(LogLevel.Information, "Scored {Wearer}: {Revisions} new day reports from {First:uuuu-MM-dd} to {Last:uuuu-MM-dd}")]
    partial void LogScored(string wearer, int revisions, LocalDate first, LocalDate last);

    [LoggerMessage(LogLevel.Information,
        "{Count} changed days of {Wearer} between {First:uuuu-MM-dd} and {Last:uuuu-MM-dd} stand as they are: samples they are made of were removed by retention")]
    partial void LogKept(string wearer, int count, LocalDate first, LocalDate last);

    [LoggerMessage(LogLevel.Warning,
        "{Count} readings of {Wearer} are of another kind than their stream, e.g. of {Device}: not counted, in quarantine as mixed_counter")]
    partial void LogMixed(string wearer, int count, string device);

    [LoggerMessage(LogLevel.Error, "The store refuses the reports of {Wearer}, their days stay unscored: {Reason}")]
    partial void LogRefused(string wearer, string reason);
}
