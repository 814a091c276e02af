using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Scoring;

/// <summary>What a wearer's targets would have been with other settings, over days they really lived.</summary>
public static class TargetReplay
{
    const int HistoryDays = 60;

    /// <summary>
    /// The stored reports, ascending, with target, decision and attainment as the wearer's settings would have made
    /// them. Scores are left out: what people do depends on the target they see. The baseline stays as it was learnt.
    /// </summary>
    public static IReadOnlyList<DayReport> Of(
        Wearer wearer, IReadOnlyList<DayReport> reports, IReadOnlyList<JournalEntry> journal, ScoringOptions options)
    {
        var replayed = new List<DayReport>(reports.Count);
        foreach (var report in reports)
        {
            var from = Math.Max(0, replayed.Count - HistoryDays);
            var past = new History(replayed.GetRange(from, replayed.Count - from), report.Date);
            var target = TargetOfDay.Of(wearer, report.Date, past, journal, options);
            var excuse = report.Excuse is Excuse.Flare or Excuse.None
                ? DayScoring.FlareExcuse(target, wearer, options) : report.Excuse;
            var met = Attainments.Of(
                report.Steps, target.ScoringSteps, report.Validity, report.ValidityReason, excuse);
            replayed.Add(report with
            {
                Excuse = excuse,
                Target = target.Steps,
                ScoringTarget = target.ScoringSteps,
                AttainmentPercent =
                    met == Attainment.Unknown ? null : Attainments.Percent(report.Steps, target.Steps),
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
            });
        }
        return replayed;
    }
}
