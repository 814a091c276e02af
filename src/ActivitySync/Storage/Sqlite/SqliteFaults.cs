using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActivitySync.Storage.Sqlite;

/// <summary>Says SQLite's errors in our two kinds, with a sentence for the operator.</summary>
internal static class SqliteFaults
{
    /// <summary>The error in our words; null where it is a mistake of ours and not of the world.</summary>
    public static Exception? Translate(SqliteException error, string path) => (error.SqliteErrorCode & 0xFF) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Wait(
            error, $"{path} is held by another process. Data waits in the spool. Close what else has the file open."),
        raw.SQLITE_FULL => Attend(
            error, $"The disk with {path} is full. Data waits in the spool. Free some space; nothing stored is lost."),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => Attend(
            error, $"{path} cannot be written. Data waits in the spool. Check the owner of the folder and its mount."),
        raw.SQLITE_CANTOPEN => Attend(
            error, $"{path} cannot be opened. Data waits in the spool. Check that the folder exists and is ours."),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => Attend(error, DamagedSentence(path, error.Message)),
        raw.SQLITE_IOERR => Attend(
            error, $"The disk with {path} reports errors. Data waits in the spool. Look at the system log."),
        raw.SQLITE_NOMEM => Wait(error, "There is not enough memory to use the store. Data waits in the spool."),
        raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH =>
            new StoreRefusedException($"SQLite refused the data: {error.Message}", error),
        _ => null,
    };

    /// <summary>A file that is damaged, in a sentence.</summary>
    public static StoreUnavailableException Damaged(string path, string finding) =>
        new(DamagedSentence(path, finding)) { NeedsAttention = true };

    static string DamagedSentence(string path, string finding) =>
        $"{path} is damaged ({finding}). It was not changed; new data waits in the spool. Stop the service and move the file " +
        "away. Then restore a backup (activitysync restore), or start with a new file and fill it from the archive of raw " +
        "messages (activitysync rebuild) or an export (activitysync import).";

    static StoreUnavailableException Wait(SqliteException error, string message) => new(message, error);

    static StoreUnavailableException Attend(SqliteException error, string message) =>
        new(message, error) { NeedsAttention = true };
}
