using ActivitySync.Core.Scoring;
using ActivitySync.Spool;
using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Jobs;

/// <summary>
/// What a derivation knows of a wearer: the days before the one it has come to, and what is stored of those it will come to.
/// </summary>
internal sealed class KnownPast
{
    /// <summary>
    /// Days held beyond those that matter to the next day, so that what comes in late finds the days before it, too. Our
    /// choice: a phone that was off for a week.
    /// </summary>
    const int LateDays = 7;

    readonly List<PastDay> _days;
    LocalDate _from;

    KnownPast(List<PastDay> days, DayReport? last, LocalDate from, IEnumerable<DayRow> rows)
    {
        (_days, Last, _from) = (days, last, from);
        Stored = rows.ToDictionary(row => row.Date);
    }

    /// <summary>Newest revisions that are stored, by date: of all days that a derivation may come to.</summary>
    public IReadOnlyDictionary<LocalDate, DayRow> Stored { get; }

    /// <summary>The report of the last day known.</summary>
    public DayReport? Last { get; private set; }

    /// <summary>The last day on which there was any reading; null when none is known.</summary>
    public LocalDate? Heard { get; private set; }

    /// <summary>From stored reports, which are all there are from 60 days before a date on.</summary>
    public static KnownPast Of(IEnumerable<DayRow> rows, LocalDate first)
    {
        List<DayRow> all = [.. rows.OrderBy(row => row.Date)];
        List<DayReport> before = [.. StoredReports.Of(all.Where(row => row.Date < first))];
        return new KnownPast(
            [.. before.Select(PastDay.Of)], before.Count > 0 ? before[^1] : null, first.PlusDays(-History.Days), all).Looked(first);
    }

    /// <summary>
    /// From what was held, with the report of the last held day before a date and all later ones; null where those are not
    /// what was held, or where days from so long ago are wanted that not all are held.
    /// </summary>
    public static async Task<KnownPast?> OfAsync(
        HeldDays held, LocalDate first, LocalDate last, IStore store, CancellationToken stop)
    {
        if (held.From > first.PlusDays(-History.Days) || PastDayBytes.TryRead(held.Days) is not { } days)
        {
            return null;
        }
        days.RemoveAll(day => day.Date >= first);
        if (days.Count == 0 || days[^1].Date < first.PlusDays(-History.Days))
        {
            return null;
        }
        var rows = await store.ReadDaysAsync(held.Wearer, days[^1].Date, last, stop);
        return rows.Count > 0 && rows[0].Date == days[^1].Date && StoredReports.TryParse(rows[0]) is { } report
            && (rows[^1].Date, rows[^1].Revision, rows[^1].ComputedMs) == (held.Date, held.Revision, held.ComputedMs)
            ? new KnownPast(days, report, held.From, rows).Looked(first) : null;
    }

    /// <summary>What the judging of a day sees.</summary>
    public History Before(LocalDate date)
    {
        var first = date.PlusDays(-History.Days);
        return new History([.. _days.Where(day => day.Date >= first)], IsWithin(first) ? Last : null, date);
    }

    /// <summary>Goes on by a day.</summary>
    public void Add(DayReport report)
    {
        var day = PastDay.Of(report);
        _days.Add(day);
        (Last, Heard) = (report, day.HasReadings ? day.Date : Heard);
        var wanted = day.Date.PlusDays(-History.Days - LateDays);
        if (_from < wanted)
        {
            _from = wanted;
            _days.RemoveAll(old => old.Date < wanted);
        }
    }

    /// <summary>What to hold until the next derivation; null when there is no day yet.</summary>
    /// <param name="appended">Rows that were made and are newer than those stored.</param>
    public HeldDays? Hold(IReadOnlyList<DayRow> appended)
    {
        if (Last is not { } last)
        {
            return null;
        }
        var row = appended.LastOrDefault(row => row.Date == last.Date) ?? Stored[last.Date];
        return new HeldDays(last.Wearer, _from, last.Date, row.Revision, row.ComputedMs, PastDayBytes.Write(_days));
    }

    bool IsWithin(LocalDate first) => _days.Count > 0 && _days[^1].Date >= first;

    KnownPast Looked(LocalDate first)
    {
        foreach (var day in _days)
        {
            Heard = day.HasReadings && day.Date >= first.PlusDays(-History.Days) ? day.Date : Heard;
        }
        return this;
    }
}
