using System.Text.Json;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime.Text;

namespace ActivitySync.Tests.Decoding;

/// <summary>
/// A folder below Golden/formats is a test: the messages of a publisher, and what each must become. Every sample must be
/// expected and every expectation met.
/// </summary>
public sealed class GoldenFormatTests
{
    static readonly Dictionary<string, CounterKind[]> Modes = new()
    {
        ["bucket"] = [CounterKind.MinuteSlot, CounterKind.HourSlot, CounterKind.DaySlot],
        ["daily_cumulative"] = [CounterKind.SinceMidnight],
        ["as mapped (daily)"] = [CounterKind.SinceMidnight],
        ["counter_since_boot"] = [CounterKind.SinceBoot],
        ["interval_total"] = [CounterKind.IntervalTotal],
        ["interval_delta"] = [CounterKind.Delta],
        ["session_counter"] = [CounterKind.Session],
    };

    // What a sample does not keep: bounds and kinds of averages, hints to other rules. Checked elsewhere or not at all.
    static readonly string[] Told =
        ["min", "max", "stat", "context", "age", "wrap", "key", "via", "needs", "why", "note", "entity", "out_of_order", "rescore", "rule"];

    public static TheoryData<string> Names => GoldenMessages.Names;

    [Fact]
    public void Every_format_has_a_golden_folder()
    {
        var covered = Names.Select(row => GoldenMessages.Read(row.Data)).SelectMany(golden => golden.Sources)
            .Select(source => source.Format.Name).ToHashSet();

        Assert.Empty(PayloadFormats.ByName.Keys.Except(covered));
    }

    [Theory, MemberData(nameof(Names))]
    public void Messages_become_what_the_folder_says(string name)
    {
        var golden = GoldenMessages.Read(name);
        var router = golden.Router();
        var perMessage = new List<(IReadOnlyList<Fact> Facts, Rejection? Why)>();
        for (var i = 0; i < golden.Messages.Count; i++)
        {
            perMessage.Add(golden.Decode(router, i));
        }
        foreach (var expectation in golden.Expectations)
        {
            Check(golden, expectation, perMessage);
        }
        var wanted = golden.Expectations.Where(IsSample).ToList();
        Assert.All(perMessage.SelectMany(message => message.Facts).Distinct(), fact => Assert.True(
            wanted.Exists(expectation => Meets(golden, fact, expectation)), $"Nobody expects {fact}."));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_message_decoded_twice_makes_the_same_samples(string name)
    {
        var golden = GoldenMessages.Read(name);
        var router = golden.Router();
        for (var i = 0; i < golden.Messages.Count; i++)
        {
            var first = golden.Decode(router, i);
            var again = golden.Decode(router, i);

            Assert.Equal(first.Facts, again.Facts);
            Assert.Equal(first.Why?.Reason, again.Why?.Reason);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_replay_is_never_stamped_with_its_receipt(string name)
    {
        var golden = GoldenMessages.Read(name);
        var router = golden.Router();
        for (var i = 0; i < golden.Messages.Count; i++)
        {
            var received = golden.Received(i) + Some.HourMs;

            Assert.DoesNotContain(golden.Decode(router, i, retained: true, laterMs: Some.HourMs).Facts, fact => fact.TimeMs == received);
        }
    }

    static void Check(GoldenMessages golden, JsonElement expectation, List<(IReadOnlyList<Fact> Facts, Rejection? Why)> messages)
    {
        var index = expectation.TryGetProperty("message", out var number) ? number.GetInt32() : 0;
        var (facts, why) = messages[index];
        var before = messages.Take(index).SelectMany(message => message.Facts).ToList();
        if (IsSample(expectation))
        {
            // A state may wait for the message that tells its time.
            Assert.Contains(messages.Skip(index).SelectMany(message => message.Facts), fact => Meets(golden, fact, expectation));
            CheckReplacement(expectation, facts, before);
        }
        else if (expectation.TryGetProperty("reject", out _))
        {
            Assert.True(why is { Ignored: false }, $"Message {index} is not refused.");
            Assert.Empty(facts.Except(before));
        }
        else if (expectation.TryGetProperty("duplicate_of", out _))
        {
            Assert.Empty(facts.Except(before));
        }
        else if (expectation.TryGetProperty("ignored", out _) && !golden.Expectations.Any(other => IsSample(other) && SameMessage(other, expectation)))
        {
            Assert.True(why is { Ignored: true }, $"Message {index} is not ignored.");
            Assert.Empty(facts);
        }
        else if (expectation.TryGetProperty("note", out _))
        {
            Assert.Empty(facts);
        }
    }

    static void CheckReplacement(JsonElement expectation, IReadOnlyList<Fact> facts, List<Fact> before)
    {
        if (expectation.TryGetProperty("replaces", out var old))
        {
            Assert.Contains(facts, fact => before.Exists(earlier =>
                fact.IsSameStatement(earlier) && earlier.Value == old.GetDecimal() && fact.Version > earlier.Version));
        }
        if (expectation.TryGetProperty("supersedes_message", out _))
        {
            Assert.Contains(facts, fact => before.Exists(earlier =>
                fact.Device == earlier.Device && fact.StartMs == earlier.StartMs && fact.TimeMs > earlier.TimeMs && fact.Version > earlier.Version));
        }
        if (expectation.TryGetProperty("day_total_after", out var total))
        {
            var all = before.Concat(facts).ToList();
            Assert.Equal(total.GetDecimal(), all.Exists(fact => fact.Counter == CounterKind.IntervalTotal)
                ? all.Where(fact => fact.Counter == CounterKind.IntervalTotal).MaxBy(fact => fact.Version)!.Value
                : all.Where(fact => fact.Kind == "steps").Sum(fact => fact.Value));
        }
        if (expectation.TryGetProperty("session_total_after", out var most))
        {
            Assert.Equal(most.GetDecimal(), before.Concat(facts).Where(fact => fact.Counter == CounterKind.Session).Max(fact => fact.Value));
        }
    }

    static bool IsSample(JsonElement expectation) => !expectation.TryGetProperty("duplicate_of", out _)
        && (expectation.TryGetProperty("value", out _) || expectation.TryGetProperty("bpm", out _) || expectation.TryGetProperty("suspect", out _));

    static bool SameMessage(JsonElement one, JsonElement other)
        => (one.TryGetProperty("message", out var a) ? a.GetInt32() : 0) == (other.TryGetProperty("message", out var b) ? b.GetInt32() : 0);

    static bool Meets(GoldenMessages golden, Fact fact, JsonElement expectation)
        => expectation.EnumerateObject().All(property => Meets(golden, fact, property.Name, property.Value));

    static bool Meets(GoldenMessages golden, Fact fact, string name, JsonElement value) => name switch
    {
        "kind" => fact.Kind == value.GetString(),
        "mode" => fact.Counter is { } counter && Modes[value.GetString()!].Contains(counter),
        "value" => fact.Kind == "steps" && fact.Value == value.GetDecimal(),
        "bpm" => fact.Kind != "steps" && fact.Value == Math.Round(value.GetDecimal(), MidpointRounding.AwayFromZero),
        "at" => fact.TimeMs == GoldenMessages.Ms(value.GetString()!),
        "at_unix_ns" => fact.TimeMs == value.GetInt64() / 1_000_000,
        "start" => fact.StartMs == GoldenMessages.Ms(value.GetString()!),
        "end" => fact.TimeMs == GoldenMessages.Ms(value.GetString()!),
        "day" => GoldenMessages.LocalDay(fact.StartMs) == LocalDatePattern.Iso.Parse(value.GetString()!).Value,
        "grouping" => fact.Counter == CounterKind.DaySlot && value.GetString() == "day",
        "session" => fact.Boot == value.GetString(),
        "device" => fact.Device == golden.DeviceName(value.GetString()!),
        "suspect" => fact is { Kind: "steps", Value: 0 }, // kept as said; the derivation holds it back
        "message" or "replaces" or "supersedes_message" or "day_total_after" or "session_total_after" => true,
        _ => Told.Contains(name) ? true : throw new InvalidOperationException($"No rule for the expectation {name}."),
    };
}
