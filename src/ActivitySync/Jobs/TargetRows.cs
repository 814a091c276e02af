using ActivitySync.Core.Scoring;
using ActivitySync.Publish;
using ActivitySync.Storage;

namespace ActivitySync.Jobs;

/// <summary>Target decisions as rows of their own, beside the reports that hold them.</summary>
internal static class TargetRows
{
    /// <summary>Rows for the decisions in these reports that are not stored as they are.</summary>
    public static async Task<IReadOnlyList<TargetRow>> ChangedAsync(
        IStore store, string wearer, IReadOnlyList<RevisedReport> reports, CancellationToken stop)
    {
        var decided = reports.Where(revised => revised.Report.Decision is not null).Select(revised => revised.Report).ToList();
        if (decided.Count == 0)
        {
            return [];
        }
        var stored = (await store.ReadTargetsAsync(wearer, decided[0].Date, decided[^1].Date, stop))
            .ToDictionary(row => row.Date);
        var changed = new List<TargetRow>();
        foreach (var report in decided)
        {
            var before = stored.GetValueOrDefault(report.Date);
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
