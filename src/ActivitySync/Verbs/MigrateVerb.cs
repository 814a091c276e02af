using ActivitySync.Hosting;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Storage.Influx;
using ActivitySync.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Verbs;

/// <summary>Copies one store into the other and looks for every row again.</summary>
internal static class MigrateVerb
{
    /// <summary>The copy is not good: rows were not found again.</summary>
    const int ExitIncomplete = 1;

    public static async Task<int> RunAsync(
        ServiceConfig config, StoreKind from, StoreKind to, bool isDry, TextWriter output, CancellationToken stop)
    {
        if (from == to)
        {
            throw new VerbProblemException("--from and --to are the same store. Name sqlite and influx, in the order you want.");
        }
        if (from == StoreKind.Sqlite && !File.Exists(Path.Combine(config.Storage.Folder, "activity.db")))
        {
            throw new VerbProblemException(
                $"There is no activity.db in {Path.GetFullPath(config.Storage.Folder)} to copy from. Check Storage:Folder.");
        }
        await using var source = Open(config, from);
        await using var target = Open(config, to);
        output.WriteLine($"From: {await source.PrepareAsync(stop)}");
        output.WriteLine($"To:   {await target.PrepareAsync(stop)}");
        if (HealthcheckVerb.Run(config, TimeProvider.System, TextWriter.Null) == 0)
        {
            output.WriteLine("The service is running: what arrives from now on may be missed. Stop it and migrate once more before you switch.");
        }
        var started = TimeProvider.System.GetTimestamp();
        var report = await CopyAsync(source, target, isDry, stop);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        output.WriteLine(
            $"{report.Wearers} wearers: {report.Samples} samples, {report.Days} revisions of days, {report.Targets} of targets, " +
            $"{report.Hours} hours, {report.Progress} rows of progress.");
        if (isDry)
        {
            output.WriteLine($"Of these {report.Written} would be written; nothing was. The others are there as they are.");
            return 0;
        }
        output.WriteLine(
            $"{report.Written} rows written, all looked for again, {report.Missing} not found as they were, {seconds:0.0} s.");
        output.WriteLine($"SHA-256 of what was read:  {report.FromSha256}");
        output.WriteLine($"SHA-256 of what was found: {report.ToSha256}");
        if (report.Missing > 0)
        {
            output.WriteLine("The copy is not complete. Keep the old store; run the same command again, and look at the target's log.");
            return ExitIncomplete;
        }
        output.WriteLine(report.FromSha256 == report.ToSha256
            ? "Both are the same. Set Storage:Kind and start the service; keep the old store until you have seen it work."
            : "Everything is there; the target also holds rows that the source does not.");
        using var spool = MessageSpool.OpenBeside(config.Spool);
        spool.PastDays.ForgetAll(); // the target may hold reports that scoring does not know
        if (spool.WaitingMessages > 0)
        {
            output.WriteLine($"{spool.WaitingMessages} messages wait in the spool; they go to the store the service starts with.");
        }
        return 0;
    }

    static async Task<StoreCopyReport> CopyAsync(IStore source, IStore target, bool isDry, CancellationToken stop)
    {
        try
        {
            return await new StoreCopy(source, target, NullLogger<StoreCopy>.Instance).RunAsync(isDry, stop);
        }
        catch (StoreUnavailableException reason)
        {
            throw new StoreUnavailableException(
                $"{reason.Message} The copy was broken off; the old store is as it was. The same command goes on where this one ended.", reason);
        }
    }

    static IStore Open(ServiceConfig config, StoreKind kind) => kind == StoreKind.Influx
        ? new InfluxStore(config.Storage.Influx, null, NullLogger<InfluxStore>.Instance, TimeProvider.System)
        : new SqliteStore(
            new SqliteStoreOptions { Folder = config.Storage.Folder }, NullLogger<SqliteStore>.Instance, TimeProvider.System);
}
