using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>What a wearer's targets would have been with other settings, over days they really lived.</summary>
public static class TargetReplay
{
    const int HistoryDays = 60;
    const long DayMs = 86_400_000;

    /// <summary>
    /// The stored reports, ascending, with target, decision and attainment as the wearer's settings would have made
    /// them. Scores are left out: what people do depends on the target they see. The baseline stays as it was learnt.
    /// </summary>
    /// <param name="wearer">Who, with the settings to try.</param>
    /// <param name="reports">Their reports, ascending.</param>
    /// <param name="journal">What they told, from 60 days before the first of them.</param>
    /// <param name="options">Constants.</param>
    /// <param name="from">First day under these settings; earlier reports stand. Null for all.</param>
    public static IReadOnlyList<DayReport> Of(
        Wearer wearer, IReadOnlyList<DayReport> reports, IReadOnlyList<JournalEntry> journal, ScoringOptions options,
        LocalDate? from = null)
    {
        var replayed = new List<DayReport>(reports.Count);
        var oldest = 0;
        foreach (var report in reports)
        {
            if (from is { } first && report.Date < first)
            {
                replayed.Add(report);
                continue;
            }
            while (oldest < replayed.Count && replayed[oldest].Date < report.Date.PlusDays(-HistoryDays))
            {
                oldest++;
            }
            var past = History.Of(replayed.GetRange(oldest, replayed.Count - oldest), report.Date);
            replayed.Add(Replayed(wearer, report, past, Known(journal, report), options));
        }
        return replayed;
    }

    // As far back as the service looks when it scores the day.
    static List<JournalEntry> Known(IReadOnlyList<JournalEntry> journal, DayReport report) =>
        [.. journal.Where(told => told.TimeMs >= report.StartMs - HistoryDays * DayMs && told.TimeMs < report.EndMs)];

    static DayReport Replayed(
        Wearer wearer, DayReport report, History past, IReadOnlyList<JournalEntry> journal, ScoringOptions options)
    {
        var target = TargetOfDay.Of(wearer, report.Date, past, journal, options);
        var excuse = report.Excuse is Excuse.Flare or Excuse.None
            ? DayScoring.FlareExcuse(target, wearer, options) : report.Excuse;
        var met = Attainments.Of(report.Steps, target.ScoringSteps, report.Validity, report.ValidityReason, excuse);
        return report with
        {
            Excuse = excuse,
            Target = target.Steps,
            ScoringTarget = target.ScoringSteps,
            AttainmentPercent = met == Attainment.Unknown ? null : Attainments.Percent(report.Steps, target.Steps),
            Met = met,
            Decision = target.Decision,
            Targets = target.State,
            Flare = target.Flare,
            Status = report.Validity == Validity.Insufficient ? DayStatus.Insufficient
                : target.Steps is null ? DayStatus.Baselining : DayStatus.Excused,
            Score = null,
            Points = null,
            Coverage = 0,
            Reasons = target.Decision is { } decision ? [decision.Sentence] : [],
        };
    }
}
