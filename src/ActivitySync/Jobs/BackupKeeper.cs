using System.Globalization;
using ActivitySync.Hosting;
using ActivitySync.Storage;
using ActivitySync.Storage.Transfer;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Jobs;

/// <summary>
/// Makes a backup into the folder of the settings when the newest there is old enough, and removes the oldest beyond the
/// number to keep. What is there decides, so that restarts make none too many and downtime is caught up.
/// </summary>
internal sealed partial class BackupKeeper(ServiceConfig config, IStore store, ILogger<BackupKeeper> logger, TimeProvider time)
{
    const string Prefix = "activitysync-";
    const string NamePattern = "yyyy-MM-dd'T'HHmmss'Z'";

    // A job that wakes a little early is not to wait a whole turn more.
    static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Makes a backup if one is due. A disk that is full or away is an exception; the next wake tries again.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (config.Jobs.BackupFolder.Length == 0)
        {
            return;
        }
        var now = time.GetUtcNow();
        var newest = Whole().LastOrDefault();
        if (newest is not null && now - MadeAt(newest)!.Value < TimeSpan.FromHours(config.Jobs.BackupEveryHours) - Tolerance)
        {
            return;
        }
        RemoveUnfinished();
        var name = Prefix + now.UtcDateTime.ToString(NamePattern, CultureInfo.InvariantCulture);
        var manifest = await Backup.MakeAsync(config, store, Path.Combine(config.Jobs.BackupFolder, name), now, stop);
        LogMade(name, manifest.Files.Sum(file => file.Bytes) / 1_048_576d);
        foreach (var old in Whole().SkipLast(config.Jobs.BackupsKept))
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Whole backups in a folder, oldest first.</summary>
    public static IReadOnlyList<string> WholeIn(string folder)
        => [.. Ours(folder).Where(backup => File.Exists(Path.Combine(backup, Manifest.FileName)))];

    // Ours, oldest first: the name is the time.
    static IEnumerable<string> Ours(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder, Prefix + "*").Where(backup => MadeAt(backup) is not null)
            .Order(StringComparer.Ordinal)
        : [];

    List<string> Whole() => [.. WholeIn(config.Jobs.BackupFolder)];

    // Broken off by a stop or a crash: without a manifest nobody can restore it.
    void RemoveUnfinished()
    {
        foreach (var folder in Ours(config.Jobs.BackupFolder).Where(folder => !File.Exists(Path.Combine(folder, Manifest.FileName))).ToList())
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static DateTimeOffset? MadeAt(string folder) => DateTimeOffset.TryParseExact(
        Path.GetFileName(folder)[Prefix.Length..], NamePattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
        out var made)
        ? made
        : null;

    [LoggerMessage(LogLevel.Information, "Backup {Name} made, {Megabytes:0.0} MB")]
    partial void LogMade(string name, double megabytes);
}
