using System.Formats.Tar;
using System.IO.Compression;
using ActivitySync.Jobs;
using ActivitySync.Storage.Sqlite;
using ActivitySync.Storage.Transfer;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Verbs;

/// <summary>Puts a checked backup into an empty folder.</summary>
internal static class RestoreVerb
{
    public static async Task RunAsync(string from, string data, TextWriter output, TimeProvider time, CancellationToken stop)
    {
        EmptyFolder.Make(data);
        if (!File.Exists(from))
        {
            await FromFolderAsync(from, data, output, time, stop);
            return;
        }
        var unpacked = Path.Combine(data, "unpacked");
        await UnpackAsync(from, unpacked, stop);
        try
        {
            await FromFolderAsync(unpacked, data, output, time, stop);
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    static async Task FromFolderAsync(string from, string data, TextWriter output, TimeProvider time, CancellationToken stop)
    {
        var manifest = Manifest.ReadChecked(from, Backup.Format);
        var isExport = manifest.Files.Any(file => file.Path.StartsWith(Backup.ExportFolder + "/", StringComparison.Ordinal));
        foreach (var file in manifest.Files.Where(file => !file.Path.StartsWith(Backup.ExportFolder + "/", StringComparison.Ordinal)))
        {
            var target = Path.Combine(data, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(from, file.Path), target);
        }
        if (isExport)
        {
            await using var store = new SqliteStore(
                new SqliteStoreOptions { Folder = data }, NullLogger<SqliteStore>.Instance, time);
            await store.PrepareAsync(stop);
            await new StoreImport(store, Path.Combine(from, Backup.ExportFolder)).RunAsync(null, stop);
        }
        // Whatever was copied last is on disk before we say that all is well.
        foreach (var path in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        }
        output.WriteLine($"Restored the backup of {manifest.Made:yyyy-MM-dd HH:mm} UTC into {Path.GetFullPath(data)}.");
        output.WriteLine($"Its configuration is in {Path.GetFullPath(Path.Combine(data, Backup.ConfigFolder))}; secrets are not in a backup. " +
            $"Start with Spool:Folder and Storage:Folder set to {Path.GetFullPath(data)}.");
        if (isExport)
        {
            output.WriteLine("It was of an InfluxDB store and is a SQLite store now: start with Storage:Kind Sqlite, " +
                "or bring it back with: activitysync migrate --from sqlite --to influx");
        }
    }

    static async Task UnpackAsync(string file, string folder, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        try
        {
            await using var packed = File.OpenRead(file);
            await using var gzip = new GZipStream(packed, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(gzip, folder, overwriteFiles: false, stop);
        }
        catch (Exception reason) when (reason is InvalidDataException or EndOfStreamException or FormatException)
        {
            Directory.Delete(folder, recursive: true);
            throw new TransferRefusedException(
                $"{file} is damaged or no backup: {reason.Message} Nothing was restored. Use another copy.", reason);
        }
    }
}
