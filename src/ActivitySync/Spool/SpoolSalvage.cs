using System.Globalization;
using ActivitySync.Pages;
using Microsoft.Data.Sqlite;

namespace ActivitySync.Spool;

/// <summary>
/// Makes a new spool.db of what is intact in a damaged one, and sets the damaged one aside as
/// <c>spool.db.damaged-&lt;utc&gt;</c>. Bursts are taken from the tree and from the bare pages, whichever has them; a burst
/// that reads but is not what was kept goes to quarantine whole. A crash at any moment only means that it is done again.
/// </summary>
internal sealed class SpoolSalvage(string path, DateTimeOffset now)
{
    const string Insert =
        """
        INSERT OR IGNORE INTO burst (id, received_ms, messages, body, crc)
        VALUES ($id, $received, $messages, $body, $crc)
        """;

    const int NoCheckpointOnClose = 1006; // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE

    // What cannot be had from the bursts or the store again. Which days were touched does not matter: all are derived again.
    const string OtherTables =
        """
        SELECT name FROM sqlite_master
        WHERE type = 'table' AND name NOT IN ('burst', 'touched_day', 'past_days') AND name NOT LIKE 'sqlite%'
        """;

    readonly string _new = path + ".salvage";
    readonly string _aside = path + ".damaged-" + now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// A salvage whose last step is missing is finished: the new file is complete once the damaged one has its new name.
    /// </summary>
    public static void FinishInterrupted(string path)
    {
        if (!File.Exists(path + ".salvage"))
        {
            return;
        }
        if (File.Exists(path))
        {
            File.Delete(path + ".salvage"); // from a salvage that did not come to its end
            return;
        }
        var aside = Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".damaged-*Z").Order().LastOrDefault();
        if (aside is not null)
        {
            MoveIntoPlace(path, aside);
        }
    }

    /// <summary>Does it; returns what to tell people.</summary>
    public string Run(string damage)
    {
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, []); // only its log is left
        }
        DeleteNew();
        var wal = WalFile.Read(path + "-wal");
        string report;
        using (var into = SpoolFile.Connect(_new))
        {
            Execute(into, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;");
            SpoolSchema.Apply(into);
            using var transaction = into.BeginTransaction();
            var found = Carry(into, wal);
            report = Report(damage, found);
            Execute(into, "INSERT INTO salvage (at_ms, report) VALUES ($at, $report)",
                ("$at", now.ToUnixTimeMilliseconds()), ("$report", report));
            Execute(into, "INSERT OR REPLACE INTO counter (name, value) VALUES ('derive_all', 1)");
            transaction.Commit();
        }
        File.Move(path, _aside);
        MoveIntoPlace(path, _aside);
        return report;
    }

    static void MoveIntoPlace(string path, string aside)
    {
        if (File.Exists(path + "-wal"))
        {
            File.Move(path + "-wal", aside + "-wal", overwrite: true);
        }
        File.Delete(path + "-shm");
        File.Move(path + ".salvage", path);
        File.Delete(SpoolCheck.MarkOf(path));
    }

    Found Carry(SqliteConnection into, WalFile? wal)
    {
        var found = new Found();
        var tables = Names(into);
        // The bare pages first, while nothing has opened the damaged file and tidied its log away.
        using (var carver = new BurstCarver(path, wal))
        {
            foreach (var burst in carver.Find())
            {
                Keep(into, burst, found);
            }
        }
        try
        {
            if (new FileInfo(path).Length == 0)
            {
                found.Unreadable.AddRange(tables);
                return found; // SQLite would remove the log of an empty file
            }
            using var from = ConnectToRead(path);
            foreach (var table in tables.Intersect(Names(from)))
            {
                CarryTable(from, into, table, found);
            }
            CarryTree(from, into, found);
        }
        catch (SqliteException)
        {
            found.Unreadable.AddRange(tables);
        }
        found.Missing = Missing(into, found.FirstInTree);
        return found;
    }

    // Numbers are given without gaps and leave from the front.
    static long Missing(SqliteConnection into, long first)
    {
        using var command = into.CreateCommand();
        command.CommandText = "SELECT coalesce(max(id) - min(id) + 1 - count(*), 0) FROM burst WHERE id >= $first";
        command.Parameters.AddWithValue("$first", first);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    // As far as the tree leads.
    static void CarryTree(SqliteConnection from, SqliteConnection into, Found found)
    {
        try
        {
            using var command = from.CreateCommand();
            command.CommandText = $"SELECT id, received_ms, messages, body, {(HasChecksums(from) ? "crc" : "NULL")} FROM burst ORDER BY id";
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                var burst = new CarvedBurst(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt32(2),
                    rows.GetFieldValue<byte[]>(3), rows.IsDBNull(4) ? null : rows.GetInt64(4));
                found.FirstInTree = found.FirstInTree == 0 ? burst.Id : found.FirstInTree;
                if (BurstChecksum.IsIntact(burst.ReceivedMs, burst.Messages, burst.Body, burst.Checksum))
                {
                    Keep(into, burst, found);
                }
                else
                {
                    Quarantine.SetAside(into, null, burst.ReceivedMs, burst.Body);
                    found.Damaged++;
                }
            }
        }
        catch (Exception reason) when (reason is SqliteException or InvalidCastException or InvalidOperationException or OverflowException)
        {
            // The bare pages have given what is behind this.
        }
    }

    static void Keep(SqliteConnection into, CarvedBurst burst, Found found)
    {
        using var command = into.CreateCommand();
        command.CommandText = Insert;
        command.Parameters.AddWithValue("$id", burst.Id);
        command.Parameters.AddWithValue("$received", burst.ReceivedMs);
        command.Parameters.AddWithValue("$messages", burst.Messages);
        command.Parameters.AddWithValue("$body", burst.Body);
        command.Parameters.AddWithValue("$crc", BurstChecksum.Of(burst.ReceivedMs, burst.Messages, burst.Body));
        if (command.ExecuteNonQuery() > 0)
        {
            found.Bursts++;
            found.Messages += burst.Messages;
        }
        else if (!IsKnown(into, burst))
        {
            command.Parameters["$id"].Value = DBNull.Value; // two of one number: the number is what is damaged
            command.ExecuteNonQuery();
            found.Bursts++;
            found.Messages += burst.Messages;
        }
    }

    static bool IsKnown(SqliteConnection into, CarvedBurst burst)
    {
        using var command = into.CreateCommand();
        command.CommandText = "SELECT count(*) FROM burst WHERE id = $id AND received_ms = $received AND body = $body";
        command.Parameters.AddWithValue("$id", burst.Id);
        command.Parameters.AddWithValue("$received", burst.ReceivedMs);
        command.Parameters.AddWithValue("$body", burst.Body);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) > 0;
    }

    static List<string> Names(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = OtherTables;
        using var rows = command.ExecuteReader();
        var names = new List<string>();
        while (rows.Read())
        {
            names.Add(rows.GetString(0));
        }
        return names;
    }

    static void CarryTable(SqliteConnection from, SqliteConnection into, string table, Found found)
    {
        try
        {
            using var command = from.CreateCommand();
            command.CommandText = $"SELECT * FROM {table}";
            using var rows = command.ExecuteReader();
            var names = Enumerable.Range(0, rows.FieldCount).Select(rows.GetName).ToList();
            while (rows.Read())
            {
                Execute(into,
                    $"INSERT OR IGNORE INTO {table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(name => "$" + name))})",
                    [.. names.Select((name, i) => ("$" + name, rows.GetValue(i)))]);
            }
        }
        catch (SqliteException)
        {
            found.Unreadable.Add(table);
        }
    }

    static SqliteConnection ConnectToRead(string path)
    {
        var connection = SpoolFile.Connect(path);
        // Its log stays as it is: should we not come to the end, the next start needs it.
        _ = SQLitePCL.raw.sqlite3_db_config(connection.Handle, NoCheckpointOnClose, 1, out _);
        Execute(connection, "PRAGMA query_only = ON");
        return connection;
    }

    static bool HasChecksums(SqliteConnection from)
    {
        using var command = from.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pragma_table_info('burst') WHERE name = 'crc'";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) > 0;
    }

    static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }
        command.ExecuteNonQuery();
    }

    void DeleteNew()
    {
        foreach (var end in (string[])["", "-journal", "-wal", "-shm"])
        {
            File.Delete(_new + end);
        }
    }

    string Report(string damage, Found found)
    {
        var beside = found.Unreadable.Count == 0 ? ""
            : $" Of what stands beside the messages not all could be read ({string.Join(", ", found.Unreadable)}): what is to be told " +
              "is told again, and quarantined messages that could not be read are lost.";
        return string.Create(CultureInfo.InvariantCulture,
            $"spool.db, where messages wait for the store, was damaged ({damage}) and is kept as {Path.GetFileName(_aside)}. " +
            $"{found.Messages} messages in {found.Bursts} bursts were carried over; {found.Damaged} bursts were damaged and are in " +
            $"quarantine as spool_damaged, up to {found.Missing} could not be read and are lost.{beside} What the store has is not " +
            $"touched by this, and every stored day is derived again. Look at the disk, and make a backup (activitysync backup).");
    }

    sealed class Found
    {
        public long Bursts { get; set; }
        public long Messages { get; set; }
        public long Damaged { get; set; }
        public long Missing { get; set; }
        public long FirstInTree { get; set; }
        public List<string> Unreadable { get; } = [];
    }
}
