using Microsoft.Data.Sqlite;

namespace ActivitySync.Storage.Sqlite;

/// <summary>Opens connections to activity.db: one at a time to write, any number to read beside it.</summary>
internal sealed class ActivityFile
{
    // FULL: the spool deletes its copy when a write returns, so a commit must be on the platter by then; WAL with
    // NORMAL loses the last commits when the power fails. The log is cut back to 64 MB after a large batch. 16 MB of
    // page cache hold the pages at the end of some thousand series. What is deleted is overwritten: it is about health.
    const string WriterSettings = """
        PRAGMA synchronous = FULL;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -16384;
        PRAGMA temp_store = MEMORY;
        PRAGMA secure_delete = ON;
        """;

    readonly SqliteStoreOptions _options;

    static ActivityFile() => SQLitePCL.Batteries_V2.Init();

    public ActivityFile(SqliteStoreOptions options)
    {
        _options = options;
        Path = System.IO.Path.GetFullPath(System.IO.Path.Combine(options.Folder, "activity.db"));
    }

    public string Path { get; }

    /// <summary>
    /// Opens the connection that writes; makes the file and its tables, or brings them to this version.
    /// </summary>
    public SqliteConnection OpenToWrite()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var connection = Open(SqliteOpenMode.ReadWriteCreate, pooling: false);
        try
        {
            // Must come before the first table; lets retention give pages back to the disk later.
            Execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
            Schema.Bring(connection);
            Execute(connection, "PRAGMA journal_mode = WAL");
            Execute(connection, WriterSettings);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that reads a snapshot and is never held up by the writer.</summary>
    public SqliteConnection OpenToRead() => Open(SqliteOpenMode.ReadOnly, pooling: true);

    /// <summary>Closes connections kept open for the next reader.</summary>
    public void CloseReaders()
    {
        using var any = new SqliteConnection(Address(SqliteOpenMode.ReadOnly, pooling: true));
        SqliteConnection.ClearPool(any);
    }

    /// <summary>Copies the file as of now, beside writers and readers, into a file that must not exist yet.</summary>
    public void CopyTo(string path)
    {
        if (File.Exists(path))
        {
            throw new IOException($"{path} exists already.");
        }
        using var source = OpenToRead();
        using var command = source.CreateCommand();
        command.CommandText = "VACUUM INTO $path";
        command.Parameters.AddWithValue("$path", path);
        command.ExecuteNonQuery();
        // SQLite leaves the new file to the system's cache; a backup is to survive the power.
        using var copy = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        copy.Flush(flushToDisk: true);
    }

    /// <summary>Throws if pages are damaged. Reads the whole file once.</summary>
    public static void CheckPages(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is string finding and not "ok")
        {
            throw new SqliteException(finding.ReplaceLineEndings(" "), SQLitePCL.raw.SQLITE_CORRUPT);
        }
    }

    SqliteConnection Open(SqliteOpenMode mode, bool pooling)
    {
        var connection = new SqliteConnection(Address(mode, pooling));
        try
        {
            connection.Open();
            SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle!, _options.BusySeconds * 1000);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    string Address(SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = Path,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = _options.BusySeconds,
    }.ToString();

    static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
