using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

/// <summary>What each format says of messages that hold no reading, or one that cannot be placed.</summary>
public sealed class FormatEdgeTests
{
    const string Own = """{ "name": "x", "format": "FORMAT", "topic": "x/#", "wearer": "ana", "unknown": "allow" }""";

    const string Entities =
        """
        { "name": "x", "format": "FORMAT", TOPIC "wearer": "ana", "entities": {
          "sensor.steps": { "kind": "steps", "counter": "since_midnight", "device": "w", "time": "last_updated" },
          "sensor.hr": { "kind": "heart_rate", "time": "measured" }, "sensor.now": { "kind": "heart_rate" },
          "sensor.bo": { "kind": "heart_rate", "wearer": "bo" } } }
        """;

    [Theory]
    [InlineData("health-auto-export", "x", """{"data":{"workouts":[]}}""", "nothing_wanted")]
    [InlineData("health-auto-export", "x", """{"data":{"metrics":[]}}""", "nothing_wanted")]
    [InlineData("sensor-logger", "x", """{"payload":[{"name":"gravity"}]}""", "nothing_wanted")]
    [InlineData("sensor-logger", "x", """{"messageId":1}""", "nothing_wanted")]
    [InlineData("theengs", "x/a", """{"id":"AA:BB:CC:DD:EE:FF","presence":true,"steps":7}""", "presence")]
    [InlineData("theengs", "x/a", """{"id":"AA:BB:CC:DD:EE:FF","rssi":-60}""", "nothing_wanted")]
    [InlineData("traccar", "x", """{"position":{"attributes":{"batteryLevel":4}},"device":{"uniqueId":"1"}}""", "nothing_wanted")]
    [InlineData("traccar", "x", """{"event":{"type":"alarm"}}""", "nothing_wanted")]
    [InlineData("owntracks", "x/ana/iphone/step", """{"_type":"location","lat":1}""", "nothing_wanted")]
    [InlineData("open-mhealth", "x", """{"body":{"body_weight":{"value":70}}}""", "nothing_wanted")]
    [InlineData("open-mhealth", "x", """{"body":{"step_count":10,"descriptive_statistic":"average","effective_time_frame":{"date_time":"2026-06-15T12:00:00Z"}}}""", "nothing_wanted")]
    [InlineData("qz", "x/workout/cadence/current", "80", "nothing_wanted")]
    [InlineData("esp32-ble2mqtt", "x/Battery", "80", "nothing_wanted")]
    [InlineData("espruinohub", "x/json/aa/180f", """{"180f":"64"}""", "said_elsewhere")]
    [InlineData("espruinohub", "x/other/aa/fee0", "[1]", "said_elsewhere")]
    [InlineData("home-assistant-eventstream", "x", """{"event_type":"call_service"}""", "nothing_wanted")]
    [InlineData("home-assistant-eventstream", "x", """{"event_type":"state_changed","event_data":{"entity_id":"sensor.other"}}""", "entity_not_listed")]
    [InlineData("home-assistant-eventstream", "x", """{"event_type":"state_changed","event_data":{"entity_id":"sensor.now","new_state":null}}""", "no_state")]
    [InlineData("home-assistant-eventstream", "x", """{"event_type":"state_changed","event_data":{"entity_id":"sensor.now","new_state":{"state":"unavailable"}}}""", "no_state")]
    [InlineData("home-assistant-statestream", "homeassistant/sensor/now/state", "unknown", "no_state")]
    [InlineData("home-assistant-statestream", "homeassistant/sensor/hr/state", "70", "waits_for_time")]
    [InlineData("home-assistant-statestream", "homeassistant/sensor/hr/measured", "2026-06-15T12:00:00Z", "no_state")]
    public void A_message_without_a_reading_is_passed_over_with_its_reason(string format, string topic, string payload, string reason)
    {
        var sources = Of(format);

        var why = sources.Decode(topic, payload);

        Assert.Equal((reason, true), (why?.Reason, why?.Ignored));
        Assert.Equal(0, sources.Samples.Count);
    }

    [Theory]
    [InlineData("sensor-logger", "x", """{"deviceId":"a","payload":[{"name":"pedometer","time":1781524800000000000,"values":{"steps":5}}]}""", "no_session")]
    [InlineData("sensor-logger", "x", """{"deviceId":"a","sessionId":"s","payload":[{"name":"pedometer","values":{"steps":5}}]}""", "no_time")]
    [InlineData("traccar", "x", """{"position":{"attributes":{"heartRate":70},"deviceTime":"2026-06-15T12:00:00Z"}}""", "no_device")]
    [InlineData("owntracks", "x/ana/iphone/step", """{"_type":"encrypted","data":"x"}""", "encrypted")]
    [InlineData("owntracks", "x/ana/iphone/step", """{"_type":"steps","steps":-1,"from":1781520000,"to":1781524800}""", "no_pedometer_data")]
    [InlineData("owntracks", "x/ana/iphone/step", """{"_type":"steps","steps":5,"to":1781524800}""", "no_time")]
    [InlineData("open-mhealth", "x", """{"body":{"step_count":10,"effective_time_frame":{"date_time":"2026-06-15T12:00:00Z"}}}""", "bad_interval")]
    [InlineData("open-mhealth", "x", """{"body":{"step_count":10}}""", "no_time")]
    [InlineData("open-mhealth", "x", """{"body":{"step_count":10,"effective_time_frame":{"time_interval":{"start_date_time":"2026-06-15T11:00:00Z"}}}}""", "bad_interval")]
    [InlineData("open-mhealth", "x", """{"body":{"step_count":10,"effective_time_frame":{"time_interval":{"start_date_time":"2026-06-15T11:00:00Z","duration":{"value":1,"unit":"Mo"}}}}}""", "bad_interval")]
    [InlineData("open-mhealth", "x", """{"body":{"heart_rate":{"value":"fast"},"effective_time_frame":{"date_time":"2026-06-15T12:00:00Z"}}}""", "not_a_number")]
    [InlineData("qz", "x/1/workout/heart/current", "fast", "not_a_number")]
    [InlineData("gadgetbridge", "x/band/steps/daily", "many", "not_a_number")]
    [InlineData("gadgetbridge", "x/band/heart_rate", "fast", "not_a_number")]
    [InlineData("esp32-ble2mqtt", "x/HeartRate/HeartRateMeasurement", "16", "bad_shape")]
    [InlineData("home-assistant-eventstream", "x", """{"event_type":"state_changed","event_data":{"entity_id":"sensor.now","new_state":{"state":"fast"}}}""", "not_a_number")]
    [InlineData("home-assistant-eventstream", "x", """{"event_type":"state_changed","event_data":{"entity_id":"sensor.now","new_state":{"state":"70"}}}""", "no_time")]
    [InlineData("home-assistant-statestream", "homeassistant/sensor/now/state", "fast", "not_a_number")]
    public void A_reading_that_cannot_be_placed_is_refused(string format, string topic, string payload, string reason)
    {
        var sources = Of(format);

        var why = sources.Decode(topic, payload);

        Assert.Equal((reason, false), (why?.Reason, why?.Ignored));
        Assert.Equal(0, sources.Samples.Count);
    }

    [Theory]
    [InlineData("x/band/hr_resting", HeartRateKind.Resting)]
    [InlineData("x/band/heart_rate/resting", HeartRateKind.Resting)]
    [InlineData("x/band/heart_rate/latest", HeartRateKind.Live)]
    [InlineData("x/band/heart_rate", HeartRateKind.Live)]
    public void A_bridge_names_the_device_and_the_kind_in_its_topic(string topic, HeartRateKind kind)
    {
        var sources = Of("gadgetbridge");

        Assert.Null(sources.Decode(topic, "58"));

        Assert.Equal(new HeartRateSample("ana", "band", Some.Noon, 58, kind), Assert.Single(sources.Samples.HeartRates));
    }

    [Fact]
    public void An_event_is_read_at_the_attribute_its_entity_names()
    {
        var sources = Of("home-assistant-eventstream");
        const string Event = """{"event_type":"state_changed","event_data":{"entity_id":"sensor.hr","new_state":{"state":"71","last_updated":"2026-06-15T11:59:00Z","attributes":{"measured":"2026-06-15T11:00:00Z"}}}}""";

        Assert.Null(sources.Decode("x", Event));
        Assert.Null(sources.Decode("x", Event.Replace("sensor.hr", "sensor.now", StringComparison.Ordinal)));

        Assert.Equal([("hr", Some.Noon - Some.HourMs), ("now", Some.Noon - Some.MinuteMs)],
            sources.Samples.HeartRates.Select(sample => (sample.Device, sample.TimeMs)));
    }

    [Fact]
    public void An_entity_may_belong_to_somebody_else_or_to_nobody()
    {
        var sources = new Sources(Entities.Replace("FORMAT", "home-assistant-statestream", StringComparison.Ordinal).Replace("TOPIC", "", StringComparison.Ordinal),
            Some.Rules(Some.Wearer("ana"), Some.Wearer("bo")));
        Assert.Null(sources.Decode("homeassistant/sensor/bo/state", "61"));
        Assert.Equal(("bo", "bo"), sources.Samples.HeartRates.Select(sample => (sample.Wearer, sample.Device)).Single());

        var rules = Some.Rules();
        var orphan = sources.All[0] with { Wearer = null };
        var router = new SourceRouter(rules, [orphan]);
        Assert.Equal("unknown_wearer", router.Decode(
            new RawMessage("homeassistant/sensor/now/state"u8, "61"u8, Some.Noon, false), rules, new SampleBatch())?.Reason);
    }

    [Theory]
    [InlineData(60_000, null)]
    [InlineData(60_001, "no_state")]
    public void A_time_belongs_to_the_state_of_the_same_minute(long laterMs, string? reason)
    {
        var sources = Of("home-assistant-statestream");
        sources.Decode("homeassistant/sensor/hr/state", "70");

        Assert.Equal(reason, sources.Decode("homeassistant/sensor/hr/measured", "\"2026-06-15T11:59:58Z\"", Some.Noon + laterMs)?.Reason);
    }

    [Fact]
    public void A_state_that_ended_leaves_nothing_for_a_time_to_belong_to()
    {
        var sources = Of("home-assistant-statestream");
        sources.Decode("homeassistant/sensor/hr/state", "70");
        sources.Decode("homeassistant/sensor/hr/state", "unavailable");

        Assert.Equal("no_state", sources.Decode("homeassistant/sensor/hr/measured", "2026-06-15T11:59:58Z")?.Reason);
        Assert.Equal("bad_time", sources.Decode("homeassistant/sensor/hr/measured", "soon")?.Reason);
        Assert.Equal("bad_time", sources.Decode("homeassistant/sensor/hr/measured", "2026-06-15T11:59:58Z".PadLeft(101))?.Reason);
    }

    [Fact]
    public void An_entity_remembers_which_state_each_of_its_last_eight_times_belonged_to()
    {
        var sources = Of("home-assistant-statestream");
        for (var i = 0; i < 9; i++)
        {
            sources.Decode("homeassistant/sensor/hr/state", $"{60 + i}");
            sources.Decode("homeassistant/sensor/hr/measured", $"2026-06-15T11:00:0{i}Z");
        }
        sources.Samples.Clear();

        sources.Decode("homeassistant/sensor/hr/measured", "2026-06-15T11:00:01Z");
        sources.Decode("homeassistant/sensor/hr/measured", "2026-06-15T11:00:00Z"); // the ninth from the end is forgotten

        Assert.Equal([61, 68], sources.Samples.HeartRates.Select(sample => sample.Bpm));
    }

    [Theory]
    [InlineData("\"user_id\":\"bo\"", "bo")]
    [InlineData("\"user_id\":\"nobody\"", "ana")]
    [InlineData("\"user_id\":null", "ana")]
    public void A_data_point_may_name_its_wearer(string user, string wearer)
    {
        var sources = new Sources(Own.Replace("FORMAT", "open-mhealth", StringComparison.Ordinal), Some.Rules(Some.Wearer("ana"), Some.Wearer("bo")));

        Assert.Null(sources.Decode("x",
            """[{"header":{USER},"body":{"heart_rate":70,"effective_time_frame":{"date_time":"2026-06-15T12:00:00Z"}}}]""".Replace("USER", user, StringComparison.Ordinal)));

        Assert.Equal(wearer, Assert.Single(sources.Samples.HeartRates).Wearer);
    }

    [Fact]
    public void Both_ends_of_an_interval_stand_over_its_duration()
    {
        var sources = Of("open-mhealth");

        Assert.Null(sources.Decode("x",
            """
            {"header":{"creation_date_time":"2026-06-15T11:45:00Z"},"body":{"step_count":{"value":60,"unit":"steps"},"effective_time_frame":{"time_interval":
            {"start_date_time":"2026-06-15T10:00:00Z","end_date_time":"2026-06-15T11:30:00Z","duration":{"value":1,"unit":"h"}}}}}
            """));

        var sample = Assert.Single(sources.Samples.Steps);
        Assert.Equal((90 * Some.MinuteMs, Some.Noon - (30 * Some.MinuteMs), SlotVersion.Of(Some.Noon - (2 * Some.HourMs), Some.Noon - (15 * Some.MinuteMs), 60)),
            (sample.LengthMs, sample.TimeMs, sample.Version));
    }

    [Theory]
    [InlineData("\"tst\":1781526000,", 1_781_526_000_000)]
    [InlineData("", 1_781_524_800_000)] // as of its own end
    public void An_answer_was_given_when_it_says_so(string tst, long asOfMs)
    {
        var sources = Of("owntracks");

        sources.Decode("x/ana/iphone/step", $$"""{"_type":"steps",{{tst}}"steps":5,"from":1781521200,"to":1781524800}""", Some.Noon + Some.HourMs);

        Assert.Equal(SlotVersion.Of(1_781_521_200_000, asOfMs, 5), Assert.Single(sources.Samples.Steps).Version);
    }

    [Theory]
    [InlineData("-0500", 17, CounterKind.DaySlot)] // midnight on the phone's clock, five in the morning in UTC
    [InlineData("+0530", -6, CounterKind.DaySlot)]
    public void A_row_lies_on_the_clock_of_the_phone_that_wrote_it(string offset, int hoursAfter, CounterKind counter)
    {
        var sources = Of("health-auto-export");

        sources.Decode("x", """{"data":{"metrics":[{"name":"step_count","data":[{"qty":10,"date":"2026-06-13 00:00:00 OFFSET"}]}]}}""".Replace("OFFSET", offset, StringComparison.Ordinal));

        var sample = Assert.Single(sources.Samples.Steps);
        Assert.Equal((counter, Some.DayMs), (sample.Counter, sample.LengthMs));
        var start = Some.Noon - (3 * Some.DayMs) + (hoursAfter * Some.HourMs);
        Assert.InRange(sample.TimeMs - sample.LengthMs, start - Some.DayMs, start + Some.DayMs);
    }

    [Theory]
    [InlineData("2026-06-15 13:00:05 +0200", 60_000, false)]
    [InlineData("2026-06-15 13:31:00 +0200", 60_000, true)]
    public void Slots_of_an_export_are_minutes_when_all_lie_on_full_ones(string date, long lengthMs, bool isMinute)
    {
        var sources = Of("health-auto-export");

        sources.Decode("x", """{"data":{"metrics":[{"name":"step_count","data":[{"qty":1,"date":"2026-06-15 12:01:00 +0200"},{"qty":1,"date":"DATE"}]}]}}""".Replace("DATE", date, StringComparison.Ordinal));

        Assert.Equal(isMinute, sources.Samples.Steps[0].LengthMs == lengthMs);
    }

    [Theory]
    [InlineData("40", null)]
    [InlineData("200", null)]
    [InlineData("39.9", "out_of_range")]
    [InlineData("200.1", "out_of_range")]
    public void Bounds_of_a_reading_are_taken(string bpm, string? reason)
    {
        var sources = new Sources(
            """
            { "name": "x", "format": "mapper", "topic": "x/#", "wearer": "ana", "device": "w", "counter": "lifetime",
              "readings": [ { "kind": "heart_rate", "value": "bpm", "min": 40, "max": 200, "time": "t" }, { "kind": "steps", "value": "s", "time": "t" } ] }
            """);

        Assert.Equal(reason, sources.Decode("x/y", $$"""{"bpm":{{bpm}},"t":1781524800,"s":5}""")?.Reason);
        Assert.Equal(CounterKind.Lifetime, Assert.Single(sources.Samples.Steps).Counter);
        Assert.Equal("not_a_number", sources.Decode("x/y", """{"bpm":true,"t":1781524800}""")?.Reason);
        Assert.Equal("no_time", sources.Decode("x/y", """{"bpm":70}""")?.Reason);
    }

    [Fact]
    public void A_delta_of_the_mapper_needs_a_start_that_can_be_read()
    {
        var sources = new Sources(
            """
            { "name": "x", "format": "mapper", "topic": "x/#", "wearer": "ana", "device": "w", "counter": "delta",
              "readings": [ { "kind": "steps", "value": "s", "time": "t", "from": "f" } ] }
            """);

        Assert.Equal("bad_time", sources.Decode("x/y", """{"s":5,"t":1781524800,"f":"soon"}""")?.Reason);
        Assert.Null(sources.Decode("x/y", """{"s":5,"t":1781524800,"f":1781524740}"""));
        Assert.Null(sources.Decode("x/y", """{"s":6,"t":1781524860}"""));

        Assert.Equal([(5L, Some.MinuteMs), (6L, 0L)], sources.Samples.Steps.Select(sample => (sample.Count, sample.LengthMs)));
    }

    [Fact]
    public void Phones_are_asked_on_the_topic_beside_the_one_they_answer_on()
    {
        var listed = Sources.Parse("""{ "name": "o", "format": "owntracks", "topic": "home/own/+/+/step", "devices": { "ana/iphone": { "wearer": "ana" }, "tablet": { "wearer": "ana" }, "/x": { "wearer": "ana" }, "x/": { "wearer": "ana" } } }""", Some.Rules())[0];
        var one = Sources.Parse("""{ "name": "o", "format": "owntracks", "topic": ["owntracks/ana/iphone/step", "a/b"], "wearer": "ana" }""", Some.Rules())[0];
        var bare = listed with { Topics = [TopicPattern.Of("+/+/step")] };

        Assert.Equal([("home/own/ana/iphone/cmd", "ana/iphone")], OwnTracksCommands.Topics(listed));
        Assert.Equal([("owntracks/ana/iphone/cmd", "ana/iphone")], OwnTracksCommands.Topics(one));
        Assert.Equal([("ana/iphone/cmd", "ana/iphone")], OwnTracksCommands.Topics(bare));
    }

    [Theory]
    [InlineData("activitysync/v1/ana/w/steps", "native")]
    [InlineData("activitysync/wearers/ana/set/pain", "native")]
    [InlineData("x/a", "x")]
    [InlineData("activitysync/wearers/ana/day", "none")]
    [InlineData("activitysync/wearers//set/pain", "none")]
    [InlineData("y/a", "none")]
    public void A_topic_belongs_to_one_source(string topic, string source)
        => Assert.Equal(source == "none" ? new SourceRouter(Some.Rules(), []).SourceOf("nobody's") : source,
            new SourceRouter(Some.Rules(), Of("traccar").All).SourceOf(topic));

    [Fact]
    public void A_message_that_breaks_off_takes_back_what_it_gave_and_names_its_source()
    {
        var sources = Of("open-mhealth");
        const string Good = """{"body":{"heart_rate":70,"effective_time_frame":{"date_time":"2026-06-15T12:00:00Z"}}}""";
        const string Steps = """{"body":{"step_count":7,"effective_time_frame":{"time_interval":{"start_date_time":"2026-06-15T11:00:00Z","end_date_time":"2026-06-15T12:00:00Z"}}}}""";
        Assert.Null(sources.Decode("x", $"[{Good},{Steps}]"));

        var why = sources.Decode("x", "[" + Good + "," + Steps + """,{"header":{"user_id":"\ud800"},"body":{"heart_rate":71}}]""");
        var cut = sources.Decode("x", $"[{Good}");

        Assert.Equal(("bad_utf8", "x"), (why?.Reason, why?.Source));
        Assert.Equal(("bad_json", "x"), (cut?.Reason, cut?.Source));
        Assert.Equal(2, sources.Samples.Count);
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, "over_limit")]
    public void A_payload_may_be_as_large_as_the_limit(int bytes, string? reason)
    {
        var sources = new Sources(Own.Replace("FORMAT", "traccar", StringComparison.Ordinal), Some.Rules() with { MaxPayloadBytes = 100 });

        Assert.Equal(reason ?? "no_device", sources.Decode("x", """{"position":{"attributes":{"steps":5}}}""".PadRight(bytes))?.Reason);
        Assert.Equal(reason, sources.Decode("activitysync/v1/ana/w/heart_rate", $$"""{"ts":{{Some.Noon}},"bpm":70}""".PadRight(bytes))?.Reason);
    }

    [Fact]
    public void A_plain_number_is_no_longer_than_numbers_are()
    {
        var sources = new Sources("""{ "name": "x", "format": "mapper", "topic": "x/#", "wearer": "ana", "device": "w", "readings": [ { "kind": "heart_rate" } ] }""");

        Assert.Null(sources.Decode("x/y", "70".PadLeft(64)));
        Assert.Equal("not_a_number", sources.Decode("x/y", "70".PadLeft(65))?.Reason);
    }

    [Fact]
    public void A_device_is_found_by_its_id_in_the_payload_before_the_one_in_the_topic_and_named_by_the_list()
    {
        var sources = new Sources("""{ "name": "x", "format": "mapper", "topic": "x/{device}", "wearer": "ana", "devices": { "a": { "device": "payload" }, "b": { "device": "topic" } }, "readings": [ { "kind": "heart_rate", "value": "v", "device": "id" } ] }""");

        Assert.Null(sources.Decode("x/b", """{"v":70,"id":"a"}"""));
        Assert.Null(sources.Decode("x/b", """{"v":71,"id":"unlisted"}"""));
        Assert.Null(sources.Decode("x/b", """{"v":72}"""));

        Assert.Equal(["payload", "topic", "topic"], sources.Samples.HeartRates.Select(sample => sample.Device));
    }

    static Sources Of(string format) => new(format.StartsWith("home-assistant", StringComparison.Ordinal)
        ? Entities.Replace("FORMAT", format, StringComparison.Ordinal)
            .Replace("TOPIC", format.EndsWith("eventstream", StringComparison.Ordinal) ? "\"topic\": \"x\"," : "", StringComparison.Ordinal)
        : Own.Replace("FORMAT", format, StringComparison.Ordinal),
        Some.Rules(Some.Wearer("ana"), Some.Wearer("bo")));
}
