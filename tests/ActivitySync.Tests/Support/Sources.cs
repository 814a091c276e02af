using System.Text;
using System.Text.Json;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;

namespace ActivitySync.Tests.Support;

/// <summary>Sources as a user writes them, and a router for messages to them.</summary>
internal sealed class Sources
{
    readonly SourceRouter _router;

    public Sources(string sources, DecodingRules? rules = null)
    {
        Rules = rules ?? Some.Rules();
        All = Parse(sources, Rules);
        _router = new SourceRouter(Rules, All);
    }

    public DecodingRules Rules { get; }

    public IReadOnlyList<Source> All { get; }

    public SampleBatch Samples { get; } = new();

    public static IReadOnlyList<Source> Parse(string sources, DecodingRules rules)
    {
        var problems = new List<string>();
        using var document = JsonDocument.Parse($$"""{ "sources": [ {{sources}} ] }""");
        var all = SourcesFile.Parse(document.RootElement, new Household([.. rules.Wearers.Values]), "activitysync", problems);
        Assert.Empty(problems);
        return all;
    }

    public Rejection? Decode(string topic, string payload, long receivedMs = Some.Noon, bool retained = false)
        => Decode(topic, Encoding.UTF8.GetBytes(payload), receivedMs, retained);

    public Rejection? Decode(string topic, byte[] payload, long receivedMs = Some.Noon, bool retained = false)
        => _router.Decode(new RawMessage(Encoding.UTF8.GetBytes(topic), payload, receivedMs, retained), Rules, Samples);
}
