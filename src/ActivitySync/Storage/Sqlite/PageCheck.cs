using Microsoft.Data.Sqlite;

namespace ActivitySync.Storage.Sqlite;

/// <summary>
/// Decides whether a start reads the whole file to look for damage, which takes some seconds for each gigabyte (15 s for
/// 0.8 GB on a busy machine), while messages are taken and wait in the spool: a small file always, a large one after a stop that was not clean, and now and then.
/// </summary>
internal static class PageCheck
{
    /// <summary>A file up to this size is always checked: well under a second. Our choice.</summary>
    public const long SmallBytes = 256L << 20;

    /// <summary>A large file is checked at the next start after so long. Our choice: 30 days.</summary>
    public const long OldMs = 30L * 86_400_000;

    /// <summary>Whether the file should be checked now.</summary>
    public static bool IsDue(SqliteConnection connection, long fileBytes, long nowMs)
    {
        using var query = new Statement(connection, "SELECT good_ms, is_open FROM page_check");
        var wasStoppedCleanly = query.Step() && query.Int64(1) == 0 && nowMs - query.Int64(0) is >= 0 and < OldMs;
        return fileBytes <= SmallBytes || !wasStoppedCleanly;
    }

    /// <summary>Notes that a service uses the file from now on, and that it was good if it was checked.</summary>
    public static void NoteOpen(SqliteConnection connection, bool isGood, long nowMs)
    {
        using var note = new Statement(connection, """
            INSERT INTO page_check(id, good_ms, is_open) VALUES (0, ?1, 1)
            ON CONFLICT DO UPDATE SET is_open = 1, good_ms = CASE WHEN ?2 THEN excluded.good_ms ELSE good_ms END
            """);
        note.Bind(1, nowMs).Bind(2, isGood ? 1 : 0).Run();
    }

    /// <summary>Notes that the service stopped in order.</summary>
    public static void NoteClosed(SqliteConnection connection)
    {
        using var note = new Statement(connection, "UPDATE page_check SET is_open = 0");
        note.Run();
    }
}
