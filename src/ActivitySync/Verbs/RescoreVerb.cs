using System.Globalization;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>
/// Has days derived and scored again and says what changed. The days are marked as touched; the service that runs on the
/// data scores them, so that no two do, or this process where none runs.
/// </summary>
internal static class RescoreVerb
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan WaitAtMost = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(
        ServiceConfig config, Wearer wearer, LocalDate from, LocalDate to, TextWriter output, CancellationToken stop)
    {
        if (from > to)
        {
            throw new VerbProblemException("--from must not be after --to.");
        }
        await using var session = await StoreSession.OpenAsync(config, stop);
        var last = session.Scorer.LastClosedDay(wearer);
        if (from > last)
        {
            throw new VerbProblemException(
                $"The last closed day of {wearer.Id} is {LocalDatePattern.Iso.Format(last)}; later days are not scored yet.");
        }
        var (dates, kept) = Rescoring.DaysOf(wearer, from, to, last, await session.Store.ReadRawFromAsync(wearer.Id, stop));
        var days = dates.Select(date => new DayKey(wearer.Id, date)).ToHashSet();
        if (kept > 0)
        {
            output.WriteLine($"{kept} days stand as they are: samples they are made of were removed by retention (Storage:Retention:RawDays).");
        }
        var before = (await session.Store.ReadDaysAsync(wearer.Id, from, last, stop)).ToDictionary(row => row.Date);
        session.Spool.State.Touch(days);
        await ScoreAsync(config, session, days, output, stop);
        var changed = (await session.Store.ReadDaysAsync(wearer.Id, from, last, stop))
            .Where(row => before.GetValueOrDefault(row.Date)?.Revision != row.Revision).ToList();
        foreach (var row in changed)
        {
            var steps = StoredReports.Parse(row).Steps?.ToString("N0", CultureInfo.InvariantCulture) ?? "no";
            output.WriteLine($"{LocalDatePattern.Iso.Format(row.Date)}  revision {row.Revision}  {steps} steps  " +
                (before.ContainsKey(row.Date) ? "changed" : "new"));
        }
        output.WriteLine($"{days.Count} days derived again; {changed.Count} new revisions, later days that depend on them included.");
    }

    static async Task ScoreAsync(
        ServiceConfig config, StoreSession session, HashSet<DayKey> days, TextWriter output, CancellationToken stop)
    {
        if (HealthcheckVerb.Run(config, TimeProvider.System, TextWriter.Null) != 0)
        {
            await session.Scorer.RunAsync(stop);
            return;
        }
        output.WriteLine("The running service scores them …");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(WaitAtMost);
        while (session.Spool.State.TouchedDays().Any(day => days.Contains(new DayKey(day.Wearer, day.Date))))
        {
            await Task.Delay(LookEvery, TimeProvider.System, limit.Token);
        }
    }
}
