using ActivitySync.Core.Telemetry;
using Microsoft.Data.Sqlite;

namespace ActivitySync.Storage.Sqlite;

/// <summary>Who is in the file, since when, and how somebody leaves it.</summary>
internal static class WearerTables
{
    const string Wearers = """
        SELECT slug FROM name WHERE id IN (SELECT wearer FROM series)
        UNION SELECT wearer FROM day UNION SELECT wearer FROM target UNION SELECT wearer FROM hour
        UNION SELECT wearer FROM progress ORDER BY 1
        """;

    // By series, so that each end is one step down the key.
    const string Span = """
        WITH mine AS (
            SELECT series.id FROM series JOIN name ON name.id = series.wearer WHERE name.slug = ?1),
        ends AS (
            SELECT (SELECT min(time_ms) FROM steps WHERE series = id) AS first,
                (SELECT max(time_ms) FROM steps WHERE series = id) AS last FROM mine
            UNION ALL SELECT (SELECT min(time_ms) FROM heart_rate WHERE series = id),
                (SELECT max(time_ms) FROM heart_rate WHERE series = id) FROM mine
            UNION ALL SELECT (SELECT min(time_ms) FROM journal WHERE series = id),
                (SELECT max(time_ms) FROM journal WHERE series = id) FROM mine)
        SELECT min(first), max(last) FROM ends HAVING min(first) IS NOT NULL
        """;

    const string Mine = "(SELECT series.id FROM series JOIN name ON name.id = series.wearer WHERE name.slug = ?1)";

    // Names last, and only those that nobody uses any more: two wearers may have a device of the same name.
    static readonly string[] Erase =
    [
        $"DELETE FROM steps WHERE series IN {Mine}",
        $"DELETE FROM heart_rate WHERE series IN {Mine}",
        $"DELETE FROM journal WHERE series IN {Mine}",
        "DELETE FROM day WHERE wearer = ?1",
        "DELETE FROM target WHERE wearer = ?1",
        "DELETE FROM hour WHERE wearer = ?1",
        "DELETE FROM progress WHERE wearer = ?1",
        "DELETE FROM raw_from WHERE wearer = ?1",
        $"DELETE FROM series WHERE id IN {Mine}",
    ];

    const string EraseNames = """
        DELETE FROM name WHERE id NOT IN (SELECT wearer FROM series UNION SELECT device FROM series)
        """;

    public static List<string> All(SqliteConnection connection)
    {
        var wearers = new List<string>();
        using var query = new Statement(connection, Wearers);
        while (query.Step())
        {
            if (query.Text(0) is { } wearer && Slug.IsValid(wearer))
            {
                wearers.Add(wearer);
            }
        }
        return wearers;
    }

    /// <summary>One span, or none.</summary>
    public static List<StoredSpan> SpanOf(SqliteConnection connection, string wearer)
    {
        var spans = new List<StoredSpan>();
        using var query = new Statement(connection, Span);
        query.Bind(1, wearer);
        while (query.Step())
        {
            var (firstMs, lastMs) = (query.Int64(0), query.Int64(1));
            spans.Add(new(Math.Clamp(firstMs, StoreLimits.EarliestMs, StoreLimits.LatestMs), Math.Clamp(lastMs, StoreLimits.EarliestMs, StoreLimits.LatestMs)));
        }
        return spans;
    }

    /// <summary>Deletes a wearer's rows; within the caller's transaction.</summary>
    public static void EraseRows(SqliteConnection connection, string wearer)
    {
        foreach (var sql in Erase)
        {
            using var statement = new Statement(connection, sql);
            statement.Bind(1, wearer).Run();
        }
        using var names = new Statement(connection, EraseNames);
        names.Run();
    }
}
