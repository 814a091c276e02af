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
        var (made, isExport) = await EmptyFolder.FillAsync(data, "The backup", () => FillAsync(from, data, time, stop));
        var (folder, config) = (Path.GetFullPath(data), Path.GetFullPath(Path.Combine(data, Backup.ConfigFolder)));
        output.WriteLine($"Restored the backup of {made:yyyy-MM-dd HH:mm} UTC into {folder}; every file is as it was backed up.");
        output.WriteLine($"Its configuration is in {config}, and may still name the old folder; secrets are not in a backup. To start on it:");
        output.WriteLine($"  activitysync run --config {config} --set Spool:Folder={folder} --set Storage:Folder={folder}" +
            (isExport ? " --set Storage:Kind=Sqlite" : ""));
        if (isExport)
        {
            output.WriteLine("It was of an InfluxDB store and is a SQLite store now. To bring it back into InfluxDB, with the same settings: " +
                "activitysync migrate --from sqlite --to influx");
        }
    }

    static async Task<(DateTimeOffset Made, bool IsExport)> FillAsync(string from, string data, TimeProvider time, CancellationToken stop)
    {
        if (!File.Exists(from))
        {
            return await FromFolderAsync(from, data, time, stop);
        }
        var unpacked = Path.Combine(data, "unpacked");
        await UnpackAsync(from, unpacked, stop);
        try
        {
            return await FromFolderAsync(unpacked, data, time, stop);
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    static async Task<(DateTimeOffset Made, bool IsExport)> FromFolderAsync(string from, string data, TimeProvider time, CancellationToken stop)
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
        return (manifest.Made, isExport);
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
