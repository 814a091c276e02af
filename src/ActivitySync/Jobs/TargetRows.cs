using ActivitySync.Core.Scoring;
using ActivitySync.Publish;
using ActivitySync.Storage;

namespace ActivitySync.Jobs;

/// <summary>Target decisions as rows of their own, beside the reports that hold them.</summary>
internal static class TargetRows
{
    /// <summary>Action of a decision that later facts have undone.</summary>
    public const string Withdrawn = "WITHDRAWN";

    const string WhyWithdrawn = "Withdrawn: later facts changed the days this was decided from.";

    /// <summary>Rows for the decisions in these reports that are not stored as they are.</summary>
    /// <param name="store">What is stored.</param>
    /// <param name="wearer">Whose.</param>
    /// <param name="reports">The reports, ascending.</param>
    /// <param name="isKnown">False when nothing of these days can be stored yet, which saves asking.</param>
    /// <param name="stop">To stop waiting.</param>
    public static async Task<IReadOnlyList<TargetRow>> ChangedAsync(
        IStore store, string wearer, IReadOnlyList<RevisedReport> reports, bool isKnown, CancellationToken stop)
    {
        if (reports.Count == 0)
        {
            return [];
        }
        var stored = (isKnown ? await store.ReadTargetsAsync(wearer, reports[0].Report.Date, reports[^1].Report.Date, stop) : [])
            .ToDictionary(row => row.Date);
        var changed = new List<TargetRow>();
        foreach (var report in reports.Select(revised => revised.Report))
        {
            var before = stored.GetValueOrDefault(report.Date);
            if (report.Decision is null)
            {
                if (before is not null && before.Action != Withdrawn)
                {
                    changed.Add(before with { Revision = before.Revision + 1, Action = Withdrawn, Reason = WhyWithdrawn });
                }
                continue;
            }
            var row = Row(report, (before?.Revision ?? 0) + 1);
            if (before is null || before with { Revision = row.Revision } != row)
            {
                changed.Add(row);
            }
        }
        return changed;
    }

    static TargetRow Row(DayReport report, int revision)
    {
        var decision = report.Decision!;
        return new TargetRow(
            report.Wearer, report.Date, revision, decision.Steps, DecisionJson.Word(decision.Action),
            decision.Sentence, DecisionJson.Inputs(decision));
    }
}
