using Microsoft.Data.Sqlite;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Storage.Sqlite;

/// <summary>Reads days and targets. Dates are ISO text: readable by hand, and in order as text.</summary>
internal static class DerivedReader
{
    // Backwards, so that the newest revision of a date comes first and the key's own order serves.
    const string AllDays = """
        SELECT date, revision, rule_version, computed_ms, report, figures FROM day
        WHERE wearer = ?1 AND date >= ?2 AND date <= ?3 ORDER BY date DESC, revision DESC
        """;
    const string AllTargets = """
        SELECT date, revision, steps, action, reason, inputs FROM target
        WHERE wearer = ?1 AND date >= ?2 AND date <= ?3 ORDER BY date DESC, revision DESC
        """;

    public static string Text(LocalDate date) => LocalDatePattern.Iso.Format(date);

    public static List<DayRow> Days(SqliteConnection connection, string wearer, LocalDate from, LocalDate to) =>
        RowsBy(connection, AllDays, wearer, from, to, Day, row => row.Date, onlyNewest: true);

    public static List<DayRow> DayRevisions(SqliteConnection connection, string wearer, LocalDate date) =>
        RowsBy(connection, AllDays, wearer, date, date, Day, row => row.Date, onlyNewest: false);

    public static List<TargetRow> Targets(SqliteConnection connection, string wearer, LocalDate from, LocalDate to) =>
        RowsBy(connection, AllTargets, wearer, from, to, Target, row => row.Date, onlyNewest: true);

    public static List<TargetRow> TargetRevisions(SqliteConnection connection, string wearer, LocalDate date) =>
        RowsBy(connection, AllTargets, wearer, date, date, Target, row => row.Date, onlyNewest: false);

    /// <summary>The date in a column; null where the disk has made nonsense of it.</summary>
    public static LocalDate? Date(Statement query, int column) =>
        query.Text(column) is { } text && LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var date) ? date : null;

    // A row that the disk has changed into nonsense is none: the revision before it stands until its day is derived again,
    // and that result takes its place.
    static List<T> RowsBy<T>(
        SqliteConnection connection, string sql, string wearer, LocalDate from, LocalDate to,
        Func<Statement, string, T?> read, Func<T, LocalDate> dateOf, bool onlyNewest) where T : class
    {
        var rows = new List<T>();
        using var query = new Statement(connection, sql);
        query.Bind(1, wearer).Bind(2, Text(from)).Bind(3, Text(to));
        while (query.Step())
        {
            if ((!onlyNewest || rows.Count == 0 || Date(query, 0) != dateOf(rows[^1])) && read(query, wearer) is { } row)
            {
                rows.Add(row);
            }
        }
        rows.Reverse();
        return rows;
    }

    static DayRow? Day(Statement query, string wearer) =>
        Date(query, 0) is { } date && query.Text(4) is { } report && Figures.IsJson(report)
        && query.Text(5) is { } text && Figures.TryDecode(text) is { } figures
        && new DayRow(wearer, date, query.Int32(1), query.Int32(2), query.Int64(3), report, figures) is var row
        && StoreLimits.Holds(row, StoreLimits.Check) ? row : null;

    static TargetRow? Target(Statement query, string wearer) =>
        Date(query, 0) is { } date && query.Text(3) is { } action && query.Text(4) is { } reason
        && query.Text(5) is { } inputs && Figures.IsJson(inputs)
        && new TargetRow(wearer, date, query.Int32(1), query.Int64(2), action, reason, inputs) is var row
        && StoreLimits.Holds(row, StoreLimits.Check) ? row : null;
}
