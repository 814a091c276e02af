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
/// Tells how far today has come, for the wearers whose today was touched, or whose past days have new results, since it was
/// last told.
/// </summary>
internal sealed class ProgressReporter(
    IStore store, MessageSpool spool, Household household, DayRules rules, DayScorer scorer,
    PublicationWriter publications, TimeProvider time)
{
    const int HistoryDays = 60;

    // What was told last: the day, the mark of the change and the count of results it was told for.
    readonly Dictionary<string, (LocalDate Date, long Mark, long Results)> _told = [];

    public async Task RunAsync(CancellationToken stop)
    {
        var marks = spool.State.TouchedDays().ToDictionary(day => (day.Wearer, day.Date), day => day.Mark);
        foreach (var wearer in household.Wearers)
        {
            var today = LocalDays.DateAt(wearer, NowMs());
            // A new day is told too, although nothing came yet: yesterday's steps must not stand as today's.
            var mark = marks.GetValueOrDefault((wearer.Id, today));
            var results = scorer.ResultsOf(wearer);
            if (_told.GetValueOrDefault(wearer.Id, (today, -1, -1)) == (today, mark, results))
            {
                continue;
            }
            var history = await HistoryAsync(wearer, today, stop);
            if (history.Count == 0 && mark == 0)
            {
                continue; // Nothing is known of this wearer yet.
            }
            var progress = await OfAsync(wearer, today, history, stop);
            await store.AppendProgressAsync(
                [new ProgressRow(wearer.Id, NowMs(), progress.Steps, progress.ExpectedNow, progress.Target)], stop);
            spool.State.Scored([], publications.ForProgress(wearer, today, progress, history.Count > 0 ? history[^1] : null));
            _told[wearer.Id] = (today, mark, results);
        }
    }

    /// <summary>Progress of a wearer's today.</summary>
    public async Task<Progress> OfAsync(Wearer wearer, CancellationToken stop)
    {
        var today = LocalDays.DateAt(wearer, NowMs());
        return await OfAsync(wearer, today, await HistoryAsync(wearer, today, stop), stop);
    }

    async Task<Progress> OfAsync(
        Wearer wearer, LocalDate today, IReadOnlyList<DayReport> history, CancellationToken stop)
    {
        var day = LocalDays.Of(wearer, today)!;
        var samples = await DaySampleReader.ReadAsync(store, wearer.Id, day, stop);
        var journal = await store.ReadJournalAsync(
            wearer.Id, day.StartMs - (HistoryDays * 86_400_000L), day.EndMs, stop);
        var movement = DayDerivation.Derive(wearer, day, samples, rules.Movement);
        return TodayProgress.Of(wearer, movement, history, journal, NowMs(), rules.Scoring);
    }

    async Task<IReadOnlyList<DayReport>> HistoryAsync(Wearer wearer, LocalDate today, CancellationToken stop)
        => [.. (await store.ReadDaysAsync(wearer.Id, today.PlusDays(-HistoryDays), today.PlusDays(-1), stop))
            .Select(StoredReports.Parse)];

    long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
