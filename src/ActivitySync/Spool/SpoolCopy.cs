using Microsoft.Data.Sqlite;

namespace ActivitySync.Spool;

/// <summary>Copies spool.db as of now into a new file, while a service writes it.</summary>
internal static class SpoolCopy
{
    /// <summary>Copies; returns whether there was a spool to copy.</summary>
    /// <exception cref="SpoolUnavailableException">It cannot be read, or the copy cannot be written.</exception>
    public static bool CopyTo(string folder, string path)
    {
        if (!File.Exists(SpoolFile.PathIn(folder)))
        {
            return false;
        }
        try
        {
            using var connection = SpoolFile.OpenBeside(folder);
            SpoolState.Run(connection, null, "VACUUM INTO $path", ("$path", path));
            // SQLite leaves the new file to the system's cache; a backup is to survive the power.
            using var copy = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            copy.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception reason) when (reason is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new SpoolUnavailableException(
                $"The spool cannot be copied to {path}: {reason.Message} Check the room on that disk. The spool itself is as it was.", reason);
        }
    }
}
