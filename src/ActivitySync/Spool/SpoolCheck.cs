using ActivitySync.Pages;
using Microsoft.Data.Sqlite;

namespace ActivitySync.Spool;

/// <summary>Looks at spool.db before it is used: whether its structure is whole, in the words of what found it.</summary>
internal static class SpoolCheck
{
    /// <summary>Beside spool.db while the damage met in use waits for the next start.</summary>
    public static string MarkOf(string path) => path + "-damaged";

    /// <summary>What is wrong with the file; null when nothing is, or there is none.</summary>
    /// <exception cref="SqliteException">The file cannot be read at all: no right to, or the disk fails.</exception>
    public static string? Damage(string path)
    {
        if (File.Exists(MarkOf(path)))
        {
            return "damage was met while it was in use";
        }
        var length = File.Exists(path) ? new FileInfo(path).Length : 0;
        var wal = WalFile.Read(path + "-wal");
        if (length == 0)
        {
            return wal is null ? null : "the file is empty or gone, its log is not";
        }
        return wal is { IsDamaged: true } ? "its log is damaged" : Structure(path);
    }

    /// <summary>Whether an error of SQLite means that the file is damaged.</summary>
    public static bool IsDamage(SqliteException reason)
        => reason.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB
            || reason.SqliteExtendedErrorCode is SQLitePCL.raw.SQLITE_IOERR_SHORT_READ;

    static string? Structure(string path)
    {
        try
        {
            using var connection = SpoolFile.Connect(path);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (command.ExecuteScalar() as string is var answer && answer != "ok")
            {
                return answer?.ReplaceLineEndings(" ") ?? "it has no answer to a check";
            }
            return SpoolSchema.IsAsWritten(connection) ? null : "its tables are not those we made";
        }
        catch (SqliteException reason) when (IsDamage(reason))
        {
            return reason.Message;
        }
    }
}
