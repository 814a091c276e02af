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

    /// <summary>Whether an error means that the file is damaged.</summary>
    public static bool IsDamage(SqliteException error) =>
        (error.SqliteErrorCode & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
        || error.SqliteExtendedErrorCode is raw.SQLITE_IOERR_SHORT_READ;

    /// <summary>Whether an error while copying is that of the copy's disk: the file itself is only read.</summary>
    public static bool IsOfCopy(SqliteException error) => (error.SqliteErrorCode & 0xFF)
        is raw.SQLITE_FULL or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN;

    static string DamagedSentence(string path, string finding) =>
        $"{path} is damaged ({finding}) or no store of ours. New data waits in the spool. The service sets a damaged store " +
        "aside and carries over what can be read when it starts; where it does not, move the file away and restore a backup " +
        "(activitysync restore), or fill a new file with activitysync rebuild or import.";

    static StoreUnavailableException Wait(SqliteException error, string message) => new(message, error);

    static StoreUnavailableException Attend(SqliteException error, string message) =>
        new(message, error) { NeedsAttention = true };
}
