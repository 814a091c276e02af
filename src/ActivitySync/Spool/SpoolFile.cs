using Microsoft.Data.Sqlite;

namespace ActivitySync.Spool;

/// <summary>Opens spool.db, and says in words why it cannot be written.</summary>
internal static class SpoolFile
{
    // WAL with synchronous FULL: one fsync per commit, and a commit that returned survives a power cut.
    const string Pragmas =
        """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA busy_timeout = 10000;
        PRAGMA temp_store = MEMORY;
        PRAGMA journal_size_limit = 67108864;
        """;

    public static SqliteConnection Open(string folder)
    {
        SQLitePCL.Batteries_V2.Init();
        SqliteConnection? connection = null;
        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.GetFullPath(Path.Combine(folder, "spool.db"));
            connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
            SpoolSchema.Apply(connection);
            return connection;
        }
        catch (Exception reason) when (reason is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection?.Dispose();
            throw new SpoolUnavailableException(
                $"The spool in {Path.GetFullPath(folder)} cannot be opened for writing: {reason.Message} " +
                "Check that the folder exists, belongs to this user and has room.", reason);
        }
    }

    public static SpoolUnavailableException Unavailable(SqliteException reason) => new(
        reason.SqliteErrorCode switch
        {
            SQLitePCL.raw.SQLITE_FULL => "The disk of the spool is full. Free some room; no message is acknowledged until then.",
            SQLitePCL.raw.SQLITE_READONLY =>
                "The spool cannot be written: the disk or file is read-only. No message is acknowledged until it can.",
            SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED =>
                "The spool is locked by another process. Only one ActivitySync may use a data folder.",
            _ => $"The spool cannot be written: {reason.Message}.",
        },
        reason);
}
