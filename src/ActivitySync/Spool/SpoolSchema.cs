using Microsoft.Data.Sqlite;

namespace ActivitySync.Spool;

/// <summary>Layout of spool.db, and the way from each older layout to the present one.</summary>
internal static class SpoolSchema
{
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
    ];

    public static int Version => Steps.Length;

    /// <exception cref="InvalidOperationException">The file was written by a newer ActivitySync.</exception>
    public static void Apply(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var found = Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (found > Version)
        {
            throw new InvalidOperationException(
                $"spool.db has layout {found}, this ActivitySync knows layouts up to {Version}. " +
                "Start the newer version that wrote it, or restore a backup.");
        }
        for (var version = found; version < Version; version++)
        {
            using var transaction = connection.BeginTransaction();
            command.Transaction = transaction;
            command.CommandText = Steps[version] + $"PRAGMA user_version = {version + 1};";
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }
}
