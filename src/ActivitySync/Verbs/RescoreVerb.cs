using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>Derives and scores days again and says what changed.</summary>
internal static class RescoreVerb
{
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
        var end = to < last ? to : last;
        var days = new HashSet<LocalDate>();
        for (var date = from; date <= end; date = date.PlusDays(1))
        {
            days.Add(date);
        }
        // Later days can depend on these, so scoring goes on until nothing changes any more.
        var before = (await session.Store.ReadDaysAsync(wearer.Id, from, last, stop)).ToDictionary(row => row.Date);
        var scoring = await session.Scorer.ScoreRangeAsync(wearer, from, last, days, stop);
        session.Spool.State.Scored([], scoring.Publications);
        foreach (var row in scoring.Rows)
        {
            var report = scoring.Reports.First(revised => revised.Report.Date == row.Date).Report;
            output.WriteLine(
                $"{LocalDatePattern.Iso.Format(row.Date)}  revision {row.Revision}  " +
                $"{report.Steps?.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) ?? "no"} steps" +
                (before.ContainsKey(row.Date) ? "  changed" : "  new"));
        }
        output.WriteLine(scoring.Revisions == 0
            ? $"{scoring.Reports.Count} days derived again, none changed."
            : $"{scoring.Reports.Count} days derived again, {scoring.Revisions} new revisions.");
    }
}
