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
/// Tells how far today has come, for the wearers whose today was touched, whose past days have new results, or whose
/// devices fell silent, since it was last told; and now and then because time passes.
/// </summary>
internal sealed class ProgressReporter(
    IStore store, MessageSpool spool, Household household, DayRules rules, DayScorer scorer,
    PublicationWriter publications, JobOptions options, TimeProvider time)
{
    const int HistoryDays = 60;

    /// <summary>At most so often progress is also kept in the store. Our choice.</summary>
    const long KeepEveryMs = 30_000;

    // The age of the last reading and the steps expected by now grow by themselves: told every five minutes in the first
    // hour after a reading, then every hour. Our choice.
    const long TellEveryMs = 5 * 60_000;
    const long HourMs = 3_600_000;
    const long DayMs = 24 * HourMs;

    // Of the time, so much at most is spent on telling progress: a large household is told less often. Our choice.
    const int RestFactor = 4;

    // What was told last: the day, the mark of the change, the count of results, the silence and the time it was told for.
    readonly Dictionary<string, (LocalDate Date, long Mark, long Results, bool? IsStale, long Turn)> _told = [];
    readonly Dictionary<string, long> _kept = [];
    long _restUntil;

    public async Task RunAsync(CancellationToken stop)
    {
        var started = time.GetTimestamp();
        if (started < _restUntil)
        {
            return;
        }
        var marks = spool.State.TouchedDays().ToDictionary(day => (day.Wearer, day.Date), day => day.Mark);
        var devices = spool.Devices.All().ToLookup(device => device.Wearer);
        foreach (var wearer in household.Wearers)
        {
            var today = LocalDays.DateAt(wearer, NowMs());
            // A new day is told too, although nothing came yet: yesterday's steps must not stand as today's.
            var mark = marks.GetValueOrDefault((wearer.Id, today));
            var heardMs = devices[wearer.Id].Select(device => (long?)device.LastMs).Max();
            var cause = (today, mark, scorer.ResultsOf(wearer), IsStale(heardMs), TurnOf(heardMs));
            if (_told.GetValueOrDefault(wearer.Id, (today, -1, -1, null, -1)) != cause)
            {
                await TellAsync(wearer, today, mark > 0, heardMs, stop);
                _told[wearer.Id] = cause;
            }
        }
        _restUntil = time.GetTimestamp() + (RestFactor * (time.GetTimestamp() - started));
    }

    /// <summary>Progress of a wearer's today.</summary>
    public async Task<Progress> OfAsync(Wearer wearer, CancellationToken stop)
        => (await FactsAsync(wearer, stop)).Progress;

    /// <summary>All that is known about a wearer's today.</summary>
    public Task<TodayFacts> FactsAsync(Wearer wearer, CancellationToken stop)
        => FactsAsync(wearer, LocalDays.DateAt(wearer, NowMs()), null, stop);

    async Task TellAsync(Wearer wearer, LocalDate date, bool isTouched, long? heardMs, CancellationToken stop)
    {
        var today = await FactsAsync(wearer, date, heardMs, stop);
        if (today.History.Count == 0 && !isTouched && heardMs is null)
        {
            return; // Nothing is known of this wearer yet.
        }
        var events = new List<OutboxEvent>();
        if (today.Progress.IsMet)
        {
            events.Add(EventWriter.OfGoalMet(wearer, date, today.Progress.Steps, today.Progress.AskedSteps, NowMs()));
        }
        // Until yesterday is scored it may still change what is decided; then it is told, once.
        if (today.Progress.Decision is { } decision && scorer.IsScoredUpTo(wearer, date.PlusDays(-1)))
        {
            events.Add(EventWriter.OfTargetDecided(wearer, date, decision, NowMs()));
        }
        await KeepAsync(today, stop);
        spool.State.Scored([], publications.ForProgress(today), events);
    }

    // A chart of the day needs no row a second.
    async Task KeepAsync(TodayFacts today, CancellationToken stop)
    {
        if (today.NowMs - _kept.GetValueOrDefault(today.Wearer.Id) < KeepEveryMs)
        {
            return;
        }
        var progress = today.Progress;
        await store.AppendProgressAsync(
            [new ProgressRow(today.Wearer.Id, today.NowMs, progress.Steps, progress.ExpectedNow, progress.Target)], stop);
        _kept[today.Wearer.Id] = today.NowMs;
    }

    async Task<TodayFacts> FactsAsync(Wearer wearer, LocalDate date, long? heardMs, CancellationToken stop)
    {
        var day = LocalDays.Of(wearer, date)!;
        var journal = await store.ReadJournalAsync(
            wearer.Id, day.StartMs - ((HistoryDays + 1) * DayMs), day.EndMs, stop);
        var history = await HistoryAsync(wearer, date, journal, stop);
        var samples = await DaySampleReader.ReadAsync(store, wearer.Id, day, stop);
        var movement = DayDerivation.Derive(wearer, day, samples, rules.Movement);
        var progress = TodayProgress.Of(wearer, movement, history, journal, NowMs(), rules.Scoring);
        return new TodayFacts(wearer, day, progress, history, journal, IsStale(heardMs), NowMs()) { HeardMs = heardMs };
    }

    async Task<IReadOnlyList<DayReport>> HistoryAsync(
        Wearer wearer, LocalDate today, IReadOnlyList<JournalEntry> journal, CancellationToken stop)
    {
        var yesterday = today.PlusDays(-1);
        List<DayReport> history = [.. (await store.ReadDaysAsync(wearer.Id, today.PlusDays(-HistoryDays), yesterday, stop))
            .Select(StoredReports.Parse)];
        // In the minutes after midnight yesterday has no report yet, and today's target may rest on it.
        if (history.Count > 0 && history[^1].Date == yesterday.PlusDays(-1) && !scorer.IsScoredUpTo(wearer, yesterday)
            && LocalDays.Of(wearer, yesterday) is { } day)
        {
            var samples = await DaySampleReader.ReadAsync(store, wearer.Id, day, stop);
            history.Add(DayScoring.Score(
                wearer, DayDerivation.Derive(wearer, day, samples, rules.Movement), history,
                [.. journal.Where(entry => entry.TimeMs < day.EndMs)], rules.Scoring));
        }
        return history;
    }

    // Silent when the last device heard is; null while none was ever heard.
    bool? IsStale(long? heardMs) => heardMs is { } lastMs ? NowMs() - lastMs >= options.StaleAfterMs : null;

    long TurnOf(long? heardMs) => heardMs is { } lastMs
        ? NowMs() / (NowMs() - lastMs < HourMs ? TellEveryMs : HourMs) : 0;

    long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
