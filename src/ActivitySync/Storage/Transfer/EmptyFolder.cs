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

    /// <summary>Makes the folder and fills it; when that fails, what was begun in it is removed again.</summary>
    /// <param name="folder">Holds nothing yet, or is missing.</param>
    /// <param name="what">What is being made, at the beginning of a sentence.</param>
    /// <param name="fill">Fills it.</param>
    /// <exception cref="TransferRefusedException">It holds something, cannot be made, or the disk does not take it.</exception>
    public static async Task<T> FillAsync<T>(string folder, string what, Func<Task<T>> fill)
    {
        Make(folder);
        try
        {
            return await fill();
        }
        catch (Exception reason)
        {
            Clear(folder);
            if (reason is IOException or UnauthorizedAccessException)
            {
                throw new TransferRefusedException(
                    $"{what} could not be written to {Path.GetFullPath(folder)}: {reason.Message.TrimEnd('.')}. What was begun there was removed " +
                    "again; what it was to be made from is as it was. Free some room there, or name another place.", reason);
            }
            throw;
        }
    }

    // What cannot be removed stays; without a manifest nobody takes it for whole.
    static void Clear(string folder)
    {
        try
        {
            foreach (var below in Directory.GetDirectories(folder))
            {
                Directory.Delete(below, recursive: true);
            }
            foreach (var file in Directory.GetFiles(folder))
            {
                File.Delete(file);
            }
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            // The failure before this one is the one to tell.
        }
    }
}
