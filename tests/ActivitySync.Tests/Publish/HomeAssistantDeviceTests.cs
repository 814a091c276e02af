using System.Text;
using System.Text.Json;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Ingest;
using ActivitySync.Publish;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Publish;

/// <summary>What Home Assistant is told is what it documents, and leads to topics and controls that exist.</summary>
public sealed class HomeAssistantDeviceTests
{
    static readonly HomeAssistantDevice Ana = Device(Some.Wearer());

    [Fact]
    public void The_payload_holds_documented_keys_only()
        => Assert.Empty(DiscoverySchema.Problems(Payload(Ana)));

    [Fact]
    public void A_payload_that_takes_a_component_away_does_too()
        => Assert.Empty(DiscoverySchema.Problems(Payload(Ana, [("old", "sensor")])));

    [Theory]
    [InlineData("ha_discovery_device.json", 1)]
    [InlineData("ha_discovery_remove_and_migrate.json", 1)]
    public void The_schema_accepts_the_documented_examples(string file, int configurations)
    {
        using var example = JsonDocument.Parse(File.ReadAllText(TestFolder.Path("Golden", "home_assistant", file)));

        var payloads = example.RootElement.GetProperty("messages").EnumerateArray()
            .Where(message => message.GetProperty("topic").GetString()!.StartsWith("homeassistant/device/", StringComparison.Ordinal))
            .Where(message => message.TryGetProperty("payload", out var payload) && payload.ValueKind == JsonValueKind.Object)
            .Select(message => message.GetProperty("payload")).ToList();

        Assert.Equal(configurations, payloads.Count);
        Assert.All(payloads, payload => Assert.Empty(DiscoverySchema.Problems(payload)));
    }

    [Fact]
    public void The_documented_single_sensor_groups_with_our_device_and_is_moved_into_it()
    {
        using var example = JsonDocument.Parse(File.ReadAllText(TestFolder.Path("Golden", "home_assistant", "ha_discovery_single_sensor.json")));
        var message = example.RootElement.GetProperty("messages")[0];
        var (topic, single) = (message.GetProperty("topic").GetString()!, message.GetProperty("payload"));
        var alex = Device(Some.Wearer("alex"));

        Assert.Empty(DiscoverySchema.SingleProblems(topic, single));
        Assert.Equal("one sensor, grouped with others through the shared device identifiers",
            example.RootElement.GetProperty("expect")[0].GetProperty("effect").GetString());
        Assert.Equal(
            Texts(single.GetProperty("device").GetProperty("identifiers")), Texts(Payload(alex).GetProperty("device").GetProperty("identifiers")));
        Assert.NotNull(TopicPattern.Of(alex.SingleComponentFilter).Match(topic));
        Assert.Null(TopicPattern.Of(Ana.SingleComponentFilter).Match(topic));
    }

    [Fact]
    public void The_schema_refuses_what_is_not_documented()
    {
        var text = Encoding.UTF8.GetString(Ana.Payload([])).Replace("default_entity_id", "object_id", StringComparison.Ordinal);
        using var wrong = JsonDocument.Parse(text);

        Assert.Contains("steps: there is no key object_id", DiscoverySchema.Problems(wrong.RootElement));
    }

    [Theory]
    [InlineData("en", "keep", "a bit more", "more")]
    [InlineData("de", "beibehalten", "etwas mehr", "mehr")]
    public void A_choice_is_shown_in_the_wearers_language_and_sent_in_the_words_of_the_topics(string language, params string[] shown)
    {
        var select = Components(Device(Some.Wearer() with { Language = language }))
            .Single(component => component.Name == "target_choice").Value;

        Assert.Equal(shown, select.GetProperty("options").EnumerateArray().Select(option => option.GetString()));
        for (var i = 0; i < shown.Length; i++)
        {
            Assert.Contains($"'{ControlWords.Choices[i]}': '{shown[i]}'", select.GetProperty("value_template").GetString(), StringComparison.Ordinal);
            Assert.Contains($"'{shown[i]}': '{ControlWords.Choices[i]}'", select.GetProperty("command_template").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Ids_are_stable_unique_and_of_the_wearer()
    {
        var ids = Components(Ana).Select(component => component.Value.GetProperty("unique_id").GetString()).ToList();

        Assert.Equal("homeassistant/device/activitysync_ana/config", Ana.Topic);
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(ids, id => Assert.StartsWith("activitysync_ana_", id, StringComparison.Ordinal));
        Assert.Contains("activitysync_ana_steps", ids);
    }

    [Fact]
    public void An_id_with_capitals_and_dashes_still_makes_entity_ids()
        => Assert.Empty(DiscoverySchema.Problems(Payload(Device(Some.Wearer("Ana-Maria")))));

    [Fact]
    public void Steps_are_a_total_that_is_reset_at_the_begin_of_the_day()
    {
        var steps = Payload(Ana).GetProperty("components").GetProperty("steps");

        Assert.Equal("total", steps.GetProperty("state_class").GetString());
        Assert.Equal("{{ value_json.day_start }}", steps.GetProperty("last_reset_value_template").GetString());
        Assert.Equal("steps", steps.GetProperty("unit_of_measurement").GetString());
    }

    [Fact]
    public void All_that_is_asked_for_is_there()
        => Assert.Superset(
            new HashSet<string> { "steps", "target", "progress", "score", "last_sample", "goal_reached", "data_stale", "pain", "rest_day", "flare", "target_choice", "snooze", "recalculate" },
            Components(Ana).Select(component => component.Name).ToHashSet());

    [Fact]
    public void Every_command_topic_is_one_we_hear_and_every_control_takes_what_it_sends()
    {
        foreach (var component in Components(Ana).Where(component => component.Value.TryGetProperty("command_topic", out _)))
        {
            var topic = component.Value.GetProperty("command_topic").GetString()!;
            foreach (var payload in Sent(component.Value))
            {
                var samples = new SampleBatch();
                var raw = new RawMessage(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), Some.Noon, false);

                Assert.Null(new NativeFormat().Decode(raw, Some.Rules(), samples));
                Assert.Equal(1, samples.Count + samples.Recalculations.Count);
            }
            Assert.StartsWith("activitysync/wearers/ana/set/", topic, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_are_in_the_wearers_language()
        => Assert.Equal("Schritte heute",
            Payload(Device(Some.Wearer() with { Language = "de" })).GetProperty("components").GetProperty("steps").GetProperty("name").GetString());

    [Fact]
    public void A_component_that_is_no_longer_ours_is_found_in_the_old_payload()
    {
        var old = Ana.Payload([("steps_weekly", "sensor")]);

        Assert.Equal([("steps_weekly", "sensor")], HomeAssistantDevice.Removed(old));
        Assert.Empty(HomeAssistantDevice.Removed(Ana.Payload([])));
        Assert.Empty(HomeAssistantDevice.Removed(null));
    }

    static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(item => item.GetString());

    static HomeAssistantDevice Device(Wearer wearer) => new(new MqttOptions(), new HomeAssistantOptions(), wearer);

    static JsonElement Payload(HomeAssistantDevice device, params IReadOnlyList<(string, string)> removed)
    {
        using var document = JsonDocument.Parse(device.Payload(removed));
        return document.RootElement.Clone();
    }

    static List<JsonProperty> Components(HomeAssistantDevice device)
        => [.. Payload(device).GetProperty("components").EnumerateObject()];

    static IEnumerable<string> Sent(JsonElement component) => component.GetProperty("platform").GetString() switch
    {
        "button" => [component.GetProperty("payload_press").GetString()!],
        "switch" => ["ON", "OFF"],
        "select" => [.. component.GetProperty("options").EnumerateArray().Select(option => option.GetString()!)],
        _ => [$"{component.GetProperty("min")}", $"{component.GetProperty("max")}"],
    };
}
