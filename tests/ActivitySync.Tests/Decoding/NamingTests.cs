using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

/// <summary>By whom a reading's device and wearer are named, where several could.</summary>
public sealed class NamingTests
{
    const string Steps = """{"body":{"step_count":10,"effective_time_frame":{"time_interval":{"start_date_time":"2026-06-15T11:00:00Z","end_date_time":"2026-06-15T11:30:00Z"}}}}""";

    static Sources Of(string source) => new(source, Some.Rules(Some.Wearer(), Some.Wearer("ben"), Some.Wearer("cleo")));

    static string HomeAssistant(string entity, string more) =>
        $$"""
        { "name": "ha", "format": "home-assistant-statestream"{{more}},
          "entities": { "sensor.pulse": { "kind": "heart_rate"{{entity}} } } }
        """;

    static void Named(string wearer, string device, Sources sources, string topic, string payload)
    {
        Assert.Null(sources.Decode(topic, payload));
        var named = sources.Samples.HeartRates.Select(sample => (sample.Wearer, sample.Device))
            .Concat(sources.Samples.Steps.Select(sample => (sample.Wearer, sample.Device)));
        Assert.Equal((wearer, device), Assert.Single(named));
    }

    [Theory]
    [InlineData(""", "device": "band", "wearer": "ben" """, """, "device": "house", "wearer": "ana" """, "ben", "band")]
    [InlineData("", """, "device": "house", "wearer": "ana" """, "ana", "house")]
    [InlineData("", """, "wearer": "ana" """, "ana", "pulse")] // the entity's own name
    [InlineData(""", "device": "band" """, """, "wearer": "ana" """, "ana", "band")]
    public void An_entity_is_named_by_its_rule_then_its_source(string entity, string source, string wearer, string device) =>
        Named(wearer, device, Of(HomeAssistant(entity, source)), "homeassistant/sensor/pulse/state", "74");

    [Theory]
    [InlineData("", "cleo")]
    [InlineData(""", "wearer": "ben" """, "ben")]
    public void A_wearer_in_the_topic_of_an_entity_comes_between_its_rule_and_its_source(string entity, string wearer) => Named(
        wearer, "pulse", Of(HomeAssistant(entity, """, "topic": "ha/{wearer}/#", "wearer": "ana" """)), "ha/cleo/sensor/pulse/state", "74");

    [Fact]
    public void An_advertisement_is_named_by_its_id_and_without_one_by_its_topic()
    {
        const string Source = """{ "name": "t", "format": "theengs", "topic": "home/+/BTtoMQTT/+", "wearer": "ana", "devices": { "A4C138000001": { "device": "band", "wearer": "ben" }, "A4C138000002": { "device": "watch" } } }""";

        Named("ben", "band", Of(Source), "home/gw/BTtoMQTT/A4C138000002", """{"id":"A4:C1:38:00:00:01","act_bpm":74}""");
        Named("ana", "watch", Of(Source), "home/gw/BTtoMQTT/A4C138000002", """{"act_bpm":74}""");
    }

    [Theory]
    [InlineData("""{"user_id":"ben"}""", "ben", "own")]
    [InlineData("""{"user_id":"somebody"}""", "ana", "own")] // an id of the app's, not ours
    [InlineData("""{"user_id":7}""", "ana", "own")]
    [InlineData("{}", "ana", "own")]
    public void A_data_point_may_name_one_of_ours(string header, string wearer, string device) => Named(
        wearer, device, Of("""{ "name": "omh", "format": "open-mhealth", "topic": "omh", "wearer": "ana", "device": "own" }"""), "omh",
        Steps.Replace("{\"body\"", $"{{\"header\":{header},\"body\"", StringComparison.Ordinal));

    [Fact]
    public void A_data_point_tells_which_app_it_is_from() => Named(
        "ben", "band", Of("""{ "name": "omh", "format": "open-mhealth", "topic": "omh", "wearer": "ana", "devices": { "Runner": { "device": "band", "wearer": "ben" } } }"""), "omh",
        Steps.Replace("{\"body\"", "{\"header\":{\"acquisition_provenance\":{\"source_name\":\"Runner\"}},\"body\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("\"header\":{},")]
    [InlineData("\"header\":{\"creation_date_time\":null},")]
    public void A_data_point_without_the_date_of_its_creation_is_as_new_as_its_end(string header)
    {
        var plain = Of("""{ "name": "omh", "format": "open-mhealth", "topic": "omh", "wearer": "ana", "device": "own" }""");
        var created = Of("""{ "name": "omh", "format": "open-mhealth", "topic": "omh", "wearer": "ana", "device": "own" }""");

        Assert.Null(plain.Decode("omh", Steps.Replace("{\"body\"", $"{{{header}\"body\"", StringComparison.Ordinal)));
        Assert.Null(created.Decode("omh", Steps.Replace("{\"body\"", "{\"header\":{\"creation_date_time\":\"2026-06-15T11:30:00Z\"},\"body\"", StringComparison.Ordinal)));

        Assert.Equal(Assert.Single(created.Samples.Steps), Assert.Single(plain.Samples.Steps));
    }
}
