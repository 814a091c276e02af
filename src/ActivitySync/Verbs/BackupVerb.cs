using System.Formats.Tar;
using System.IO.Compression;
using ActivitySync.Hosting;
using ActivitySync.Jobs;
using ActivitySync.Storage.Transfer;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Verbs;

/// <summary>Makes a backup beside a service that may be running.</summary>
internal static class BackupVerb
{
    /// <summary>A backup in one file ends like this.</summary>
    public const string FileExtension = ".tar.gz";

    public static async Task RunAsync(
        ServiceConfig config, string to, TextWriter output, TimeProvider time, CancellationToken stop)
    {
        var isFile = to.EndsWith(FileExtension, StringComparison.OrdinalIgnoreCase);
        if (isFile && File.Exists(to))
        {
            throw new VerbProblemException($"{Path.GetFullPath(to)} is there already. Name another file.");
        }
        await using var store = ServiceHost.Store(config.Storage, NullLoggerFactory.Instance, time);
        await store.PrepareAsync(stop);
        var folder = isFile ? to + ".parts" : to;
        RemoveParts(to); // of one that was killed
        var started = time.GetTimestamp();
        Manifest manifest;
        try
        {
            manifest = await Backup.MakeAsync(config, store, folder, time.GetUtcNow(), stop);
            await (isFile ? PackAsync(folder, to, stop) : Task.CompletedTask);
        }
        finally
        {
            RemoveParts(to);
        }
        output.WriteLine(
            $"Backup made in {Path.GetFullPath(to)}: {manifest.Files.Count} files, " +
            $"{manifest.Files.Sum(file => file.Bytes) / 1_048_576d:0.0} MB, {time.GetElapsedTime(started).TotalSeconds:0.0} s.");
        output.WriteLine($"In it: {manifest.Source}; the spool; the configuration files. " +
            "Not in it: secrets, the archive of raw messages, logs.");
    }

    static void RemoveParts(string to)
    {
        var folder = to + ".parts";
        if (to.EndsWith(FileExtension, StringComparison.OrdinalIgnoreCase) && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task PackAsync(string folder, string to, CancellationToken stop)
    {
        try
        {
            await using (var file = new FileStream(to + ".new", FileMode.Create))
            {
                await using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
                {
                    await TarFile.CreateFromDirectoryAsync(folder, gzip, includeBaseDirectory: false, stop);
                }
                file.Flush(flushToDisk: true);
            }
            File.Move(to + ".new", to);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw new TransferRefusedException(
                $"The backup could not be packed into {Path.GetFullPath(to)}: {reason.Message.TrimEnd('.')}. What was begun was removed again. " +
                "It needs room for itself twice there; free some, or name another place.", reason);
        }
        finally
        {
            File.Delete(to + ".new");
        }
    }
}
