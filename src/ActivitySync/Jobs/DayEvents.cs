using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Publish;
using ActivitySync.Spool;
using NodaTime;

namespace ActivitySync.Jobs;

/// <summary>
/// What scored days give to tell. Days found weeks later, from an import or after a long absence, are history rather than
/// news.
/// </summary>
internal static class DayEvents
{
    /// <summary>Days that closed so long ago make no event. Our choice.</summary>
    const int NewsDays = 7;

    /// <summary>Events of the days, in order.</summary>
    public static List<OutboxEvent> Of(Wearer wearer, RangeScoring scoring, LocalDate last, long nowMs)
    {
        var events = new List<OutboxEvent>();
        foreach (var report in scoring.Reports.Select(revised => revised.Report).Where(report => report.Date > last.PlusDays(-NewsDays)))
        {
            if (report.Decision is { } decision)
            {
                events.Add(EventWriter.OfTargetDecided(wearer, report.Date, decision, nowMs));
            }
            if (report is { Met: Attainment.Met } && report.Date == last)
            {
                events.Add(EventWriter.OfGoalMet(wearer, report.Date, report.Steps, report.ScoringTarget, nowMs));
            }
            events.Add(EventWriter.OfDayClosed(wearer, report, nowMs));
        }
        return events;
    }
}
