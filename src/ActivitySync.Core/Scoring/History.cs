using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>The days before a day, as far back as its judging looks.</summary>
public sealed class History
{
    /// <summary>How far back a day can matter to a later one, days.</summary>
    public const int Days = 60;

    /// <param name="all">Days before the day, oldest first.</param>
    /// <param name="last">The report of the last of them; null for the first day.</param>
    /// <param name="date">The day.</param>
    public History(IReadOnlyList<PastDay> all, DayReport? last, LocalDate date) => (All, Last, Date) = (all, last, date);

    /// <summary>The last report before the day; null for the first day.</summary>
    public DayReport? Last { get; }

    /// <summary>All days before, oldest first.</summary>
    public IReadOnlyList<PastDay> All { get; }

    /// <summary>The day.</summary>
    public LocalDate Date { get; }

    /// <summary>The same from whole reports, in any order.</summary>
    public static History Of(IReadOnlyList<DayReport> reports, LocalDate date)
    {
        List<DayReport> before = [.. reports.Where(report => report.Date < date).OrderBy(report => report.Date)];
        return new History([.. before.Select(PastDay.Of)], before.Count == 0 ? null : before[^1], date);
    }

    /// <summary>The given number of calendar days before the day, oldest first.</summary>
    public IEnumerable<PastDay> LastDays(int days) => Between(Date.PlusDays(-days), Date.PlusDays(-1));

    /// <summary>Days with from ≤ date ≤ to, oldest first.</summary>
    public IEnumerable<PastDay> Between(LocalDate from, LocalDate to) => All.Where(day => day.Date >= from && day.Date <= to);
}
