using System.Globalization;
using ActivitySync.Pages;
using Microsoft.Data.Sqlite;

namespace ActivitySync.Storage.Sqlite;

/// <summary>
/// Makes a new activity.db of every row that can be read in a damaged one, page by page without its tree, and sets the
/// damaged one aside as <c>activity.db.damaged-&lt;utc&gt;</c>. A crash at any moment only means that it is done again.
/// </summary>
internal sealed class StoreSalvage(string path, DateTimeOffset now)
{
    static readonly Dictionary<string, string> Inserts = new()
    {
        ["steps"] = "INSERT OR IGNORE INTO steps VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        ["heart_rate"] = "INSERT OR IGNORE INTO heart_rate VALUES (?1, ?2, ?3)",
        ["journal"] = "INSERT OR IGNORE INTO journal VALUES (?1, ?2, ?3, ?4)",
        ["day"] = "INSERT OR IGNORE INTO day VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        ["target"] = "INSERT OR IGNORE INTO target VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        ["hour"] = "INSERT OR IGNORE INTO hour VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        ["progress"] = "INSERT OR IGNORE INTO progress VALUES (?1, ?2, ?3, ?4, ?5)",
        ["raw_from"] = "INSERT OR IGNORE INTO raw_from VALUES (?1, ?2)",
    };

    readonly string _new = path + ".salvage";
    readonly string _aside = path + ".damaged-" + now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
    readonly SalvagedSeries _series = new();
    readonly HashSet<uint> _damaged = [];

    /// <summary>What is wrong with the log beside the file, so that SQLite would forget commits; null when nothing is.</summary>
    public static string? DamageOfLog(string path) => WalFile.Read(path + "-wal") switch
    {
        { IsDamaged: true } => "its log is damaged",
        { } when !File.Exists(path) || new FileInfo(path).Length == 0 => "the file is empty or gone, its log is not",
        _ => null,
    };

    /// <summary>A salvage whose last step is missing is finished; one that did not come to its end is forgotten.</summary>
    public static void FinishInterrupted(string path)
    {
        if (!File.Exists(path + ".salvage"))
        {
            return;
        }
        if (File.Exists(path))
        {
            File.Delete(path + ".salvage");
            return;
        }
        var aside = Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".damaged-*Z").Order().LastOrDefault();
        MoveIntoPlace(path, aside ?? path + ".damaged");
    }

    /// <summary>Does it; returns what to tell people, or null when nothing in the file is ours: then it is left alone.</summary>
    public string? Run(string damage)
    {
        File.Delete(_new);
        using (var from = new PagedFile(path))
        using (var into = New())
        {
            var isOurs = IsOurs(from);
            var kept = Carry(from, into);
            if (!isOurs && kept.Values.Sum() == 0)
            {
                into.Dispose();
                File.Delete(_new);
                return null;
            }
            Execute(into, "COMMIT");
            damage = Report(damage, kept, Missing(from));
        }
        using (var file = new FileStream(_new, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }
        File.Move(path, _aside);
        MoveIntoPlace(path, _aside);
        return damage;
    }

    static void MoveIntoPlace(string path, string aside)
    {
        if (File.Exists(path + "-wal"))
        {
            File.Move(path + "-wal", aside + "-wal", overwrite: true);
        }
        File.Delete(path + "-shm");
        File.Move(path + ".salvage", path);
    }

    Dictionary<string, long> Carry(PagedFile from, SqliteConnection into)
    {
        foreach (var (table, values) in Rows(from))
        {
            _series.Note(table, values);
        }
        using var catalog = new SeriesCatalog(into);
        _series.Resolve(catalog);
        var statements = Inserts.ToDictionary(insert => insert.Key, insert => new Statement(into, insert.Value));
        using var changes = new Statement(into, "SELECT changes()");
        var kept = Inserts.Keys.ToDictionary(table => table, _ => 0L);
        try
        {
            foreach (var (table, values) in Rows(from))
            {
                if (statements.TryGetValue(table, out var insert) && _series.TryTranslate(table, values))
                {
                    Put(insert, values);
                    kept[table] += changes.Step() ? changes.Int64(0) : 0;
                    changes.Step();
                }
            }
        }
        finally
        {
            foreach (var statement in statements.Values)
            {
                statement.Dispose();
            }
        }
        return kept;
    }

    // Of damaged pages whatever there is: the damaged image in the log, and below it the one in the file.
    IEnumerable<(string Table, object?[] Values)> Rows(PagedFile from)
    {
        var page = new byte[PagedFile.PageBytes];
        foreach (var number in AllPages(from).Where(number => !PagedFile.IsPointerMap(number) && from.Read(number, page)))
        {
            foreach (var row in RowsOf(from, number, page))
            {
                yield return row;
            }
        }
        foreach (var row in from.DamagedImages().SelectMany(image => RowsOf(from, 0, image)))
        {
            yield return row;
        }
        foreach (var number in from.LoggedPages.Where(number => _damaged.Contains(number) && from.ReadBelow(number, page)))
        {
            foreach (var row in RowsOf(from, number, page))
            {
                yield return row;
            }
        }
    }

    List<(string Table, object?[] Values)> RowsOf(PagedFile from, uint number, byte[] page)
    {
        var (reader, rows) = (new PageRows(from), new List<PageRow>());
        if (!reader.TryRead(number, page, rows))
        {
            reader.Search(page, rows);
            // The rest of a long row begins with the number of a page, which is below 16 million.
            if (page[0] != 0)
            {
                _damaged.Add(number);
            }
        }
        return [.. rows.Select(StoredRow.Of).OfType<(string, object?[])>()];
    }

    static IEnumerable<uint> AllPages(PagedFile from)
    {
        for (uint number = 1; number <= from.Count; number++)
        {
            yield return number;
        }
        foreach (var number in from.LoggedPages.Where(number => number > from.Count))
        {
            yield return number;
        }
    }

    static void Put(Statement insert, object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _ = values[i] switch
            {
                long number => insert.Bind(i + 1, number),
                double number => insert.BindOptional(i + 1, number),
                string text => insert.Bind(i + 1, text),
                _ => insert.BindOptional(i + 1, (long?)null),
            };
        }
        insert.Run();
    }

    SqliteConnection New()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _new, Pooling = false }.ToString());
        connection.Open();
        // It is no store before it has its name; until then nothing need survive.
        Execute(connection, "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
        Schema.Bring(connection);
        Execute(connection, "BEGIN");
        return connection;
    }

    static bool IsOurs(PagedFile from)
    {
        var first = new byte[PagedFile.PageBytes];
        return (from.Read(1, first) && Says(first)) || (from.ReadBelow(1, first) && Says(first));

        static bool Says(byte[] page) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(page.AsSpan(68)) == Schema.ApplicationId;
    }

    // Pages the file should have and has not.
    static long Missing(PagedFile from)
    {
        var first = new byte[PagedFile.PageBytes];
        if (!from.Read(1, first) || !IsOurs(from))
        {
            return 0;
        }
        var pages = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(first.AsSpan(28));
        return Math.Max(0L, pages - (long)from.Count - from.LoggedPages.Count(page => page > from.Count));
    }

    static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    string Report(string damage, Dictionary<string, long> kept, long missing) => string.Create(CultureInfo.InvariantCulture,
        $"activity.db was damaged ({damage}) and is kept as {Path.GetFileName(_aside)}. Carried over: " +
        $"{kept["steps"] + kept["heart_rate"]} samples, {kept["journal"]} journal entries, {kept["day"]} day reports, " +
        $"{kept["target"]} targets, {kept["hour"]} hours. {_damaged.Count} pages were damaged, {missing} are missing; rows in " +
        $"them that are not intact are lost. To fill the gaps run activitysync rebuild --from with the first day of the archive " +
        $"(Spool:ArchiveDays), or activitysync import with an export. Look at the disk.");
}
