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
/// devices fell silent, since it was last told.
/// </summary>
internal sealed class ProgressReporter(
    IStore store, MessageSpool spool, Household household, DayRules rules, DayScorer scorer,
    PublicationWriter publications, JobOptions options, TimeProvider time)
{
    const int HistoryDays = 60;

    /// <summary>At most so often progress is also kept in the store. Our choice.</summary>
    const long KeepEveryMs = 30_000;

    // Of the time, so much at most is spent on telling progress: a large household is told less often. Our choice.
    const int RestFactor = 4;

    // What was told last: the day, the mark of the change, the count of results and the silence it was told for.
    readonly Dictionary<string, (LocalDate Date, long Mark, long Results, bool? IsStale)> _told = [];
    readonly Dictionary<string, long> _kept = [];
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
        foreach (var wearer in household.Wearers)
        {
            var today = LocalDays.DateAt(wearer, NowMs());
            // A new day is told too, although nothing came yet: yesterday's steps must not stand as today's.
            var mark = marks.GetValueOrDefault((wearer.Id, today));
            var cause = (today, mark, scorer.ResultsOf(wearer), IsStale(devices[wearer.Id]));
            if (_told.GetValueOrDefault(wearer.Id, (today, -1, -1, null)) != cause)
            {
                await TellAsync(wearer, today, mark > 0, cause.Item4, stop);
                _told[wearer.Id] = cause;
            }
        }
        _restUntil = time.GetTimestamp() + (RestFactor * (time.GetTimestamp() - started));
    }

    /// <summary>Progress of a wearer's today.</summary>
    public async Task<Progress> OfAsync(Wearer wearer, CancellationToken stop)
        => (await FactsAsync(wearer, LocalDays.DateAt(wearer, NowMs()), null, stop)).Progress;

    /// <summary>All that is known about a wearer's today.</summary>
    public Task<TodayFacts> FactsAsync(Wearer wearer, CancellationToken stop)
        => FactsAsync(wearer, LocalDays.DateAt(wearer, NowMs()), null, stop);

    async Task TellAsync(Wearer wearer, LocalDate date, bool isTouched, bool? isStale, CancellationToken stop)
    {
        var today = await FactsAsync(wearer, date, isStale, stop);
        if (today.History.Count == 0 && !isTouched && isStale is null)
        {
            return; // Nothing is known of this wearer yet.
        }
        var events = new List<OutboxEvent>();
        if (today.Progress.IsMet)
        {
            events.Add(EventWriter.OfGoalMet(wearer, date, today.Progress.Steps, today.Progress.Target, NowMs()));
        }
        if (today.Progress.Decision is { } decision)
        {
            events.Add(EventWriter.OfTargetDecided(wearer, date, decision, NowMs()));
        }
        await KeepAsync(today, stop);
        spool.State.Scored([], publications.ForProgress(today), events);
        Told?.Invoke(today);
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

    async Task<TodayFacts> FactsAsync(Wearer wearer, LocalDate date, bool? isStale, CancellationToken stop)
    {
        var day = LocalDays.Of(wearer, date)!;
        var history = await HistoryAsync(wearer, date, stop);
        var samples = await DaySampleReader.ReadAsync(store, wearer.Id, day, stop);
        var journal = await store.ReadJournalAsync(
            wearer.Id, day.StartMs - (HistoryDays * 86_400_000L), day.EndMs, stop);
        var movement = DayDerivation.Derive(wearer, day, samples, rules.Movement);
        var progress = TodayProgress.Of(wearer, movement, history, journal, NowMs(), rules.Scoring);
        return new TodayFacts(wearer, day, progress, history, journal, isStale, NowMs());
    }

    async Task<IReadOnlyList<DayReport>> HistoryAsync(Wearer wearer, LocalDate today, CancellationToken stop)
        => [.. (await store.ReadDaysAsync(wearer.Id, today.PlusDays(-HistoryDays), today.PlusDays(-1), stop))
            .Select(StoredReports.Parse)];

    // Silent when the last one heard is; null while none was ever heard.
    bool? IsStale(IEnumerable<HeardDevice> devices)
    {
        var newest = devices.Select(device => (long?)device.LastMs).Max();
        return newest is { } lastMs ? NowMs() - lastMs >= options.StaleAfterMs : null;
    }

    long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
