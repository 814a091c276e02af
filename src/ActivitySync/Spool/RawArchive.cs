using System.Globalization;

namespace ActivitySync.Spool;

/// <summary>
/// Raw messages after the store has them, by UTC day of receipt, in the folder <c>archive</c>: everything stored can be
/// decoded again from it (verb rebuild). Bursts enter it before they leave the spool; after a crash in between they stand
/// in it twice, and carrying them over twice changes nothing.
/// </summary>
internal sealed class RawArchive(string dataFolder, int keepDays, TimeProvider time)
{
    const string Extension = ".asr";

    // Smaller blocks than this on average, and a closed day is written anew in large ones: single messages compress badly.
    const long WellFilledBytes = 16_384;

    readonly string _folder = FolderIn(dataFolder);
    string _tidiedFor = "";

    public static string FolderIn(string dataFolder) => Path.GetFullPath(Path.Combine(dataFolder, "archive"));

    /// <summary>The files in a folder from a UTC day on, oldest first.</summary>
    public static IReadOnlyList<string> Files(string folder, DateOnly? from = null)
        => Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*" + Extension).Where(file => DayOf(file) is { } day && (from is null || day >= from)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>
    /// Writes each burst of every file anew as it is given back; null leaves it out. A service may run: it waits its turn.
    /// </summary>
    public static void Rewrite(string folder, Func<SpooledBurst, SpooledBurst?> change)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }
        using var turn = Turn(folder);
        foreach (var file in Files(folder))
        {
            ArchiveFile.Rewrite(file, change);
        }
    }

    /// <summary>Keeps bursts; returns when they are on disk.</summary>
    /// <exception cref="SpoolUnavailableException">They are not; none may leave the spool.</exception>
    public void Append(IReadOnlyList<SpooledBurst> bursts)
    {
        if (bursts.Count == 0)
        {
            return;
        }
        try
        {
            Directory.CreateDirectory(_folder);
            using var turn = Turn(_folder);
            Tidy();
            foreach (var day in bursts.GroupBy(burst => Name(burst.ReceivedMs)))
            {
                ArchiveFile.Append(Path.Combine(_folder, day.Key + Extension), [.. day]);
            }
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw new SpoolUnavailableException(
                $"The archive in {_folder} cannot be written: {reason.Message} Messages stay in the spool until it can.", reason);
        }
    }

    /// <summary>Bytes of all files.</summary>
    public long Bytes() => Files(_folder).Sum(file => new FileInfo(file).Length);

    // Once a day: what is too old goes, what is closed and was written in small pieces is packed.
    void Tidy()
    {
        var now = time.GetUtcNow();
        var today = Name(now.ToUnixTimeMilliseconds());
        if (today == _tidiedFor)
        {
            return;
        }
        var oldest = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-keepDays);
        foreach (var file in Files(_folder))
        {
            if (DayOf(file) < oldest)
            {
                File.Delete(file);
            }
            else if (!file.EndsWith(today + Extension, StringComparison.Ordinal)
                && ArchiveFile.CountBlocks(file) is > 1 and var blocks && new FileInfo(file).Length / blocks < WellFilledBytes)
            {
                ArchiveFile.Rewrite(file, static burst => burst);
            }
        }
        _tidiedFor = today;
    }

    static FileStream Turn(string folder)
        => new(Path.Combine(folder, "archive.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    static string Name(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static DateOnly? DayOf(string file)
        => DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(file), "yyyy-MM-dd", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var day) ? day : null;
}
