using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ActivitySync.Spool;

/// <summary>Layout of spool.db, and the way from each older layout to the present one.</summary>
internal static class SpoolSchema
{
    // Further away than this the number is no version but damage.
    const int NewestThinkable = 1_000;

    // One step per version; never change a step that was released.
    static readonly string[] Steps =
    [
        """
        CREATE TABLE burst (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            received_ms INTEGER NOT NULL,
            messages INTEGER NOT NULL,
            body BLOB NOT NULL);
        CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            received_ms INTEGER NOT NULL,
            topic TEXT NOT NULL,
            retained INTEGER NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT NOT NULL,
            digest BLOB NOT NULL UNIQUE,
            payload BLOB NOT NULL);
        CREATE TABLE touched_day (
            wearer TEXT NOT NULL,
            date TEXT NOT NULL,
            mark INTEGER NOT NULL,
            PRIMARY KEY (wearer, date)) WITHOUT ROWID;
        CREATE TABLE publication (
            topic TEXT PRIMARY KEY,
            payload BLOB NOT NULL,
            pending INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE counter (
            name TEXT PRIMARY KEY,
            value INTEGER NOT NULL) WITHOUT ROWID;
        """,
        // crc is null for bursts kept before; salvage says what was carried over from a damaged file.
        """
        ALTER TABLE burst ADD COLUMN crc INTEGER;
        CREATE TABLE salvage (
            id INTEGER PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            report TEXT NOT NULL);
        """,
        """
        CREATE TABLE event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            wearer TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            expires_ms INTEGER NOT NULL,
            payload BLOB NOT NULL);
        CREATE TABLE device (
            wearer TEXT NOT NULL,
            device TEXT NOT NULL,
            last_ms INTEGER NOT NULL,
            stale_ms INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (wearer, device)) WITHOUT ROWID;
        """,
        """
        ALTER TABLE quarantine ADD COLUMN source TEXT NOT NULL DEFAULT 'native';
        CREATE INDEX quarantine_received ON quarantine (received_ms);
        CREATE TABLE refusal (
            source TEXT NOT NULL,
            reason TEXT NOT NULL,
            ignored INTEGER NOT NULL,
            messages INTEGER NOT NULL,
            last_ms INTEGER NOT NULL,
            PRIMARY KEY (source, reason)) WITHOUT ROWID;
        """,
        // How far the device's clock stands from ours; null while that is not worth telling.
        """
        ALTER TABLE device ADD COLUMN offset_ms INTEGER;
        """,
        // What was received of each stream by day. Rows of quarantine with a reading stand for a reading that scoring set
        // aside; fallen keeps messages that may be judged so, settled the readings somebody replayed or dropped. waiting holds
        // by topic the last message whose sample is completed by another one.
        """
        CREATE TABLE stream (
            wearer TEXT NOT NULL,
            device TEXT NOT NULL,
            stream TEXT NOT NULL,
            date TEXT NOT NULL,
            source TEXT NOT NULL,
            topic TEXT NOT NULL,
            received INTEGER NOT NULL,
            PRIMARY KEY (wearer, device, stream, date)) WITHOUT ROWID;
        CREATE TABLE fallen (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            wearer TEXT NOT NULL,
            reading TEXT NOT NULL,
            received_ms INTEGER NOT NULL,
            source TEXT NOT NULL,
            topic TEXT NOT NULL,
            retained INTEGER NOT NULL,
            payload BLOB NOT NULL,
            UNIQUE (wearer, reading));
        CREATE TABLE waiting (
            topic TEXT PRIMARY KEY,
            received_ms INTEGER NOT NULL,
            retained INTEGER NOT NULL,
            payload BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE settled (
            wearer TEXT NOT NULL,
            reading TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (wearer, reading)) WITHOUT ROWID;
        ALTER TABLE quarantine ADD COLUMN wearer TEXT NOT NULL DEFAULT '';
        ALTER TABLE quarantine ADD COLUMN date TEXT NOT NULL DEFAULT '';
        ALTER TABLE quarantine ADD COLUMN reading TEXT NOT NULL DEFAULT '';
        CREATE INDEX quarantine_reading ON quarantine (wearer, date) WHERE reading <> '';
        """,
        // What scoring last knew of each wearer's past days; also in the reports.
        """
        CREATE TABLE past_days (
            wearer TEXT PRIMARY KEY,
            from_date TEXT NOT NULL,
            date TEXT NOT NULL,
            revision INTEGER NOT NULL,
            computed_ms INTEGER NOT NULL,
            days BLOB NOT NULL,
            crc INTEGER NOT NULL);
        """,
    ];

    public static int Version => Steps.Length;

    /// <exception cref="SpoolUnavailableException">The file was written by a newer ActivitySync.</exception>
    public static void Apply(SqliteConnection connection) => Apply(connection, Version);

    /// <summary>As <see cref="Apply(SqliteConnection)"/>, up to an older layout.</summary>
    internal static void Apply(SqliteConnection connection, int upTo)
    {
        using var command = connection.CreateCommand();
        var found = Found(command);
        if (found > Version)
        {
            throw new SpoolUnavailableException(
                $"spool.db has layout {found}, this ActivitySync knows layouts up to {Version}. " +
                "Start the newer version that wrote it, or restore a backup.");
        }
        for (var version = found; version < upTo; version++)
        {
            using var transaction = connection.BeginTransaction();
            command.Transaction = transaction;
            // A verb beside us may have been faster; BEGIN IMMEDIATE has made us wait for it.
            if (Found(command) == version)
            {
                command.CommandText = Steps[version] + $"PRAGMA user_version = {version + 1};";
                command.ExecuteNonQuery();
            }
            transaction.Commit();
        }
    }

    /// <summary>Whether the tables are those of the version the file says it has; a newer one cannot be judged.</summary>
    public static bool IsAsWritten(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        var found = Found(command);
        if (found > Version && found < NewestThinkable)
        {
            return true;
        }
        if (found < 0 || found > Version)
        {
            return false;
        }
        using var model = new SqliteConnection("Data Source=:memory:;Pooling=False");
        model.Open();
        Apply(model, found);
        using var of = model.CreateCommand();
        return Tables(command).SequenceEqual(Tables(of));
    }

    static int Found(SqliteCommand command)
    {
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    static List<string> Tables(SqliteCommand command)
    {
        command.CommandText = "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1";
        using var rows = command.ExecuteReader();
        var all = new List<string>();
        while (rows.Read())
        {
            all.Add(rows.GetString(0));
        }
        return all;
    }
}
