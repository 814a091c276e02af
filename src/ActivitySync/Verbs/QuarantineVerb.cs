using System.Text;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Spool;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>Lists, replays and drops messages in quarantine.</summary>
internal static class QuarantineVerb
{
    const int ShownBytes = 60;

    public static void List(ServiceConfig config, int limit, TextWriter output)
    {
        using var spool = Open(config);
        foreach (var message in spool.Quarantine.Newest(limit))
        {
            var at = InstantPattern.General.Format(Instant.FromUnixTimeMilliseconds(message.ReceivedMs));
            output.WriteLine($"{message.Id,6}  {at}  {Printable.Of(message.Topic)}  {message.Reason}: {Printable.Of(message.Detail)}");
            output.WriteLine($"        {Shown(message.Payload)}");
        }
        var counts = spool.Quarantine.Counts();
        output.WriteLine(counts.Count == 0
            ? "The quarantine is empty."
            : $"In quarantine: {string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{count.Value} {count.Key}"))}.");
        if (spool.Quarantine.Evicted() is > 0 and var evicted)
        {
            output.WriteLine($"{evicted} older ones had to go (Spool:MaxQuarantined, Spool:MaxQuarantineMegabytes).");
        }
    }

    public static void Replay(ServiceConfig config, long? id, string? reason, TextWriter output)
    {
        using var spool = Open(config);
        var replayed = spool.Replay(Chosen(spool, id, reason));
        output.WriteLine($"{replayed} messages go down the road again; those still refused come back here within a minute.");
    }

    public static void Drop(ServiceConfig config, long? id, string? reason, TextWriter output)
    {
        using var spool = Open(config);
        var chosen = Chosen(spool, id, reason);
        spool.Quarantine.Drop(chosen);
        output.WriteLine($"{chosen.Count} messages dropped for good.");
    }

    static IReadOnlyList<QuarantinedMessage> Chosen(MessageSpool spool, long? id, string? reason)
    {
        var chosen = spool.Quarantine.Find(id, reason);
        return chosen.Count > 0 ? chosen : throw new VerbProblemException("No message in quarantine is of that number or reason.");
    }

    static MessageSpool Open(ServiceConfig config) => MessageSpool.OpenBeside(config.Spool);

    static string Shown(byte[] payload)
        => Printable.Of(Encoding.UTF8.GetString(payload.AsSpan(0, Math.Min(payload.Length, ShownBytes))))
            + (payload.Length > ShownBytes ? $" … ({payload.Length} bytes)" : "");
}
