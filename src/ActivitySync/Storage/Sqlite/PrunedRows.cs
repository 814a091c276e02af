using Microsoft.Data.Sqlite;

namespace ActivitySync.Storage.Sqlite;

/// <summary>
/// Removes old rows a slice at a time, so that writers of new samples wait for a slice only and the log stays small.
/// </summary>
internal static class PrunedRows
{
    /// <summary>Rows in a slice: some 50 ms of work and a few megabytes of log. Our choice.</summary>
    const int SliceRows = 20_000;

    // Of step streams the last row before the cut stays; a heart rate is compared with nothing.
    const string NextSteps = """
        SELECT id, coalesce(
            (SELECT time_ms FROM steps WHERE series = id AND time_ms < (
                SELECT max(time_ms) FROM steps WHERE series = id AND time_ms < ?2)
             ORDER BY time_ms LIMIT 1 OFFSET ?3),
            (SELECT max(time_ms) FROM steps WHERE series = id AND time_ms < ?2))
        FROM series WHERE measurement = 'steps' AND wearer = (SELECT id FROM name WHERE slug = ?1)
            AND (SELECT count(*) FROM (SELECT 1 FROM steps WHERE series = series.id AND time_ms < ?2 LIMIT 2)) = 2
        LIMIT 1
        """;
    const string NextHeartRates = """
        SELECT id, coalesce(
            (SELECT time_ms FROM heart_rate WHERE series = id AND time_ms < ?2 ORDER BY time_ms LIMIT 1 OFFSET ?3), ?2)
        FROM series WHERE measurement <> 'steps' AND wearer = (SELECT id FROM name WHERE slug = ?1)
            AND EXISTS (SELECT 1 FROM heart_rate WHERE series = series.id AND time_ms < ?2)
        LIMIT 1
        """;

    /// <summary>Removes one slice of samples within the caller's transaction; false when none is left.</summary>
    public static bool RemoveSamples(SqliteConnection connection, string wearer, long beforeMs) =>
        Remove(connection, NextSteps, "steps", wearer, beforeMs)
        || Remove(connection, NextHeartRates, "heart_rate", wearer, beforeMs);

    /// <summary>Removes old progress and hours within the caller's transaction.</summary>
    public static void RemoveRollups(SqliteConnection connection, string wearer, PruneCut cut)
    {
        if (cut.ProgressBeforeMs is { } beforeMs)
        {
            using var progress = new Statement(connection, "DELETE FROM progress WHERE wearer = ?1 AND time_ms < ?2");
            progress.Bind(1, wearer).Bind(2, beforeMs).Run();
        }
        if (cut.HoursBefore is { } date)
        {
            using var hours = new Statement(connection, "DELETE FROM hour WHERE wearer = ?1 AND date < ?2");
            hours.Bind(1, wearer).Bind(2, DerivedReader.Text(date)).Run();
        }
    }

    static bool Remove(SqliteConnection connection, string next, string table, string wearer, long beforeMs)
    {
        long series, untilMs;
        using (var query = new Statement(connection, next))
        {
            query.Bind(1, wearer).Bind(2, beforeMs).Bind(3, SliceRows);
            if (!query.Step())
            {
                return false;
            }
            (series, untilMs) = (query.Int64(0), query.Int64(1));
        }
        using var delete = new Statement(connection, $"DELETE FROM {table} WHERE series = ?1 AND time_ms < ?2");
        delete.Bind(1, series).Bind(2, untilMs).Run();
        return true;
    }
}
