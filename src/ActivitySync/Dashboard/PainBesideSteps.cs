using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Dashboard;

/// <summary>A day with both.</summary>
/// <param name="Date">Which.</param>
/// <param name="Pain">The last pain told on it, 0 to 10.</param>
/// <param name="Steps">Its steps.</param>
internal readonly record struct PainDay(LocalDate Date, decimal Pain, int Steps);

/// <summary>
/// Reported pain beside movement: what went together, not what came from what. Nothing is said of fewer than fourteen
/// days with both.
/// </summary>
internal sealed record PainBesideSteps(IReadOnlyList<PainDay> Days)
{
    /// <summary>So many days with both are needed. Our choice; two weeks of everyday life.</summary>
    public const int FewestDays = 14;

    // A median of fewer days is chance. Our choice.
    const int FewestInGroup = 4;

    public bool IsEnough => Days.Count >= FewestDays;

    /// <summary>
    /// Median steps of the days with more pain than usual and of the others; null when there are too few of either, e.g.
    /// because the pain is always the same.
    /// </summary>
    public (decimal UsualPain, int MoreDays, int MoreSteps, int OtherDays, int OtherSteps)? Groups
    {
        get
        {
            if (!IsEnough)
            {
                return null;
            }
            var usual = Median(Days.Select(day => day.Pain));
            var more = Days.Where(day => day.Pain > usual).ToList();
            var others = Days.Where(day => day.Pain <= usual).ToList();
            return more.Count < FewestInGroup || others.Count < FewestInGroup ? null
                : (usual, more.Count, (int)Median(more.Select(day => (decimal)day.Steps)),
                    others.Count, (int)Median(others.Select(day => (decimal)day.Steps)));
        }
    }

    /// <summary>The days with both, ascending. Days that cannot be judged have no steps worth comparing.</summary>
    public static PainBesideSteps Of(
        Wearer wearer, IReadOnlyList<DayReport> reports, IReadOnlyList<JournalEntry> journal)
    {
        var pain = journal.Where(entry => entry is { Kind: JournalKind.Pain, Value: not null }).OrderBy(entry => entry.TimeMs)
            .GroupBy(entry => LocalDays.DateAt(wearer, entry.TimeMs)).ToDictionary(day => day.Key, day => day.Last().Value!.Value);
        return new PainBesideSteps([.. reports
            .Where(report => report is { Validity: Validity.Valid, Steps: not null } && pain.ContainsKey(report.Date))
            .OrderBy(report => report.Date).Select(report => new PainDay(report.Date, pain[report.Date], report.Steps!.Value))]);
    }

    static decimal Median(IEnumerable<decimal> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
