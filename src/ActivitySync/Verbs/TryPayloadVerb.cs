using System.Globalization;
using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>A message to try.</summary>
/// <param name="Topic">Where it would come.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Retained">Whether as a replay.</param>
/// <param name="Received">When, ISO 8601; null for now.</param>
internal sealed record TriedMessage(string Topic, byte[] Payload, bool Retained, string? Received);

/// <summary>Shows what a message would become: by which source, into which samples, or why into none and what to do.</summary>
internal static class TryPayloadVerb
{
    /// <summary>Exit code 0 when all of the message would be taken or it holds nothing to take, 1 when some was refused.</summary>
    public static int Run(ServiceConfig config, TriedMessage tried, TimeProvider time, TextWriter output)
    {
        if (tried.Topic.Length == 0 || tried.Topic.AsSpan().IndexOfAny('+', '#') >= 0)
        {
            throw new VerbProblemException($"\"{tried.Topic}\" is no topic anybody can publish on: name one without + and #.");
        }
        var receivedMs = ReceivedMs(tried.Received, time);
        var rules = ServiceHost.DecodingRules(config);
        var router = new SourceRouter(rules, config.AllSources);
        var samples = new SampleBatch();
        var why = router.Decode(
            new RawMessage(Encoding.UTF8.GetBytes(tried.Topic), tried.Payload, receivedMs, tried.Retained), rules, samples);
        output.WriteLine($"topic     {tried.Topic}");
        output.WriteLine($"source    {SourceWords(router.SourceOf(tried.Topic), config)}");
        output.WriteLine($"received  {At(receivedMs)}{(tried.Retained ? ", replayed by the broker" : "")}");
        Print(samples, output);
        PrintWhy(why, samples.Count, output);
        return why is null or { Ignored: true } ? 0 : 1;
    }

    static string SourceWords(string name, ServiceConfig config)
        => config.Sources.FirstOrDefault(source => source.Name == name) is { } source
            ? $"{name}, read as {source.Format.Name}"
            : name == "native" ? "native: our own topics" : "none";

    static void Print(SampleBatch samples, TextWriter output)
    {
        if (samples.Count == 0)
        {
            return;
        }
        output.WriteLine();
        output.WriteLine($"{"kind",-19} {"wearer",-12} {"device",-20} {"time",-24} {"value",12}  what it is");
        foreach (var steps in samples.Steps)
        {
            var value = (steps.Count + (steps.Milli / 1_000m)).ToString(CultureInfo.InvariantCulture);
            Print("steps", steps.Wearer, steps.Device, steps.TimeMs, value, What(steps), output);
        }
        foreach (var rate in samples.HeartRates)
        {
            var kind = rate.Kind == HeartRateKind.Resting ? "resting_heart_rate" : "heart_rate";
            Print(kind, rate.Wearer, rate.Device, rate.TimeMs, $"{rate.Bpm}", "bpm", output);
        }
        foreach (var entry in samples.Journal)
        {
            Print("journal", entry.Wearer, "", entry.TimeMs, $"{entry.Value}", JournalKindNames.Of(entry.Kind), output);
        }
    }

    static void Print(string kind, string wearer, string device, long timeMs, string value, string what, TextWriter output)
        => output.WriteLine($"{kind,-19} {wearer,-12} {device,-20} {At(timeMs),-24} {value,12}  {what}");

    static string What(in StepSample steps)
    {
        var words = CounterKindNames.Of(steps.Counter);
        words += steps.LengthMs > 0 ? $" since {At(steps.TimeMs - steps.LengthMs)}" : "";
        return words + (steps.Boot is null ? "" : $", run {steps.Boot}");
    }

    static void PrintWhy(Rejection? why, int taken, TextWriter output)
    {
        output.WriteLine();
        switch (why)
        {
            case null:
                output.WriteLine($"All of it would be taken: {taken} {(taken == 1 ? "sample" : "samples")}.");
                break;
            case { Ignored: true }:
                output.WriteLine($"It would be ignored and counted ({why.Reason}). {why.Detail}");
                break;
            default:
                output.WriteLine($"{(taken > 0 ? "The rest" : "It")} would go to quarantine as {why.Reason}. {why.Detail}");
                output.WriteLine(IsMendedHere(why)
                    ? $"When the cause is mended: activitysync quarantine replay --reason {why.Reason} --source {Quoted(why.Source)}"
                    : $"Only its publisher can mend that. Then: activitysync quarantine drop --reason {why.Reason} --source {Quoted(why.Source)}");
                break;
        }
    }

    // For a shell: no source has brackets in its name.
    static string Quoted(string source) => source.Contains('(', StringComparison.Ordinal) ? $"\"{source}\"" : source;

    // How others' messages are read is configured here; our own format is what it is.
    static bool IsMendedHere(Rejection why)
        => why.Source != "native" || why.Reason is "unknown_wearer" or "unknown_device" or "too_old" or "in_future" or "over_limit";

    static long ReceivedMs(string? text, TimeProvider time)
    {
        if (text is null)
        {
            return time.GetUtcNow().ToUnixTimeMilliseconds();
        }
        var parsed = OffsetDateTimePattern.Rfc3339.Parse(text);
        return parsed.Success ? parsed.Value.ToInstant().ToUnixTimeMilliseconds()
            : throw new VerbProblemException($"--received {text} must be an instant like 2026-03-29T12:00:00Z.");
    }

    static string At(long ms) => InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(ms));
}
