namespace ActivitySync.Spool;

/// <summary>
/// One service to a data folder: the lock is the system's, so it goes with the process, however that ends.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    readonly FileStream _file;

    /// <exception cref="SpoolUnavailableException">Another service has the folder, or it cannot be written.</exception>
    public FolderLock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            _file = new FileStream(Path.Combine(folder, "service.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException reason) when (IsHeld(reason))
        {
            throw new SpoolUnavailableException(
                $"Another ActivitySync runs on {Path.GetFullPath(folder)}. Stop it first, or give this one a Spool:Folder of its own. " +
                "Nothing was started.", reason);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw new SpoolUnavailableException(
                $"The spool in {Path.GetFullPath(folder)} cannot be opened for writing: {reason.Message} " +
                "Check that the folder exists, belongs to this user and has room.", reason);
        }
    }

    public void Dispose() => _file.Dispose();

    // What flock answers when somebody has it: EWOULDBLOCK, on Linux 11 and on macOS 35; Windows says sharing violation.
    static bool IsHeld(IOException reason) => reason.HResult is 11 or 35 or unchecked((int)0x80070020);
}
