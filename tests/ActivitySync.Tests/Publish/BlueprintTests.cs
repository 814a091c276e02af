using System.Text.Json;
using System.Text.RegularExpressions;
using ActivitySync.Publish;
using ActivitySync.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace ActivitySync.Tests.Publish;

/// <summary>The shipped blueprints are YAML Home Assistant can read, and listen to nothing we do not publish.</summary>
public sealed partial class BlueprintTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Repository.PathTo("deploy", "homeassistant"), "*.yaml").Select(path => Path.GetFileName(path)!)];

    [Fact]
    public void There_are_two() => Assert.Equal(["evening_summary.yaml", "time_to_move.yaml"], Files.Select(row => row.Data).Order());

    [Theory]
    [MemberData(nameof(Files))]
    public void A_blueprint_is_an_automation_whose_inputs_are_declared(string file)
    {
        var root = Read(file);
        var blueprint = (YamlMappingNode)root["blueprint"];
        var inputs = ((YamlMappingNode)blueprint["input"]).Children.Keys.Select(key => key.ToString()).Order();

        Assert.Equal("automation", blueprint["domain"].ToString());
        Assert.Equal(inputs, Scalars(root).Where(node => node.Tag == "!input").Select(node => node.Value!).Distinct().Order());
        Assert.NotEmpty((YamlSequenceNode)root["triggers"]);
        Assert.NotEmpty((YamlSequenceNode)root["actions"]);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task It_listens_to_topics_we_publish_and_reads_fields_they_have(string file)
    {
        var published = await PublishedAsync();
        var text = await File.ReadAllTextAsync(Repository.PathTo("deploy", "homeassistant", file), TestContext.Current.CancellationToken);

        var topics = Topics().Matches(text).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(topics);
        foreach (var topic in topics)
        {
            Assert.True(published.TryGetValue(topic, out var payload), topic);
            using var document = JsonDocument.Parse(payload!);
            var fields = Fields().Matches(text).Select(match => match.Groups[1].Value).Distinct();
            Assert.All(fields, field => Assert.True(document.RootElement.TryGetProperty(field, out _), field));
        }
    }

    static async Task<Dictionary<string, byte[]>> PublishedAsync()
    {
        await using var road = new Road(Some.Wearer(zone: "UTC"));
        await road.PrepareAsync(TestContext.Current.CancellationToken);
        road.ReceiveDay(Some.Noon - (12 * Some.HourMs), 1);
        await road.DrainAsync(TestContext.Current.CancellationToken);
        await road.Progress.RunAsync(TestContext.Current.CancellationToken);
        var published = road.Spool.State.Pending(1_000).ToDictionary(
            pending => pending.Publication.Topic["activitysync/wearers/ana/".Length..], pending => pending.Publication.Payload);
        var nudge = EventWriter.OfNudge(road.Wearer, new NodaTime.LocalDate(2026, 6, 15), 1, 52, Some.Noon);
        published.Add($"event/{nudge.Kind}", nudge.Payload);
        return published;
    }

    static YamlMappingNode Read(string file)
    {
        using var reader = new StreamReader(Repository.PathTo("deploy", "homeassistant", file));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
    }

    static IEnumerable<YamlScalarNode> Scalars(YamlNode node) => node.AllNodes.OfType<YamlScalarNode>();

    [GeneratedRegex(@"topic: ""\{\{ prefix \}\}/wearers/\{\{ wearer \}\}/([\w/]+)""")]
    private static partial Regex Topics();

    [GeneratedRegex(@"(?:payload_json|today)\.(\w+)")]
    private static partial Regex Fields();
}
