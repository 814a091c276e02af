using System.Text;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Spool;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>Which quarantined messages are meant: the one of a number, or those with a reason, of a source, or both.</summary>
internal sealed record QuarantineChoice(long? Id, string? Reason, string? Source);

/// <summary>Lists, shows, replays and drops messages in quarantine.</summary>
internal static class QuarantineVerb
{
    const int ShownBytes = 60;
    const int MostShown = 65_536;

    public static void List(ServiceConfig config, int limit, TextWriter output)
    {
        using var spool = Open(config);
        foreach (var message in spool.Quarantine.Newest(limit))
        {
            output.WriteLine($"{message.Id,6}  {At(message.ReceivedMs)}  {message.Source}  {Printable.Of(message.Topic)}  " +
                $"{message.Reason}: {Printable.Of(message.Detail, most: 500)}");
            output.WriteLine($"        {Shown(message.Payload, ShownBytes)}");
        }
        var held = spool.Quarantine.Held();
        output.WriteLine(held.Count == 0 ? "The quarantine is empty." : $"In quarantine: {held.Values.Sum()}.");
        PrintCounts(spool.Quarantine.Refusals(), held, output);
        if (held.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("One whole: activitysync quarantine show --id <number>. When the cause is mended and the service restarted:");
            output.WriteLine("activitysync quarantine replay --reason <reason>. Forget them: activitysync quarantine drop --reason <reason>.");
        }
        if (spool.Quarantine.Evicted() is > 0 and var evicted)
        {
            output.WriteLine($"{evicted} older ones had to go " +
                "(Spool:MaxQuarantined, Spool:MaxQuarantineMegabytes, Spool:MaxQuarantineDays).");
        }
    }

    public static void Show(ServiceConfig config, long id, TextWriter output)
    {
        using var spool = Open(config);
        var message = Chosen(spool, new QuarantineChoice(id, null, null))[0];
        output.WriteLine($"number    {message.Id}");
        output.WriteLine($"received  {At(message.ReceivedMs)}");
        output.WriteLine($"source    {message.Source}");
        output.WriteLine($"topic     {Printable.Of(message.Topic, most: 2_000)}");
        output.WriteLine($"retained  {(message.Retained ? "yes, replayed by the broker" : "no")}");
        output.WriteLine($"reason    {message.Reason}: {Printable.Of(message.Detail, most: 2_000)}");
        output.WriteLine($"payload   {message.Payload.Length} bytes");
        output.WriteLine(Shown(message.Payload, MostShown));
    }

    public static void Replay(ServiceConfig config, QuarantineChoice choice, TextWriter output)
    {
        using var spool = Open(config);
        var replayed = spool.Replay(Chosen(spool, choice));
        output.WriteLine($"{replayed} messages go down the road again; those still refused come back here within a minute.");
    }

    public static void Drop(ServiceConfig config, QuarantineChoice choice, TextWriter output)
    {
        using var spool = Open(config);
        var chosen = Chosen(spool, choice);
        spool.Quarantine.Drop(chosen);
        output.WriteLine($"{chosen.Count} messages dropped for good.");
    }

    static void PrintCounts(
        IReadOnlyList<RefusalCount> refusals, IReadOnlyDictionary<(string Source, string Reason), long> held, TextWriter output)
    {
        if (refusals.Count == 0)
        {
            return;
        }
        output.WriteLine();
        output.WriteLine($"{"source",-20} {"reason",-24} {"here now",10} {"ever",12}  last");
        foreach (var refusal in refusals)
        {
            var now = refusal.Ignored ? "ignored" : $"{held.GetValueOrDefault((refusal.Source, refusal.Reason))}";
            output.WriteLine($"{refusal.Source,-20} {refusal.Reason,-24} {now,10} {refusal.Messages,12}  {At(refusal.LastMs)}");
        }
    }

    static IReadOnlyList<QuarantinedMessage> Chosen(MessageSpool spool, QuarantineChoice choice)
    {
        var chosen = spool.Quarantine.Find(choice.Id, choice.Reason, choice.Source);
        return chosen.Count > 0 ? chosen
            : throw new VerbProblemException("No message in quarantine is of that number, reason or source.");
    }

    static MessageSpool Open(ServiceConfig config) => MessageSpool.OpenBeside(config.Spool);

    static string At(long ms) => InstantPattern.General.Format(Instant.FromUnixTimeMilliseconds(ms));

    static string Shown(byte[] payload, int most)
        => Printable.Of(Encoding.UTF8.GetString(payload.AsSpan(0, Math.Min(payload.Length, most))), most)
            + (payload.Length > most ? $" … ({payload.Length} bytes)" : "");
}
