using System.Text;
using System.Text.Json;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Tests.Support;

/// <summary>A golden folder of a format: sources.json, and messages.json with what each message holds.</summary>
internal sealed class GoldenMessages
{
    // Where a fixture does not say when a message came: after everything it tells of.
    const long ReceivedMs = 1_789_402_860_000; // 2026-09-14T16:21:00Z

    GoldenMessages(string name, JsonElement root, IReadOnlyList<Source> sources)
    {
        (Name, Sources) = (name, sources);
        Messages = [.. root.GetProperty("messages").EnumerateArray()];
        Expectations = [.. root.GetProperty("expect").EnumerateArray()];
    }

    public static Wearer Alex { get; } = Some.Wearer("alex");

    public static DecodingRules Rules { get; } = Some.Rules(Alex);

    public string Name { get; }

    public IReadOnlyList<Source> Sources { get; }

    public IReadOnlyList<JsonElement> Messages { get; }

    public IReadOnlyList<JsonElement> Expectations { get; }

    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var folder in Directory.GetDirectories(TestFolder.Path("Golden", "formats")).Order(StringComparer.Ordinal))
            {
                names.Add(Path.GetFileName(folder));
            }
            return names;
        }
    }

    public static GoldenMessages Read(string name)
    {
        var problems = new List<string>();
        var folder = TestFolder.Path("Golden", "formats", name);
        var sources = SourcesFile.Read(Path.Combine(folder, "sources.json"), new Household([Alex]), "activitysync", problems);
        Assert.Empty(problems);
        return new GoldenMessages(
            name, JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "messages.json"))).RootElement, sources);
    }

    public SourceRouter Router() => new(Rules, Sources);

    public string Topic(int message) => Messages[message].GetProperty("topic").GetString()!;

    public byte[] Payload(int message) => Messages[message].TryGetProperty("payload_text", out var text)
        ? Encoding.UTF8.GetBytes(text.GetString()!)
        : Encoding.UTF8.GetBytes(Messages[message].GetProperty("payload").GetRawText());

    public long Received(int message) => Messages[message].TryGetProperty("received_at", out var at) ? Ms(at.GetString()!) : ReceivedMs;

    /// <summary>Sends one message through a router.</summary>
    public (IReadOnlyList<Fact> Facts, Rejection? Why) Decode(SourceRouter router, int message, bool retained = false, long laterMs = 0)
    {
        var samples = new SampleBatch();
        var why = router.Decode(new RawMessage(
            Encoding.UTF8.GetBytes(Topic(message)), Payload(message), Received(message) + laterMs, retained), Rules, samples);
        return ([.. samples.Steps.Select(Fact.Of), .. samples.HeartRates.Select(Fact.Of)], why);
    }

    /// <summary>The name a device of these ids gets.</summary>
    public string DeviceName(string id) => Sources.Select(source => source.Devices.GetValueOrDefault(DeviceIds.Key(id))?.Device)
        .FirstOrDefault(name => name is not null) ?? DeviceIds.Name(id);

    public static long Ms(string instant) => OffsetDateTimePattern.Rfc3339.Parse(instant).Value.ToInstant().ToUnixTimeMilliseconds();

    public static LocalDate LocalDay(long ms) => Instant.FromUnixTimeMilliseconds(ms).InZone(Alex.Zones.At(Instant.FromUnixTimeMilliseconds(ms))).Date;
}

/// <summary>A sample of either kind.</summary>
internal sealed record Fact(
    string Kind, CounterKind? Counter, string Device, long TimeMs, long LengthMs, decimal Value, string? Boot, int Version)
{
    public long StartMs => TimeMs - LengthMs;

    public static Fact Of(StepSample sample) => new("steps", sample.Counter, sample.Device, sample.TimeMs, sample.LengthMs,
        sample.Count + (sample.Milli / 1_000m), sample.Boot, sample.Version);

    public static Fact Of(HeartRateSample sample) => new(
        sample.Kind == HeartRateKind.Resting ? "resting_heart_rate" : "heart_rate", null, sample.Device, sample.TimeMs, 0,
        sample.Bpm, null, 0);

    public bool IsSameStatement(Fact other)
        => (Kind, Counter, Device, TimeMs) == (other.Kind, other.Counter, other.Device, other.TimeMs);
}
