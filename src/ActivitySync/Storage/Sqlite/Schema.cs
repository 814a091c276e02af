using Microsoft.Data.Sqlite;

namespace ActivitySync.Storage.Sqlite;

/// <summary>The tables of activity.db, and how a file of an older version becomes one of this version.</summary>
internal static class Schema
{
    /// <summary>Marks the file as ours in its header: "ASyn".</summary>
    public const int ApplicationId = 0x4153796E;

    // Samples: one row per fact, keyed by series and time, so that a range of one series is one run of pages and a
    // repeated fact finds its own row. Words are stored once, in name and series.
    // series.measurement: steps, heart_rate, resting_heart_rate (rows in heart_rate), journal. series.device: 0 where a measurement has none.
    // Derived rows: keyed by revision, never changed.
    const string V1 = """
        CREATE TABLE name(
            id INTEGER PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE series(
            id INTEGER PRIMARY KEY,
            measurement TEXT NOT NULL,
            wearer INTEGER NOT NULL,
            device INTEGER NOT NULL,
            kind TEXT NOT NULL,
            UNIQUE(measurement, wearer, device, kind)) STRICT;
        CREATE TABLE steps(
            series INTEGER NOT NULL,
            time_ms INTEGER NOT NULL,
            count INTEGER NOT NULL,
            length_ms INTEGER NOT NULL,
            boot TEXT,
            PRIMARY KEY(series, time_ms)) STRICT, WITHOUT ROWID;
        CREATE TABLE heart_rate(
            series INTEGER NOT NULL,
            time_ms INTEGER NOT NULL,
            bpm INTEGER NOT NULL,
            PRIMARY KEY(series, time_ms)) STRICT, WITHOUT ROWID;
        CREATE TABLE journal(
            series INTEGER NOT NULL,
            time_ms INTEGER NOT NULL,
            value TEXT,
            text TEXT,
            PRIMARY KEY(series, time_ms)) STRICT, WITHOUT ROWID;
        CREATE TABLE day(
            wearer TEXT NOT NULL,
            date TEXT NOT NULL,
            revision INTEGER NOT NULL,
            rule_version INTEGER NOT NULL,
            computed_ms INTEGER NOT NULL,
            report TEXT NOT NULL,
            figures TEXT NOT NULL,
            PRIMARY KEY(wearer, date, revision)) STRICT;
        CREATE TABLE target(
            wearer TEXT NOT NULL,
            date TEXT NOT NULL,
            revision INTEGER NOT NULL,
            steps INTEGER NOT NULL,
            action TEXT NOT NULL,
            reason TEXT NOT NULL,
            inputs TEXT NOT NULL,
            PRIMARY KEY(wearer, date, revision)) STRICT;
        """;

    // Slots and interval totals: parts of a step, and which statement is newer. Defaults are not written to old rows.
    const string V2 = """
        ALTER TABLE steps ADD COLUMN milli INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE steps ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
        """;

    // Hours and progress, for dashboards; and from when on each wearer's samples are all there.
    const string V3 = """
        CREATE TABLE hour(
            wearer TEXT NOT NULL,
            date TEXT NOT NULL,
            revision INTEGER NOT NULL,
            hour INTEGER NOT NULL,
            start_ms INTEGER NOT NULL,
            minutes INTEGER NOT NULL,
            steps INTEGER,
            coarse_steps INTEGER,
            walking_minutes INTEGER,
            median_bpm REAL,
            PRIMARY KEY(wearer, date, revision, hour)) STRICT, WITHOUT ROWID;
        CREATE TABLE progress(
            wearer TEXT NOT NULL,
            time_ms INTEGER NOT NULL,
            steps INTEGER,
            expected INTEGER,
            target INTEGER,
            PRIMARY KEY(wearer, time_ms)) STRICT, WITHOUT ROWID;
        CREATE TABLE raw_from(
            wearer TEXT PRIMARY KEY,
            time_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE page_check(
            id INTEGER PRIMARY KEY CHECK(id = 0),
            good_ms INTEGER NOT NULL,
            is_open INTEGER NOT NULL) STRICT;
        """;

    // Step n brings version n to n + 1. Add to the end; never change one that was released.
    static readonly string[] Steps = [V1, V2, V3];

    /// <summary>The version this build writes.</summary>
    public static int Newest => Steps.Length;

    /// <summary>
    /// Brings the file to <see cref="Newest"/> in one transaction; refuses a newer one or one that is not ours.
    /// </summary>
    public static void Bring(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = Number(connection, "PRAGMA user_version");
        var owner = Number(connection, "PRAGMA application_id");
        var tables = Number(connection, "SELECT count(*) FROM sqlite_schema");
        if (tables > 0 && owner != ApplicationId)
        {
            throw Unusable($"{connection.DataSource} is a database of another program. Choose another folder.");
        }
        if (version > Newest)
        {
            throw Unusable(
                $"{connection.DataSource} was written by a newer ActivitySync (schema {version}, this one knows {Newest}). "
                + "Start the newer version, or restore a backup made before the upgrade.");
        }
        for (var step = (int)version; step < Newest; step++)
        {
            Execute(connection, Steps[step]);
        }
        Execute(connection, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Newest}");
        transaction.Commit();
    }

    static StoreUnavailableException Unusable(string message) => new(message) { NeedsAttention = true };

    static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
