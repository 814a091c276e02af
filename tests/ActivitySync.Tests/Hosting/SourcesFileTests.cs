using System.Text.Json;
using System.Text.RegularExpressions;
using ActivitySync.Core.Decoding;
using ActivitySync.Hosting;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Hosting;

public sealed partial class SourcesFileTests
{
    static readonly Household House = new([Some.Wearer("ana"), Some.Wearer("bo")]);

    static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    readonly List<string> _problems = [];

    [Fact]
    public void Without_a_file_there_are_no_sources()
        => Assert.Empty(SourcesFile.Read("/nowhere/sources.json", House, "activitysync", _problems));

    [Fact]
    public void A_source_is_subscribed_to_its_formats_own_topics()
    {
        var source = Assert.Single(Parse("""{ "name": "bt", "format": "theengs", "wearer": "ana", "devices": { "AA:BB:CC:DD:EE:FF": {} } }"""));

        Assert.Empty(_problems);
        Assert.Equal(["activitysync/v1/#", "home/+/BTtoMQTT/+"], SourceRouter.Filters("activitysync", [source]));
        Assert.Contains("AABBCCDDEEFF", source.Devices.Keys);
    }

    [Fact]
    public void A_statestream_source_is_subscribed_to_its_entities_only()
    {
        var source = Assert.Single(Parse(
            """
            { "name": "ha", "format": "home-assistant-statestream", "wearer": "ana", "base": "ha",
              "entities": { "sensor.w_steps": { "kind": "steps", "counter": "since_midnight", "time": "last_updated" },
                            "sensor.w_hr": { "kind": "heart_rate" } } }
            """));

        Assert.Equal(["ha/sensor/w_steps/state", "ha/sensor/w_steps/last_updated", "ha/sensor/w_hr/state"],
            source.Patterns.Select(pattern => pattern.Filter));
    }

    [Theory]
    [InlineData("""{ "name": "a b", "format": "theengs", "wearer": "ana" }""", "name is \"a b\"")]
    [InlineData("""{ "name": "native", "format": "theengs", "wearer": "ana" }""", "and not native")]
    [InlineData("""{ "name": "x", "format": "theeengs", "wearer": "ana" }""", "Did you mean theengs?")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "cy" }""", "lists nobody of that id")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "toppic": "a" }""", "there is no key toppic")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "grouping": "day" }""", "there is no key grouping")]
    [InlineData("""{ "name": "x", "format": "theengs" }""", "nobody owns its readings")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "topic": "a/#/b" }""", "# may stand alone in the last level only")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "topic": "a/{person}" }""", "{wearer} or {device}")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "topic": 7 }""", "topic must be text")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "topic": "#" }""", "would read our own results")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "topic": "+/status" }""", "would read our own results")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "topic": "activitysync/v1/+/w/steps" }""", "which need no source")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "counter": "delta" }""", "counter is fixed by theengs")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "unknown": "drop" }""", "must be allow or quarantine")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "device": "my band" }""", "device is \"my band\"")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "devices": { "AA:BB:CC:DD:EE:FF": {}, "aabbccddeeff": {} } }""", "is listed twice")]
    [InlineData("""{ "name": "x", "format": "theengs", "wearer": "ana", "devices": { "A": { "wearer": "cy" } } }""", "device A: wearer is \"cy\"")]
    [InlineData("""{ "name": "x", "format": "walkingpad", "wearer": "ana" }""", "topic must be named")]
    [InlineData("""{ "name": "x", "format": "metric-value", "wearer": "ana" }""", "counter must be delta, since_midnight")]
    [InlineData("""{ "name": "x", "format": "health-auto-export", "wearer": "ana", "topic": "a", "grouping": "week" }""", "must be minute or hour or day")]
    [InlineData("""{ "name": "x", "format": "owntracks", "wearer": "ana", "reportSteps": { "everyMinutes": 30 } }""", "list them under devices as \"user/device\"")]
    [InlineData("""{ "name": "x", "format": "owntracks", "wearer": "ana", "reportSteps": { "everyMinutes": 1 } }""", "from 5 to 1440")]
    [InlineData("""{ "name": "x", "format": "home-assistant-eventstream", "wearer": "ana", "topic": "a" }""", "entities must list at least one")]
    [InlineData("""{ "name": "x", "format": "home-assistant-statestream", "wearer": "ana", "entities": { "sensor.a_steps_sensor": { "kind": "steps" } } }""", "probably since_boot")]
    [InlineData("""{ "name": "x", "format": "home-assistant-statestream", "wearer": "ana", "entities": { "sensor.a": { "kind": "steps", "counter": "delta" } } }""", "cannot be delta")]
    [InlineData("""{ "name": "x", "format": "home-assistant-statestream", "wearer": "ana", "entities": { "steps": { "kind": "heart_rate" } } }""", "of the form sensor.my_watch_steps")]
    [InlineData("""{ "name": "x", "format": "mapper", "wearer": "ana", "topic": "a" }""", "at least one reading")]
    [InlineData("""{ "name": "x", "format": "mapper", "wearer": "ana", "topic": "a", "readings": [ { "kind": "steps" } ] }""", "counter must say what the steps count from")]
    [InlineData("""{ "name": "x", "format": "mapper", "wearer": "ana", "topic": "a", "counter": "delta", "readings": [ { "kind": "steps" } ] }""", "a delta needs a time path")]
    [InlineData("""{ "name": "x", "format": "mapper", "wearer": "ana", "topic": "a", "readings": [ { "kind": "steps", "counter": "interval_total", "value": "v", "time": "t" } ] }""", "needs the paths time")]
    [InlineData("""{ "name": "x", "format": "mapper", "wearer": "ana", "topic": "a", "readings": [ { "kind": "heart_rate", "value": "a[x]" } ] }""", "must be a path like")]
    [InlineData("""{ "name": "x", "format": "mapper", "wearer": "ana", "topic": "a", "readings": [ { "kind": "heart_rate", "time": "t" } ] }""", "without value the payload is a plain number")]
    [InlineData("""{ "name": "x", "format": "mapper", "wearer": "ana", "topic": "a", "readings": [ { "kind": "heart_rate", "value": "v", "timeFormat": "soon" } ] }""", "timeFormat is \"soon\"")]
    [InlineData("""{ "name": "x", "format": "mapper", "wearer": "ana", "topic": "a", "readings": [ { "kind": "heart_rate", "min": 3, "max": 2 } ] }""", "min is above max")]
    public void A_source_that_cannot_work_is_refused_in_a_sentence(string source, string sentence)
    {
        Parse(source);

        Assert.Contains(_problems, text => text.StartsWith("sources.json", StringComparison.Ordinal) && text.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Sources_share_neither_name_nor_topic()
    {
        Parse(
            """
            { "name": "x", "format": "mapper", "wearer": "ana", "topic": "steps/+/watch", "counter": "since_midnight", "readings": [ { "kind": "steps" } ] },
            { "name": "x", "format": "walkingpad", "wearer": "ana", "topic": "pad" },
            { "name": "y", "format": "walkingpad", "wearer": "ana", "topic": "steps/ana/#" }
            """);

        Assert.Collection(_problems,
            text => Assert.Contains("lists x twice", text, StringComparison.Ordinal),
            text => Assert.Contains("overlaps with steps/+/watch of the source x", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_format_has_an_example_that_works_and_a_line_in_the_manual()
    {
        var shipped = File.ReadAllText(Repository.PathTo("config", "sources.json"));
        var uncommented = Commented().Replace(Prose().Replace(shipped, ""), "");
        var root = JsonDocument.Parse(uncommented, Lenient).RootElement;

        var sources = SourcesFile.Parse(root, new Household([Some.Wearer("me")]), "activitysync", _problems);

        Assert.Empty(_problems);
        Assert.Empty(PayloadFormats.ByName.Keys.Except(sources.Select(source => source.Format.Name)));
        var manual = File.ReadAllText(Repository.PathTo("config", "sources.md"));
        Assert.All(PayloadFormats.ByName.Keys, name => Assert.Contains($"| `{name}` |", manual, StringComparison.Ordinal));
    }

    [Fact]
    public void The_shipped_file_lists_nothing()
    {
        Assert.Empty(SourcesFile.Read(Repository.PathTo("config", "sources.json"), House, "activitysync", _problems));
        Assert.Empty(_problems);
    }

    [Fact]
    public void A_limit_that_the_broker_would_never_reach_and_commands_nobody_sends_are_refused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("activitysync.json"), """{ "Publish": { "Enabled": false } }""");
        File.WriteAllText(folder.File("wearers.json"), """{ "wearers": [ { "id": "ana", "zone": "UTC" } ] }""");
        File.WriteAllText(folder.File("sources.json"),
            """
            { "sources": [ { "name": "o", "format": "owntracks", "maxPayloadKilobytes": 9000, "reportSteps": { "everyMinutes": 30 },
              "devices": { "ana/iphone": { "wearer": "ana" } } } ] }
            """);

        var problem = Assert.Throws<ConfigProblemException>(() => ConfigReader.ReadFolder(folder.Path, new Dictionary<string, string?>()));

        Assert.Contains(problem.Problems, text => text.Contains("Mqtt:MaximumPacketKilobytes", StringComparison.Ordinal));
        Assert.Contains(problem.Problems, text => text.Contains("Publish:Enabled is false", StringComparison.Ordinal));
    }

    IReadOnlyList<Source> Parse(string sources)
    {
        using var document = JsonDocument.Parse($$"""{ "sources": [ {{sources}} ] }""", Lenient);
        return SourcesFile.Parse(document.RootElement, House, "activitysync", _problems);
    }

    // Lines of words; lines of an example begin with a brace, bracket or quote.
    [GeneratedRegex(@"^\s*// [^{}\[\]"" ].*$|^\s*//   activitysync.*$", RegexOptions.Multiline)]
    private static partial Regex Prose();

    [GeneratedRegex(@"^\s*// ", RegexOptions.Multiline)]
    private static partial Regex Commented();
}
