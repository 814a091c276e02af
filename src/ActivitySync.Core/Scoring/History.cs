using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>The reports before a day, in order, newest last.</summary>
internal sealed class History(IReadOnlyList<DayReport> reports, LocalDate date)
{
    private readonly List<DayReport> _before =
        [.. reports.Where(report => report.Date < date).OrderBy(report => report.Date)];

    /// <summary>The last report before the day; null for the first day.</summary>
    public DayReport? Last => _before.Count == 0 ? null : _before[^1];

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<DayReport> All => _before;

    /// <summary>Reports of the given calendar days before the day, oldest first.</summary>
    public IEnumerable<DayReport> LastDays(int days) => Between(date.PlusDays(-days), date.PlusDays(-1));

    /// <summary>Reports with from ≤ date ≤ to, oldest first.</summary>
    public IEnumerable<DayReport> Between(LocalDate from, LocalDate to) =>
        _before.Where(report => report.Date >= from && report.Date <= to);
}
