using System.Text;
using ActivitySync.Hosting;
using ActivitySync.Spool;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>Shows what is in quarantine.</summary>
internal static class QuarantineVerb
{
    const int ShownBytes = 60;

    public static void List(ServiceConfig config, int limit, TextWriter output)
    {
        using var spool = new MessageSpool(config.Spool, NullLogger<MessageSpool>.Instance);
        foreach (var message in spool.State.Quarantined(limit))
        {
            var at = InstantPattern.General.Format(Instant.FromUnixTimeMilliseconds(message.ReceivedMs));
            output.WriteLine($"{message.Id,6}  {at}  {message.Topic}  {message.Reason}: {message.Detail}");
            output.WriteLine($"        {Shown(message.Payload)}");
        }
        var counts = spool.State.QuarantineCounts();
        output.WriteLine(counts.Count == 0
            ? "The quarantine is empty."
            : $"In quarantine: {string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{count.Value} {count.Key}"))}.");
    }

    // Printable at any terminal, whatever was sent.
    static string Shown(byte[] payload)
    {
        var text = Encoding.UTF8.GetString(payload.AsSpan(0, Math.Min(payload.Length, ShownBytes)));
        return string.Concat(text.Select(character => char.IsControl(character) || character == '\uFFFD' ? '.' : character))
            + (payload.Length > ShownBytes ? $" … ({payload.Length} bytes)" : "");
    }
}
