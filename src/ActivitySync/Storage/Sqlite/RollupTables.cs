using Microsoft.Data.Sqlite;
using NodaTime;

namespace ActivitySync.Storage.Sqlite;

/// <summary>Hours and progress, and from when on samples are all there.</summary>
internal static class RollupTables
{
    const string PutHour = """
        INSERT INTO hour(wearer, date, revision, hour, start_ms, minutes, steps, coarse_steps, walking_minutes, median_bpm)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT DO UPDATE SET start_ms = excluded.start_ms, minutes = excluded.minutes, steps = excluded.steps,
            coarse_steps = excluded.coarse_steps, walking_minutes = excluded.walking_minutes,
            median_bpm = excluded.median_bpm
        """;
    const string PutProgress = """
        INSERT INTO progress(wearer, time_ms, steps, expected, target) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET steps = excluded.steps, expected = excluded.expected, target = excluded.target
        """;
    const string PutRawFrom = """
        INSERT INTO raw_from(wearer, time_ms) VALUES (?1, ?2)
        ON CONFLICT DO UPDATE SET time_ms = max(time_ms, excluded.time_ms)
        """;
    // The highest revision of a date that can be one; of what the disk has changed the number may be anything.
    const string HourColumns = """
        SELECT date, hour, revision, start_ms, minutes, steps, coarse_steps, walking_minutes, median_bpm FROM hour AS h
        WHERE wearer = ?1 AND date >= ?2 AND date <= ?3
        """;
    static readonly string NewestHours = HourColumns + $"""
         AND revision = (SELECT max(revision) FROM hour WHERE wearer = h.wearer AND date = h.date
            AND revision <= {StoreLimits.LastHourRevision}) ORDER BY date, hour
        """;
    const string AllHours = HourColumns + " ORDER BY date, revision, hour";
    const string ProgressRange = """
        SELECT time_ms, steps, expected, target FROM progress WHERE wearer = ?1 AND time_ms >= ?2 AND time_ms < ?3
        ORDER BY time_ms
        """;

    public static void Put(SqliteConnection connection, IReadOnlyList<HourRow> rows)
    {
        using var put = new Statement(connection, PutHour);
        foreach (var row in rows)
        {
            put.Bind(1, row.Wearer).Bind(2, DerivedReader.Text(row.Date)).Bind(3, row.Revision).Bind(4, row.Hour)
                .Bind(5, row.StartMs).Bind(6, row.Minutes).BindOptional(7, row.Steps).BindOptional(8, row.CoarseSteps)
                .BindOptional(9, row.WalkingMinutes).BindOptional(10, row.MedianBpm).Run();
        }
    }

    public static void Put(SqliteConnection connection, IReadOnlyList<ProgressRow> rows)
    {
        using var put = new Statement(connection, PutProgress);
        foreach (var row in rows)
        {
            put.Bind(1, row.Wearer).Bind(2, row.TimeMs).BindOptional(3, row.Steps).BindOptional(4, row.Expected)
                .BindOptional(5, row.Target).Run();
        }
    }

    public static void MarkRawFrom(SqliteConnection connection, string wearer, long beforeMs)
    {
        using var put = new Statement(connection, PutRawFrom);
        put.Bind(1, wearer).Bind(2, beforeMs).Run();
    }

    /// <summary>One moment, or none.</summary>
    public static List<long> RawFrom(SqliteConnection connection, string wearer)
    {
        var moments = new List<long>();
        using var query = new Statement(connection, "SELECT time_ms FROM raw_from WHERE wearer = ?1");
        query.Bind(1, wearer);
        while (query.Step())
        {
            moments.Add(query.Int64(0));
        }
        return moments;
    }

    public static List<HourRow> Hours(
        SqliteConnection connection, string wearer, LocalDate from, LocalDate to, bool everyRevision)
    {
        var rows = new List<HourRow>();
        using var query = new Statement(connection, everyRevision ? AllHours : NewestHours);
        query.Bind(1, wearer).Bind(2, DerivedReader.Text(from)).Bind(3, DerivedReader.Text(to));
        while (query.Step())
        {
            if (DerivedReader.Date(query, 0) is { } date && new HourRow(
                    wearer, date, query.Int32(1), query.Int32(2), query.Int64(3), query.Int32(4), query.OptionalInt64(5),
                    query.OptionalInt64(6), query.OptionalInt64(7), query.OptionalDouble(8)) is var row
                && StoreLimits.Holds(row, StoreLimits.Check))
            {
                rows.Add(row);
            }
        }
        return rows;
    }

    public static List<ProgressRow> Progress(SqliteConnection connection, string wearer, long fromMs, long toMs)
    {
        var rows = new List<ProgressRow>();
        using var query = new Statement(connection, ProgressRange);
        query.Bind(1, wearer).Bind(2, fromMs).Bind(3, toMs);
        while (query.Step())
        {
            var row = new ProgressRow(
                wearer, query.Int64(0), query.OptionalInt64(1), query.OptionalInt64(2), query.OptionalInt64(3));
            if (StoreLimits.Holds(row, StoreLimits.Check))
            {
                rows.Add(row);
            }
        }
        return rows;
    }
}
