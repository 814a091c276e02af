using ActivitySync.Hosting;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Storage.Sqlite;
using ActivitySync.Storage.Transfer;

namespace ActivitySync.Jobs;

/// <summary>
/// Copies everything a start on another machine needs into a folder, beside a running service: the spool first and the
/// store after it, so that a message on its way from one to the other is in at least one copy; carrying it over twice
/// changes nothing. An InfluxDB store is read out as exported lines. Secrets are left out.
/// </summary>
internal static class Backup
{
    /// <summary>The format's name in the manifest.</summary>
    public const string Format = "activitysync-backup";

    /// <summary>The copy of a SQLite store.</summary>
    public const string StoreFile = "activity.db";

    /// <summary>The copy of the spool.</summary>
    public const string SpoolFile = "spool.db";

    /// <summary>The folder with the lines of an InfluxDB store.</summary>
    public const string ExportFolder = "export";

    /// <summary>The folder with the configuration.</summary>
    public const string ConfigFolder = "config";

    /// <summary>Makes a backup in a folder, which must be empty or not there.</summary>
    /// <exception cref="TransferRefusedException">The folder cannot be used, or its disk is full: it is left empty.</exception>
    public static Task<Manifest> MakeAsync(
        ServiceConfig config, IStore store, string folder, DateTimeOffset now, CancellationToken stop)
        => EmptyFolder.FillAsync(folder, "The backup", () => FillAsync(config, store, folder, now, stop));

    static async Task<Manifest> FillAsync(
        ServiceConfig config, IStore store, string folder, DateTimeOffset now, CancellationToken stop)
    {
        var files = new List<ManifestFile>();
        if (SpoolCopy.CopyTo(config.Spool.Folder, Path.Combine(folder, SpoolFile)))
        {
            files.Add(Manifest.Describe(folder, SpoolFile));
        }
        string source;
        if (store is SqliteStore sqlite)
        {
            await sqlite.BackupAsync(Path.Combine(folder, StoreFile), stop);
            files.Add(Manifest.Describe(folder, StoreFile));
            source = "SQLite store, whole";
        }
        else
        {
            source = "InfluxDB store, as exported lines";
            await ExportAsync(store, folder, now, files, stop);
        }
        string[] names = ["activitysync.json", "wearers.json", config.Ingest.SourcesFile, config.Notify.TemplatesFile];
        files.AddRange(CopyConfig(config.Folder, names, folder));
        var manifest = new Manifest { Format = Format, Made = now, Source = source, Files = files };
        manifest.Write(folder);
        return manifest;
    }

    static async Task ExportAsync(
        IStore store, string folder, DateTimeOffset now, List<ManifestFile> files, CancellationToken stop)
    {
        if ((await store.ReadWearersAsync(stop)).Count == 0)
        {
            return; // An empty store has nothing to export and is no failure.
        }
        var export = Path.Combine(folder, ExportFolder);
        var manifest = await new StoreExport(store, export, new ExportRange(null, null, null)).RunAsync(
            "InfluxDB store", now, stop);
        files.AddRange(manifest.Files.Select(file => file with { Path = $"{ExportFolder}/{file.Path}" }));
        files.Add(Manifest.Describe(folder, $"{ExportFolder}/{Manifest.FileName}"));
    }

    static IEnumerable<ManifestFile> CopyConfig(string from, string[] names, string folder)
    {
        foreach (var path in names.Where(_ => from.Length > 0).Select(name => Path.Combine(from, name)).Where(File.Exists))
        {
            var name = Path.GetFileName(path);
            Directory.CreateDirectory(Path.Combine(folder, ConfigFolder));
            File.Copy(path, Path.Combine(folder, ConfigFolder, name));
            yield return Manifest.Describe(folder, $"{ConfigFolder}/{name}");
        }
    }
}
