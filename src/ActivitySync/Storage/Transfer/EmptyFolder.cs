namespace ActivitySync.Storage.Transfer;

/// <summary>A folder to write into that holds nothing yet, so that nothing of anybody is mixed up or overwritten.</summary>
internal static class EmptyFolder
{
    /// <summary>Makes the folder where it is missing.</summary>
    /// <exception cref="TransferRefusedException">It holds something, or cannot be made.</exception>
    public static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new TransferRefusedException($"{Path.GetFullPath(folder)} is not empty. Name a new or an empty folder.");
            }
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw new TransferRefusedException($"{Path.GetFullPath(folder)} cannot be made: {reason.Message}", reason);
        }
    }
}
