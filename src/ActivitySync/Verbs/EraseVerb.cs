using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Jobs;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.Verbs;

/// <summary>Removes a wearer for good, and proves it by looking again in every place.</summary>
internal static class EraseVerb
{
    /// <summary>Something is left, or a place could not be looked into.</summary>
    const int ExitLeft = 1;

    static readonly LocalDate FirstDate = new(1678, 1, 1);
    static readonly LocalDate LastDate = new(2261, 12, 31);

    /// <summary>Asks whoever sits there to write the name again.</summary>
    public static bool Confirmed(string id, TextReader input, TextWriter output)
    {
        output.Write($"This removes everything of {id} for good, and damaged files that were set aside. Backups and exports are not changed by it and are yours to remove. Write {id} to go on: ");
        return input.ReadLine()?.Trim() == id;
    }

    public static async Task<int> RunAsync(
        ServiceConfig config, string id, Func<bool> confirm, TextWriter output, TimeProvider time, CancellationToken stop)
    {
        if (!Slug.IsValid(id))
        {
            throw new VerbProblemException($"\"{id}\" cannot be the id of a wearer: 1 to {Slug.MaxLength} of A-Z a-z 0-9 _ -.");
        }
        // What a service has in hand would come back after us.
        using var folder = new FolderLock(config.Spool.Folder);
        await using var store = ServiceHost.Store(config.Storage, NullLoggerFactory.Instance, time);
        await store.PrepareAsync(stop);
        using var spool = MessageSpool.OpenBeside(config.Spool);
        if (!confirm())
        {
            throw new VerbProblemException("Nothing was removed.");
        }
        await using var broker = new BrokerErasure(config, spool, id, time);
        await broker.FetchAsync(stop);
        var erasure = new WearerErasure(spool, config.Spool.Folder, id, Theirs(config, id));
        await using var old = OldStore(config, time);
        var before = (Store: await CountAsync(store, old, id, stop), Spool: erasure.Count(broker.Beginnings));
        await store.EraseAsync(id, stop);
        await (old?.EraseAsync(id, stop) ?? Task.CompletedTask);
        erasure.Run(broker.Beginnings);
        var traces = await broker.RunAsync(stop);
        spool.Compact(); // what was deleted still stands in its free pages
        var after = (Store: await CountAsync(store, old, id, stop), Spool: erasure.Count(broker.Beginnings));
        output.WriteLine($"Looked for {id} before and after, at {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC:");
        foreach (var ((what, found), (_, left)) in before.Store.Zip(after.Store))
        {
            Tell(output, what, found, left);
        }
        Tell(output, "spool, waiting messages", before.Spool.WaitingMessages, after.Spool.WaitingMessages);
        Tell(output, "spool, quarantine", before.Spool.QuarantinedMessages, after.Spool.QuarantinedMessages);
        Tell(output, "spool, days to score", before.Spool.TouchedDays, after.Spool.TouchedDays);
        Tell(output, "spool, publications", before.Spool.Publications, after.Spool.Publications);
        Tell(output, "spool, events", before.Spool.Events, after.Spool.Events);
        Tell(output, "spool, devices", before.Spool.Devices, after.Spool.Devices);
        Tell(output, "archive, messages", before.Spool.ArchivedMessages, after.Spool.ArchivedMessages);
        Tell(output, "damaged files set aside", before.Spool.SetAsideFiles, after.Spool.SetAsideFiles);
        foreach (var trace in traces)
        {
            Tell(output, $"broker, {trace.Topics}", trace.Found, trace.Left);
        }
        if (broker.Trouble is not null)
        {
            output.WriteLine($"  broker: not looked into. {broker.Trouble} What we told of {id} is cleared when the service next starts; " +
                "what devices have left there and what waits there for us is not. Start the broker and run this again.");
        }
        if (config.Household.ById.ContainsKey(id))
        {
            output.WriteLine($"{id} is still in wearers.json: what their devices send will be stored again. Take the entry out.");
        }
        TellOfBackups(config, id, output);
        output.WriteLine("Not looked into: exports and backups elsewhere, logs, an InfluxDB that is not Storage:Kind any more, and what devices have " +
            "retained on topics without our prefix. What of these you have is yours to remove.");
        var total = after.Store.Sum(part => part.Count) + after.Spool.Total + traces.Sum(trace => trace.Left);
        output.WriteLine(total > 0 ? $"{total} are left. Run it again, and look at the log of the store."
            : broker.Trouble is null ? "0 left." : "0 left here; the broker is to be looked into.");
        return total > 0 || broker.Trouble is not null ? ExitLeft : 0;
    }

    // A backup is whole or worthless: nobody is taken out of one.
    static void TellOfBackups(ServiceConfig config, string id, TextWriter output)
    {
        var backups = BackupKeeper.WholeIn(config.Jobs.BackupFolder);
        if (backups.Count > 0)
        {
            output.WriteLine($"The {backups.Count} backups in {Path.GetFullPath(config.Jobs.BackupFolder)} were not changed: what they hold of {id} " +
                $"is in them until newer ones push them out ({config.Jobs.BackupsKept} are kept, one every {config.Jobs.BackupEveryHours} hours), or you delete them.");
        }
    }

    // The topic names the wearer, or the payload decodes to something of theirs.
    static Func<string, byte[], long, bool> Theirs(ServiceConfig config, string id)
    {
        var rules = ServiceHost.DecodingRules(config) with { MaxAgeDays = 0 };
        var decoder = new SourceRouter(rules, config.AllSources);
        var samples = new SampleBatch();
        return (topic, payload, receivedMs) =>
        {
            if (topic.Split('/').Contains(id))
            {
                return true;
            }
            samples.Clear();
            try
            {
                _ = decoder.Decode(new RawMessage(System.Text.Encoding.UTF8.GetBytes(topic), payload, receivedMs, false), rules, samples);
            }
            catch (Exception)
            {
                // A message that shows a decoder's bug may be among these; what it gave so far and its topic say whose it is.
            }
            return samples.Steps.Exists(row => row.Wearer == id) || samples.HeartRates.Exists(row => row.Wearer == id)
                || samples.Journal.Exists(row => row.Wearer == id);
        };
    }

    // What migrate has left where it was.
    static SqliteStore? OldStore(ServiceConfig config, TimeProvider time)
        => config.Storage.Kind == StoreKind.Influx && File.Exists(Path.Combine(config.Storage.Folder, "activity.db"))
            ? new SqliteStore(
                new SqliteStoreOptions { Folder = config.Storage.Folder, IsService = false }, NullLogger<SqliteStore>.Instance, time)
            : null;

    static async Task<IReadOnlyList<(string What, long Count)>> CountAsync(IStore store, IStore? old, string id, CancellationToken stop)
        => [.. (await CountAsync(store, id, stop)).Select(part => ($"store, {part.What}", part.Count)),
            .. old is null ? [] : (await CountAsync(old, id, stop)).Select(part => ($"activity.db of before, {part.What}", part.Count))];

    static async Task<IReadOnlyList<(string What, long Count)>> CountAsync(IStore store, string id, CancellationToken stop)
    {
        long samples = 0, journal = 0;
        if (await store.ReadSpanAsync(id, stop) is { } span)
        {
            const long Week = 7L * 86_400_000;
            for (var start = span.FirstMs; start <= span.LastMs; start += Week)
            {
                samples += (await store.ReadStepsAsync(id, start, start + Week, stop)).Count
                    + (await store.ReadHeartRatesAsync(id, start, start + Week, stop)).Count;
                journal += (await store.ReadJournalAsync(id, start, start + Week, stop)).Count;
            }
        }
        return
        [
            ("samples", samples), ("journal", journal),
            ("days", (await store.ReadDaysAsync(id, FirstDate, LastDate, stop)).Count),
            ("targets", (await store.ReadTargetsAsync(id, FirstDate, LastDate, stop)).Count),
            ("hours", (await store.ReadHoursAsync(id, FirstDate, LastDate, stop)).Count),
            ("progress", (await store.ReadProgressAsync(id, StoreLimits.EarliestMs, long.MaxValue, stop)).Count),
            ("name", (await store.ReadWearersAsync(stop)).Contains(id) ? 1 : 0),
        ];
    }

    static void Tell(TextWriter output, string where, long found, long left) =>
        output.WriteLine($"  {where}: {found} found, {left} left");
}
