using ActivitySync.Hosting;
using ActivitySync.Spool;
using ActivitySync.Storage.Transfer;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Verbs;

/// <summary>Writes what is stored as lines of JSON.</summary>
internal static class ExportVerb
{
    public static async Task RunAsync(
        ServiceConfig config, string to, ExportRange range, TextWriter output, TimeProvider time, CancellationToken stop)
    {
        if (range.From > range.To)
        {
            throw new VerbProblemException("--from must not be after --until.");
        }
        await using var store = ServiceHost.Store(config.Storage, NullLoggerFactory.Instance, time);
        var source = await store.PrepareAsync(stop);
        var started = time.GetTimestamp();
        var manifest = await new StoreExport(store, to, range).RunAsync(source, time.GetUtcNow(), stop);
        var lines = manifest.Files.Sum(file => file.Lines ?? 0);
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        output.WriteLine(
            $"Exported {lines} rows of {manifest.Wearers.Count} wearers into {Path.GetFullPath(to)}: {manifest.Files.Count} files, " +
            $"{manifest.Files.Sum(file => file.Bytes) / 1_048_576d:0.0} MB, {seconds:0.0} s.");
        using var spool = MessageSpool.OpenBeside(config.Spool);
        if (spool.WaitingMessages > 0)
        {
            output.WriteLine($"{spool.WaitingMessages} messages still wait in the spool and are not in it.");
        }
    }
}
