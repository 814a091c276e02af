using System.CommandLine;
using System.Globalization;
using ActivitySync.Core.Decoding;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Spool;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Verbs;

/// <summary>
/// Makes the store's contents anew from archived raw messages: decoded with today's formats, written, the touched days
/// scored. What is stored already is not changed by it, so that it may be repeated and run beside the service.
/// </summary>
internal static class RebuildVerb
{
    const int BurstsAtOnce = 4_096;

    public static Command Command()
    {
        var from = new Option<string>("--from")
        {
            Description = "First UTC day of receipt in the data folder's archive, or a folder of archive files",
            Required = true,
        };
        var verb = new Command("rebuild",
            "Make the store's contents anew from the archive of raw messages (Spool:ArchiveDays), and score the days again.\n" +
            "Example: activitysync rebuild --from 2026-03-01")
        {
            from,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var config = CommandLine.Config(parsed).Config;
            var text = parsed.GetValue(from)!;
            var isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
            await RunAsync(config, isDay ? RawArchive.FolderIn(config.Spool.Folder) : text, isDay ? day : null, Console.Out, stop);
            return 0;
        });
        return verb;
    }

    /// <param name="config">The configuration.</param>
    /// <param name="folder">Folder with archive files.</param>
    /// <param name="from">First UTC day of receipt; null for all.</param>
    /// <param name="output">Where to say what happened.</param>
    /// <param name="stop">Gives up; run again to go on.</param>
    public static async Task RunAsync(
        ServiceConfig config, string folder, DateOnly? from, TextWriter output, CancellationToken stop)
    {
        var files = RawArchive.Files(folder, from);
        if (files.Count == 0)
        {
            throw new VerbProblemException(
                $"There is no archived day in {Path.GetFullPath(folder)}{(from is { } day ? $" from {day:yyyy-MM-dd} on" : "")}. " +
                "Raw messages are kept when Spool:ArchiveDays is above 0.");
        }
        await using var session = await StoreSession.OpenAsync(config, stop);
        using var preparation = new StorePreparation(session.Store, NullLogger<StorePreparation>.Instance, TimeProvider.System);
        using var drain = new Drain(session.Spool, session.Store, preparation, ServiceHost.DecodingRules(config),
            new SourceRouter(ServiceHost.DecodingRules(config), config.AllSources), NullLogger<Drain>.Instance, TimeProvider.System);
        var damaged = 0L;
        var (messages, refused) = (0L, 0L);
        foreach (var lot in files.SelectMany(file => ArchiveFile.Read(file, bytes => damaged += bytes)).Chunk(BurstsAtOnce))
        {
            refused += await drain.CarryAgainAsync(lot, stop);
            messages += lot.Sum(burst => (long)burst.Messages);
        }
        output.WriteLine(
            $"{messages} messages of {files.Count} days decoded again; {drain.Stored} samples written, {refused} messages in quarantine.");
        if (damaged > 0)
        {
            output.WriteLine($"{damaged} bytes of the archive are damaged or were cut off in a crash; everything else was read.");
        }
        if (HealthcheckVerb.Run(config, TimeProvider.System, TextWriter.Null) == 0)
        {
            output.WriteLine("The running service scores the touched days within a minute or two.");
            return;
        }
        output.WriteLine($"{await session.Scorer.RunAsync(stop)} new revisions of day reports.");
    }
}
