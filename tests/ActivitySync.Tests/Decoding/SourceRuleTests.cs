using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

/// <summary>The rules that hold for all formats.</summary>
public sealed class SourceRuleTests
{
    const string Tasker =
        """
        { "name": "tasker", "format": "mapper", "topic": "steps/{wearer}/{device}", "counter": "since_midnight",
          "devices": { "huawei": {} }, "readings": [ { "kind": "steps" } ] }
        """;

    const string Band = """{ "name": "bt", "format": "theengs", "wearer": "ana", "devices": { "AA:BB:CC:DD:EE:FF": { "device": "band" } } }""";

    const string Pulse =
        """
        { "name": "json", "format": "mapper", "topic": "hr/#", "wearer": "ana", "device": "w",
          "readings": [ { "kind": "heart_rate", "value": "bpm", "time": "t" } ] }
        """;

    [Theory]
    [InlineData("8123", 8123)]
    [InlineData(" 8123\n", 8123)]
    [InlineData("\"8123\"", 8123)]
    [InlineData("8123.0", 8123)]
    [InlineData("8.123e3", 8123)]
    public void A_plain_number_may_be_written_in_many_ways(string payload, long count)
    {
        var sources = new Sources(Tasker);

        Assert.Null(sources.Decode("steps/ana/huawei", payload));

        Assert.Equal(new StepSample("ana", "huawei", CounterKind.SinceMidnight, Some.Noon, count), Assert.Single(sources.Samples.Steps));
    }

    [Theory]
    [InlineData("8,123", "group_separator")]
    [InlineData("%value", "unsubstituted_variable")]
    [InlineData("nan", "not_finite")]
    [InlineData("Infinity", "not_finite")]
    [InlineData("7e400", "not_a_number")]
    [InlineData("unavailable", "no_reading")]
    [InlineData("None", "no_reading")]
    [InlineData("", "no_reading")]
    [InlineData("\"\"", "no_reading")]
    [InlineData("0x1F", "not_a_number")]
    [InlineData("12 steps", "not_a_number")]
    [InlineData("-1", "impossible_steps")]
    public void What_only_looks_like_a_number_is_refused(string payload, string reason)
    {
        var sources = new Sources(Tasker);

        var why = sources.Decode("steps/ana/huawei", payload);

        Assert.Equal((reason, false, "tasker"), (why?.Reason, why!.Ignored, why.Source));
        Assert.Equal(0, sources.Samples.Count);
    }

    [Theory]
    [InlineData("1781524800")]
    [InlineData("1781524800000")]
    [InlineData("1781524800000000")]
    [InlineData("1781524800000000000")]
    [InlineData("1781524800.0")]
    [InlineData("\"2026-06-15T12:00:00Z\"")]
    [InlineData("\"2026-06-15T14:00:00\"")]
    [InlineData("\"2026-06-15T14:00:00.000+0200\"")]
    [InlineData("\"2026-06-15 14:00:00 +0200\"")]
    [InlineData("\"2026-06-15 2:00:00 PM +0200\"")]
    [InlineData("\"2026-06-15 2:00:00\u202Fpm +0200\"")]
    [InlineData("\"2026-06-15 2:00:00 p.m. +0200\"")]
    [InlineData("\"2026-06-15 17:30:00 +0530\"")]
    [InlineData("\"2026-06-15 2:00:00 pm\"")]
    [InlineData("\"1781524800\"")]
    public void A_time_is_told_by_its_digits_or_its_form(string time)
    {
        var sources = new Sources(Pulse);

        Assert.Null(sources.Decode("hr/x", $$"""{"bpm":70,"t":{{time}}}"""));

        Assert.Equal(Some.Noon, Assert.Single(sources.Samples.HeartRates).TimeMs);
    }

    [Theory]
    [InlineData("178152480000", "bad_time")] // hundredths of a second are never guessed
    [InlineData("\"15/06/2026 14:00:00\"", "bad_time")] // nor whether day or month comes first
    [InlineData("\"2026-02-30T12:00:00Z\"", "bad_time")]
    [InlineData("\"noon\"", "bad_time")]
    [InlineData("{}", "bad_time")]
    [InlineData("946684800", "bad_time")]
    [InlineData("\"2000-01-01T00:00:00Z\"", "clock_not_set")]
    [InlineData("1781525101000", "in_future")]
    [InlineData("1778932799000", "too_old")]
    public void A_time_that_cannot_be_right_is_refused(string time, string reason)
    {
        var sources = new Sources(Pulse);

        Assert.Equal(reason, sources.Decode("hr/x", $$"""{"bpm":70,"t":{{time}}}""")?.Reason);
        Assert.Equal(0, sources.Samples.Count);
    }

    [Fact]
    [Edge("1", "a retained message on reconnect is an old reading or none")]
    public void A_replay_without_a_time_is_ignored_and_one_with_a_time_is_taken()
    {
        var plain = new Sources(Tasker);
        var timed = new Sources(Pulse);

        var why = plain.Decode("steps/ana/huawei", "8123", retained: true);

        Assert.Equal(("retained_replay", true), (why?.Reason, why!.Ignored));
        Assert.Equal(0, plain.Samples.Count);
        Assert.Null(timed.Decode("hr/x", """{"bpm":70,"t":1781524000}""", retained: true));
        Assert.Equal(1_781_524_000_000, Assert.Single(timed.Samples.HeartRates).TimeMs);
    }

    [Fact]
    public void A_replay_with_a_time_is_ignored_too_where_the_source_says_so()
    {
        var sources = new Sources(Pulse.Replace("\"name\"", "\"ignoreRetained\": true, \"name\"", StringComparison.Ordinal));

        Assert.Equal("retained_replay", sources.Decode("hr/x", """{"bpm":70,"t":1781524000}""", retained: true)?.Reason);
    }

    [Fact]
    public void The_same_band_through_two_gateways_is_one_reading()
    {
        var sources = new Sources(Band);
        const string Payload = """{"id":"AA:BB:CC:DD:EE:FF","steps":9101}""";

        Assert.Null(sources.Decode("home/A/BTtoMQTT/AABBCCDDEEFF", Payload));
        Assert.Equal("repeated", sources.Decode("home/B/BTtoMQTT/AABBCCDDEEFF", Payload, Some.Noon + 3_000)?.Reason);
        Assert.Null(sources.Decode("home/B/BTtoMQTT/AABBCCDDEEFF", Payload, Some.Noon + 60_000));

        Assert.Equal([Some.Noon, Some.Noon + 60_000], sources.Samples.Steps.Select(sample => sample.TimeMs));
    }

    [Fact]
    public void A_message_decoded_again_after_later_ones_is_taken_again()
    {
        var sources = new Sources(Band);
        const string Topic = "home/A/BTtoMQTT/AABBCCDDEEFF";
        const string Payload = """{"id":"AA:BB:CC:DD:EE:FF","steps":9101}""";
        sources.Decode(Topic, Payload);
        sources.Decode(Topic, Payload.Replace("9101", "9110", StringComparison.Ordinal), Some.Noon + 10_000);
        sources.Decode(Topic, Payload, Some.Noon + 20_000);
        sources.Samples.Clear();

        Assert.Null(sources.Decode(Topic, Payload));
        Assert.Null(sources.Decode(Topic, Payload));

        Assert.Equal([Some.Noon, Some.Noon], sources.Samples.Steps.Select(sample => sample.TimeMs));
    }

    [Fact]
    public void A_steady_pulse_is_a_reading_in_each_minute()
    {
        var sources = new Sources("""{ "name": "s", "format": "streampulse", "wearer": "ana" }""");
        for (var second = 0; second < 300; second += 7)
        {
            sources.Decode("streampulse/heart_rate", "72", Some.Noon + (second * 1_000));
        }

        Assert.Equal(5, sources.Samples.HeartRates.Select(sample => sample.TimeMs / 60_000).Distinct().Count());
        Assert.Equal(5, sources.Samples.HeartRates.Count);
    }

    [Fact]
    public void A_device_that_is_not_listed_is_refused_and_its_id_is_not_named()
    {
        var sources = new Sources(Band);

        var why = sources.Decode("home/A/BTtoMQTT/112233445566", """{"id":"11:22:33:44:55:66","steps":1}""");

        Assert.Equal("unknown_device", why?.Reason);
        Assert.DoesNotContain("11:22", why!.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("112233", why.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_is_allowed_but_not_listed_gets_an_alias()
    {
        var sources = new Sources("""{ "name": "gps", "format": "traccar", "wearer": "ana", "unknown": "allow" }""");

        Assert.Null(sources.Decode("positions",
            """{"position":{"attributes":{"steps":5},"deviceTime":"2026-06-15T12:00:00Z","latitude":1.5},"device":{"uniqueId":"123456789012345"}}"""));

        var device = Assert.Single(sources.Samples.Steps).Device;
        Assert.StartsWith("device-", device, StringComparison.Ordinal);
        Assert.Equal(DeviceIds.Alias("123456789012345"), device);
    }

    [Fact]
    public void Somebody_nobody_knows_is_refused_unless_the_source_has_a_wearer_and_allows_it()
    {
        Assert.Equal("unknown_wearer", new Sources(Tasker).Decode("steps/stranger/huawei", "5")?.Reason);

        var sources = new Sources(Tasker.Replace("\"name\"", "\"wearer\": \"ana\", \"unknown\": \"allow\", \"name\"", StringComparison.Ordinal));
        Assert.Null(sources.Decode("steps/stranger/huawei", "5"));
        Assert.Equal(("ana", "stranger-huawei"), sources.Samples.Steps.Select(sample => (sample.Wearer, sample.Device)).Single());
    }

    [Fact]
    public void Somebody_nobody_knows_counts_for_whom_the_household_says()
    {
        var rules = Some.Rules() with { UnknownWearersCountFor = Some.Wearer() };
        var sources = new Sources(Tasker.Replace("\"name\"", "\"unknown\": \"allow\", \"name\"", StringComparison.Ordinal), rules);

        Assert.Null(sources.Decode("steps/stranger/huawei", "5"));
        Assert.Equal(("ana", "stranger-huawei"), sources.Samples.Steps.Select(sample => (sample.Wearer, sample.Device)).Single());
    }

    [Fact]
    public void A_device_its_wearer_lists_is_known_to_every_source()
    {
        var rules = Some.Rules(Some.Wearer() with { DevicePriority = ["huawei"] });
        var source = """{ "name": "t", "format": "mapper", "topic": "steps/{wearer}/{device}", "counter": "since_midnight", "readings": [ { "kind": "steps" } ] }""";

        Assert.Null(new Sources(source, rules).Decode("steps/ana/huawei", "5"));
        var why = new Sources(source, rules).Decode("steps/ana/pebble", "5");
        Assert.Equal("unknown_device", why?.Reason);
        Assert.Contains("""Write "devices": { "pebble": { "device": "pebble" } } there""", why!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("activitysync/wearers/ana/progress", "own_output", true)]
    [InlineData("activitysync/status", "own_output", true)]
    [InlineData("elsewhere/x", "no_source", false)]
    public void What_belongs_to_no_source_never_counts(string topic, string reason, bool ignored)
    {
        var why = new Sources(Tasker).Decode(topic, "5");

        Assert.Equal((reason, ignored), (why?.Reason, why!.Ignored));
    }

    [Fact]
    public void A_payload_over_the_limit_is_refused_with_what_to_do()
    {
        var rules = Some.Rules() with { MaxPayloadBytes = 100 };
        var sources = new Sources(Pulse, rules);
        var larger = new Sources(Pulse.Replace("\"name\"", "\"maxPayloadKilobytes\": 1, \"name\"", StringComparison.Ordinal), rules);
        var payload = $$"""{"bpm":70,"t":1781524800,"pad":"{{new string('x', 200)}}"}""";

        Assert.Contains("maxPayloadKilobytes", sources.Decode("hr/x", payload)?.Detail, StringComparison.Ordinal);
        Assert.Null(larger.Decode("hr/x", payload));
        Assert.Equal("over_limit", sources.Decode("activitysync/v1/ana/w/steps", payload)?.Reason);
    }

    [Fact]
    public void More_rows_than_may_be_are_refused()
    {
        var sources = new Sources(Pulse, Some.Rules() with { MaxRows = 2 });

        Assert.Equal("too_many_rows", sources.Decode("hr/x",
            """[{"bpm":70,"t":1781524800},{"bpm":71,"t":1781524801},{"bpm":72,"t":1781524802}]""")?.Reason);
        Assert.Equal(0, sources.Samples.Count);
    }

    [Theory]
    [InlineData("""{"bpm":70,"t":1781524800""", "bad_json")]
    [InlineData("""{"bpm":70,"t":1781524800}{}""", "bad_json")]
    [InlineData("""{"a":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]],"bpm":70,"t":1781524800}""", "bad_json")]
    [InlineData("{\"bpm\":70,\"t\":\"\\ud800\"}", "bad_utf8")]
    public void A_broken_form_leaves_nothing_behind(string payload, string reason)
    {
        var sources = new Sources(Pulse);

        Assert.Equal(reason, sources.Decode("hr/x", payload)?.Reason);
        Assert.Equal(0, sources.Samples.Count);
    }

    [Fact]
    public void The_mapper_reads_rows_scales_and_keeps_its_bounds()
    {
        var sources = new Sources(
            """
            { "name": "own", "format": "mapper", "topic": "own", "wearer": "ana", "device": "w",
              "readings": [ { "kind": "heart_rate", "each": "$.data.rows", "when": { "path": "type", "is": "pulse" }, "value": "v[0]",
                "time": "t", "timeFormat": "dd/MM/yyyy HH:mm:ss", "scale": 0.1, "min": 40, "max": 200 } ] }
            """);

        var why = sources.Decode("own",
            """
            {"data":{"rows":[{"type":"pulse","v":[715],"t":"15/06/2026 14:00:00"},{"type":"noise","v":[1],"t":"x"},
            {"type":"pulse","v":[300],"t":"15/06/2026 14:00:00"}]}}
            """);

        Assert.Equal("out_of_range", why?.Reason);
        Assert.Equal(new HeartRateSample("ana", "w", Some.Noon, 72), Assert.Single(sources.Samples.HeartRates));
    }
}
