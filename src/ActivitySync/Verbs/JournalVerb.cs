using System.Buffers;
using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Spool;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>
/// Tells, corrects and withdraws. What is told takes the road of everything else: it is put into the spool as a message on
/// the wearer's journal topic, and a running service, or the next one, decodes and stores it. No broker is needed.
/// </summary>
internal static class JournalVerb
{
    static readonly OffsetDateTimePattern Shown =
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fffo<+HH:mm>");

    public static void Add(
        ServiceConfig config, Wearer wearer, string kind, decimal? value, string? text, string? at, TimeProvider time,
        TextWriter output)
    {
        var timeMs = at is null ? time.GetUtcNow().ToUnixTimeMilliseconds() : Moment(wearer, at);
        Send(config, wearer, JournalMessage.Payload(kind, timeMs, isDeleted: false, value, text), time);
        output.WriteLine($"Told: {kind} at {Text(wearer, timeMs)}. The service stores it within a minute.");
    }

    public static async Task ListAsync(
        ServiceConfig config, Wearer wearer, int days, TimeProvider time, TextWriter output, CancellationToken stop)
    {
        await using var session = await StoreSession.OpenAsync(config, stop);
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var entries = await session.Store.ReadJournalAsync(
            wearer.Id, nowMs - (days * 86_400_000L), nowMs + 86_400_000L, stop);
        foreach (var entry in entries)
        {
            var words = string.Join("  ", new[] { entry.Value?.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture),
                entry.Text is { } text ? Printable.Of(text) : null }.OfType<string>());
            output.WriteLine(
                $"{Text(wearer, entry.TimeMs)}  {JournalKindNames.Of(entry.Kind),-13}  {(entry.IsWithdrawn ? "(withdrawn)" : words)}");
        }
        output.WriteLine($"{entries.Count} entries.");
    }

    public static async Task ChangeAsync(
        ServiceConfig config, Wearer wearer, string kind, string at, bool isDeleted, decimal? value, string? text,
        TimeProvider time, TextWriter output, CancellationToken stop)
    {
        var timeMs = Moment(wearer, at);
        await using (var session = await StoreSession.OpenAsync(config, stop))
        {
            var there = await session.Store.ReadJournalAsync(wearer.Id, timeMs, timeMs + 1, stop);
            if (!there.Any(entry => JournalKindNames.Of(entry.Kind) == kind && !entry.IsWithdrawn))
            {
                throw new VerbProblemException(
                    $"There is no entry {kind} at {Text(wearer, timeMs)}. See activitysync journal list --wearer {wearer.Id}.");
            }
        }
        Send(config, wearer, JournalMessage.Payload(kind, timeMs, isDeleted, value, text), time);
        output.WriteLine(
            $"{(isDeleted ? "Withdrawn" : "Corrected")}: {kind} at {Text(wearer, timeMs)}. The service stores it within a minute.");
    }

    // Judged here as the service will judge it, so that a mistake is told at once and not found in quarantine.
    static void Send(ServiceConfig config, Wearer wearer, byte[] payload, TimeProvider time)
    {
        var topic = Encoding.UTF8.GetBytes(JournalMessage.Topic(config.Mqtt.TopicPrefix, wearer.Id));
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (new NativeFormat().Decode(
            new RawMessage(topic, payload, nowMs, false), ServiceHost.DecodingRules(config), new SampleBatch()) is { } why)
        {
            throw new VerbProblemException(why.Detail);
        }
        var frames = new ArrayBufferWriter<byte>();
        BurstFrames.Append(frames, topic, payload, BurstFlags.None);
        using var spool = MessageSpool.OpenBeside(config.Spool);
        spool.Append(frames.WrittenSpan.ToArray(), 1, nowMs);
    }

    static long Moment(Wearer wearer, string text) => SampleTime.TryParseIso(text, wearer, out var timeMs)
        ? timeMs
        : throw new VerbProblemException($"\"{text}\" is not a time like 2026-03-29T08:30:00 or 2026-03-29T08:30:00.000+02:00.");

    static string Text(Wearer wearer, long timeMs)
    {
        var instant = Instant.FromUnixTimeMilliseconds(timeMs);
        return Shown.Format(instant.InZone(wearer.Zones.At(instant)).ToOffsetDateTime());
    }
}
