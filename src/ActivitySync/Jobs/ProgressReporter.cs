using System.Collections.Concurrent;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Jobs;

/// <summary>
/// Tells how far today has come, for the wearers whose steps or journal of today changed, whose past days have new results,
/// or whose devices fell silent, since it was last told; once a minute for those of whom only heart rates came; and now and
/// then because time passes.
/// </summary>
internal sealed class ProgressReporter(
    IStore store, MessageSpool spool, Household household, DayRules rules, DayScorer scorer,
    PublicationWriter publications, JobOptions options, TimeProvider time)
{
    const int HistoryDays = 60;

    /// <summary>At most so often progress is also kept in the store: it is the class of minutes. Our choice.</summary>
    const long KeepEveryMs = 60_000;

    // The age of the last reading and the steps expected by now grow by themselves: told every five minutes in the first
    // hour after a reading, then every hour. Our choice.
    const long TellEveryMs = 5 * MinuteMs;
    const long MinuteMs = 60_000;
    const long HourMs = 60 * MinuteMs;
    const long DayMs = 24 * HourMs;

    const int WearersAtOnce = 16;

    // Of the time, so much at most is spent on telling progress: a large household is told less often. Our choice.
    const int RestFactor = 1;

    // Heart rates come each second of each wearer: what follows of them is told once in this time. Our choice.
    const long TellHeartRatesEveryMs = MinuteMs;

    // What was told last, and when; and the mark of the change it was told for, which heart rates move, too.
    readonly Dictionary<string, (Cause Cause, long Mark, long AtMs)> _told = [];
    readonly Dictionary<string, (long AtMs, bool WithSteps)> _kept = [];

    // Reading sixty reports takes longer than deriving today. Who else may write them, such as a verb, is seen so soon.
    const long ReportsKeptMs = 5 * MinuteMs;

    readonly ConcurrentDictionary<string, (LocalDate Today, long Results, long AtMs, IReadOnlyList<DayReport> Reports)> _reports = new();
    readonly TodayHeartRates _heartRates = new(store, spool.Late, rules.Movement, time);
    long _restUntil;

    /// <summary>Today was told; on the thread of the job.</summary>
    public event Action<TodayFacts>? Told;

    public async Task RunAsync(CancellationToken stop)
    {
        var started = time.GetTimestamp();
        if (started < _restUntil)
        {
            return;
        }
        var marks = spool.State.TouchedDays().ToDictionary(day => (day.Wearer, day.Date), day => day.Mark);
        var devices = spool.Devices.All().ToLookup(device => device.Wearer);
        var isScoring = scorer.IsRunning;
        var (nowMs, due) = (NowMs(), new List<(Wearer Wearer, LocalDate Today, bool IsTouched, long? HeardMs, Action NoteTold)>());
        foreach (var wearer in household.Wearers)
        {
            var today = LocalDays.DateAt(wearer, nowMs);
            // A new day is told too, although nothing came yet: yesterday's steps must not stand as today's.
            var mark = marks.GetValueOrDefault((wearer.Id, today));
            var heardMs = devices[wearer.Id].Select(device => (long?)device.LastMs).Max();
            var cause = new Cause(
                today, mark > 0, spool.Moved.Of(wearer.Id), scorer.ResultsOf(wearer), IsStale(heardMs), TurnOf(heardMs));
            var isKnown = _told.TryGetValue(wearer.Id, out var told);
            if (isScoring && cause.Moves == told.Cause.Moves)
            {
                continue; // who moves is told at once; what days that close bring is told when all are scored
            }
            if (!isKnown || told.Cause != cause
                || (told.Mark != mark && (nowMs - told.AtMs) is < 0 or >= TellHeartRatesEveryMs))
            {
                due.Add((wearer, today, mark > 0, heardMs, () => _told[wearer.Id] = (cause, mark, nowMs)));
            }
        }
        foreach (var some in due.Chunk(WearersAtOnce))
        {
            // Side by side: a store over the network is mostly waited for.
            var facts = await Task.WhenAll(some.Select(one => FactsAsync(one.Wearer, one.Today, one.HeardMs, stop)));
            var telling = new Telling();
            foreach (var (today, isTouched) in facts.Zip(some, (today, one) => (today, one.IsTouched)))
            {
                Tell(today, isTouched, telling);
            }
            await NoteAsync(telling, [.. some.Select(one => one.NoteTold)], stop);
        }
        _restUntil = time.GetTimestamp() + (RestFactor * (time.GetTimestamp() - started));
    }

    /// <summary>Progress of a wearer's today.</summary>
    public async Task<Progress> OfAsync(Wearer wearer, CancellationToken stop)
        => (await FactsAsync(wearer, stop)).Progress;

    /// <summary>All that is known about a wearer's today.</summary>
    public Task<TodayFacts> FactsAsync(Wearer wearer, CancellationToken stop)
        => FactsAsync(wearer, LocalDays.DateAt(wearer, NowMs()), null, stop);

    void Tell(TodayFacts today, bool isTouched, Telling telling)
    {
        if (today.History.Count == 0 && !isTouched && today.HeardMs is null)
        {
            return; // Nothing is known of this wearer yet.
        }
        var (wearer, progress, date) = (today.Wearer, today.Progress, today.Day.Date);
        if (progress.IsMet)
        {
            telling.Events.Add(EventWriter.OfGoalMet(wearer, date, progress.Steps, progress.AskedSteps, today.NowMs));
        }
        // Until yesterday is scored it may still change what is decided; then it is told, once.
        if (progress.Decision is { } decision && scorer.IsScoredUpTo(wearer, date.PlusDays(-1)))
        {
            telling.Events.Add(EventWriter.OfTargetDecided(wearer, date, decision, today.NowMs));
        }
        telling.Publications.AddRange(publications.ForProgress(today));
        telling.Todays.Add(today);
        // A chart of the day needs no row a second, but the first steps at once.
        var kept = _kept.GetValueOrDefault(wearer.Id);
        if (today.NowMs - kept.AtMs >= KeepEveryMs || (progress.Steps is not null && !kept.WithSteps))
        {
            telling.Rows.Add(new ProgressRow(wearer.Id, today.NowMs, progress.Steps, progress.ExpectedNow, progress.Target));
        }
    }

    // In one for several wearers: each write waits for the disk. Telling comes before keeping.
    async Task NoteAsync(Telling telling, IReadOnlyList<Action> noteTold, CancellationToken stop)
    {
        var held = spool.SetAsides.Wearers();
        foreach (var today in telling.Todays.Where(today => today.Mixed.Count > 0 || held.Contains(today.Wearer.Id)))
        {
            spool.SetAsides.Judge(today.Wearer.Id, [(today.Day.Date, today.Mixed)]);
        }
        spool.State.Scored([], telling.Publications, telling.Events);
        foreach (var note in noteTold)
        {
            note();
        }
        telling.Todays.ForEach(today => Told?.Invoke(today));
        if (telling.Rows.Count > 0)
        {
            await store.AppendProgressAsync(telling.Rows, stop);
            telling.Rows.ForEach(row => _kept[row.Wearer] = (row.TimeMs, row.Steps is not null));
        }
    }

    /// <summary>Why today is told again when one of these changes.</summary>
    readonly record struct Cause(LocalDate Date, bool IsTouched, long Moves, long Results, bool? IsStale, long Turn);

    sealed class Telling
    {
        public List<ProgressRow> Rows { get; } = [];

        public List<TodayFacts> Todays { get; } = [];

        public List<Publication> Publications { get; } = [];

        public List<OutboxEvent> Events { get; } = [];
    }

    async Task<TodayFacts> FactsAsync(Wearer wearer, LocalDate date, long? heardMs, CancellationToken stop)
    {
        var day = LocalDays.Of(wearer, date)!;
        var journal = await store.ReadJournalAsync(
            wearer.Id, day.StartMs - ((HistoryDays + 1) * DayMs), day.EndMs, stop);
        var history = await HistoryAsync(wearer, date, journal, stop);
        var samples = await DaySampleReader.ReadAsync(
            store, wearer.Id, day, rules.Movement, await _heartRates.ReadAsync(wearer, day, stop), stop);
        var movement = DayDerivation.Derive(wearer, day, samples, rules.Movement);
        var progress = TodayProgress.Of(wearer, movement, history, journal, NowMs(), rules.Scoring);
        return new TodayFacts(wearer, day, progress, history, journal, IsStale(heardMs), NowMs())
        {
            HeardMs = heardMs,
            Mixed = movement.Mixed,
            Movement = movement,
        };
    }

    async Task<IReadOnlyList<DayReport>> HistoryAsync(
        Wearer wearer, LocalDate today, IReadOnlyList<JournalEntry> journal, CancellationToken stop)
    {
        var yesterday = today.PlusDays(-1);
        List<DayReport> history = [.. await ReportsAsync(wearer, today, stop)];
        // In the minutes after midnight yesterday has no report yet, and today's target may rest on it.
        if (history.Count > 0 && history[^1].Date == yesterday.PlusDays(-1) && !scorer.IsScoredUpTo(wearer, yesterday)
            && LocalDays.Of(wearer, yesterday) is { } day)
        {
            var samples = await DaySampleReader.ReadAsync(store, wearer.Id, day, rules.Movement, stop);
            history.Add(DayScoring.Score(
                wearer, DayDerivation.Derive(wearer, day, samples, rules.Movement), history,
                [.. journal.Where(entry => entry.TimeMs < day.EndMs)], rules.Scoring));
        }
        return history;
    }

    async Task<IReadOnlyList<DayReport>> ReportsAsync(Wearer wearer, LocalDate today, CancellationToken stop)
    {
        var (results, nowMs) = (scorer.ResultsOf(wearer), NowMs());
        if (_reports.TryGetValue(wearer.Id, out var known) && known.Today == today && known.Results == results
            && nowMs - known.AtMs is >= 0 and < ReportsKeptMs)
        {
            return known.Reports;
        }
        List<DayReport> reports = [.. StoredReports.Of(await store.ReadDaysAsync(
            wearer.Id, today.PlusDays(-HistoryDays), today.PlusDays(-1), stop))];
        _reports[wearer.Id] = (today, results, nowMs, reports);
        return reports;
    }

    // Silent when the last device heard is; null while none was ever heard.
    bool? IsStale(long? heardMs) => heardMs is { } lastMs ? NowMs() - lastMs >= options.StaleAfterMs : null;

    long TurnOf(long? heardMs) => heardMs is { } lastMs
        ? NowMs() / (NowMs() - lastMs < HourMs ? TellEveryMs : HourMs) : 0;

    long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
