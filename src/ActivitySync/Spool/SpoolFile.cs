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

    public static string PathIn(string folder) => Path.GetFullPath(Path.Combine(folder, "spool.db"));

    /// <summary>
    /// Opens the file of the process that owns the folder: one that is damaged is set aside first, with what is intact
    /// carried over; the report says so.
    /// </summary>
    public static (SqliteConnection Connection, string? Salvaged) OpenChecked(string folder, TimeProvider time)
    {
        string? report = null;
        var connection = Open(folder, path =>
        {
            SpoolSalvage.FinishInterrupted(path);
            if (SpoolCheck.Damage(path) is { } damage)
            {
                report = new SpoolSalvage(path, time.GetUtcNow()).Run(damage);
            }
        });
        return (connection, report);
    }

    /// <summary>Opens the file beside the process that owns it.</summary>
    public static SqliteConnection OpenBeside(string folder) => Open(folder, static _ => { });

    /// <summary>A connection without a word about how to write.</summary>
    public static SqliteConnection Connect(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    static SqliteConnection Open(string folder, Action<string> first)
    {
        SqliteConnection? connection = null;
        try
        {
            Directory.CreateDirectory(folder);
            var path = PathIn(folder);
            first(path);
            connection = Connect(path);
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
            SpoolSchema.Apply(connection);
            return connection;
        }
        catch (SqliteException reason) when (SpoolCheck.IsDamage(reason))
        {
            connection?.Dispose();
            throw new SpoolUnavailableException(
                $"The spool in {Path.GetFullPath(folder)} is damaged: {reason.Message} " +
                "Start the service: it sets the file aside and carries over what is intact.", reason);
        }
        catch (Exception reason) when (reason is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection?.Dispose();
            throw new SpoolUnavailableException(
                $"The spool in {Path.GetFullPath(folder)} cannot be opened for writing: {reason.Message} " +
                "Check that the folder exists, belongs to this user and has room.", reason);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>What an error while in use means.</summary>
    public static Exception Unavailable(SqliteConnection connection, SqliteException reason)
    {
        if (SpoolCheck.IsDamage(reason))
        {
            Mark(connection.DataSource);
            return new SpoolDamagedException(
                $"The spool is damaged: {reason.Message} The service ends; its next start sets the file aside and carries " +
                "over what is intact. Look at the disk.", reason);
        }
        return new SpoolUnavailableException(
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

    // The check at start may find nothing where a statement did; the mark makes it believe that one.
    static void Mark(string path)
    {
        try
        {
            File.WriteAllBytes(SpoolCheck.MarkOf(path), []);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            // Then the next start depends on its own check.
        }
    }
}
