using Microsoft.Data.Sqlite;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Storage.Sqlite;

/// <summary>Reads days and targets. Dates are ISO text: readable by hand, and in order as text.</summary>
internal static class DerivedReader
{
    const string NewestDays = """
        SELECT date, max(revision), rule_version, computed_ms, report, figures FROM day
        WHERE wearer = ?1 AND date >= ?2 AND date <= ?3 GROUP BY date ORDER BY date
        """;
    const string Revisions = """
        SELECT date, revision, rule_version, computed_ms, report, figures FROM day
        WHERE wearer = ?1 AND date >= ?2 AND date <= ?3 ORDER BY revision
        """;
    const string NewestTargets = """
        SELECT date, max(revision), steps, action, reason, inputs FROM target
        WHERE wearer = ?1 AND date >= ?2 AND date <= ?3 GROUP BY date ORDER BY date
        """;

    const string TargetRevisionsOfDate = """
        SELECT date, revision, steps, action, reason, inputs FROM target
        WHERE wearer = ?1 AND date >= ?2 AND date <= ?3 ORDER BY revision
        """;

    public static string Text(LocalDate date) => LocalDatePattern.Iso.Format(date);

    // SQLite promises that beside max() the other columns come from the row that has the maximum.
    public static List<DayRow> Days(SqliteConnection connection, string wearer, LocalDate from, LocalDate to) =>
        DaysBy(connection, NewestDays, wearer, from, to);

    public static List<DayRow> DayRevisions(SqliteConnection connection, string wearer, LocalDate date) =>
        DaysBy(connection, Revisions, wearer, date, date);

    public static List<TargetRow> Targets(SqliteConnection connection, string wearer, LocalDate from, LocalDate to) =>
        TargetsBy(connection, NewestTargets, wearer, from, to);

    public static List<TargetRow> TargetRevisions(SqliteConnection connection, string wearer, LocalDate date) =>
        TargetsBy(connection, TargetRevisionsOfDate, wearer, date, date);

    static List<TargetRow> TargetsBy(
        SqliteConnection connection, string sql, string wearer, LocalDate from, LocalDate to)
    {
        var rows = new List<TargetRow>();
        using var query = new Statement(connection, sql);
        query.Bind(1, wearer).Bind(2, Text(from)).Bind(3, Text(to));
        while (query.Step())
        {
            if (Date(query) is { } date)
            {
                rows.Add(new TargetRow(
                    wearer, date, (int)query.Int64(1), query.Int64(2), query.Text(3)!, query.Text(4)!, query.Text(5)!));
            }
        }
        return rows;
    }

    // A row that the disk has changed into nonsense is none: its day is derived again.
    static List<DayRow> DaysBy(SqliteConnection connection, string sql, string wearer, LocalDate from, LocalDate to)
    {
        var rows = new List<DayRow>();
        using var query = new Statement(connection, sql);
        query.Bind(1, wearer).Bind(2, Text(from)).Bind(3, Text(to));
        while (query.Step())
        {
            var (report, figures) = (query.Text(4)!, query.Text(5)!);
            if (Date(query) is { } date && Figures.IsJson(report) && Figures.IsJson(figures))
            {
                rows.Add(new DayRow(
                    wearer, date, (int)query.Int64(1), (int)query.Int64(2), query.Int64(3), report, Figures.Decode(figures)));
            }
        }
        return rows;
    }

    static LocalDate? Date(Statement query) => LocalDatePattern.Iso.Parse(query.Text(0)!).TryGetValue(default, out var date) ? date : null;
}
