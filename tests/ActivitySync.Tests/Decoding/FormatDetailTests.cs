using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

/// <summary>What single formats know that no other does, beyond their golden messages.</summary>
public sealed class FormatDetailTests
{
    const string Export = """{ "name": "iphone", "format": "health-auto-export", "topic": "a", "wearer": "ana", "unknown": "allow" }""";

    [Theory]
    [InlineData("", CounterKind.HourSlot, "2026-06-15 13:00:00 +0200", "2026-06-15 12:00:00 +0200")]
    [InlineData("", CounterKind.MinuteSlot, "2026-06-15 13:00:00 +0200", "2026-06-15 13:31:00 +0200")]
    [InlineData("", CounterKind.DaySlot, "2026-06-14 00:00:00 +0200", "2026-06-13 00:00:00 +0200")]
    [InlineData("", CounterKind.HourSlot, "2026-06-14 00:00:00 +0200", "2026-06-14 09:00:00 +0200")]
    [InlineData("", CounterKind.DaySlot, "2026-06-14", "2026-06-15 12:31:07 +0200")]
    [InlineData("hour", CounterKind.HourSlot, "2026-06-14 00:00:00 +0200", "2026-06-13 00:00:00 +0200")]
    [InlineData("minute", CounterKind.MinuteSlot, "2026-06-15 13:00:00 +0200", "2026-06-15 12:00:00 +0200")]
    [InlineData("day", CounterKind.DaySlot, "2026-06-14 00:00:00 +0200", "2026-06-14 09:00:00 +0200")]
    public void The_length_of_a_slot_follows_from_the_app_or_from_the_rows(string grouping, CounterKind counter, string date, string other)
    {
        var source = grouping.Length == 0 ? Export
            : Export.Replace("\"name\"", $"\"grouping\": \"{grouping}\", \"name\"", StringComparison.Ordinal);

        var sample = Exported(source, date, other)[0];

        var length = counter switch { CounterKind.DaySlot => Some.DayMs, CounterKind.HourSlot => Some.HourMs, _ => Some.MinuteMs };
        Assert.Equal((counter, length), (sample.Counter, sample.LengthMs));
    }

    [Fact]
    public void A_day_of_an_export_is_as_long_as_the_wearers_day()
    {
        var sample = Exported(Export, "2026-03-29 00:00:00 +0100", "2026-03-28 00:00:00 +0100", receivedMs: 1_774_900_000_000)[0];

        Assert.Equal((CounterKind.DaySlot, 23 * Some.HourMs), (sample.Counter, sample.LengthMs));
    }

    [Fact]
    public void A_slot_that_still_grows_may_end_in_the_future_but_not_begin_there()
    {
        var growing = Exported(Export, "2026-06-15 14:00:00 +0200", "2026-06-15 13:00:00 +0200");

        Assert.Equal([Some.Noon + Some.HourMs, Some.Noon], growing.Select(sample => sample.TimeMs));
        Assert.Empty(Exported(Export, "2026-06-15 15:00:00 +0200", "2026-06-15 16:00:00 +0200"));
    }

    [Fact]
    public void A_later_export_of_a_slot_has_the_higher_version()
    {
        var early = Exported(Export, "2026-06-14 09:00:00 +0200", "2026-06-14 10:00:00 +0200")[0];
        var late = Exported(Export, "2026-06-14 09:00:00 +0200", "2026-06-15 13:00:00 +0200")[0];

        Assert.Equal((early.TimeMs, early.Counter), (late.TimeMs, late.Counter));
        Assert.True(late.Version > early.Version);
    }

    [Fact]
    public void A_state_waits_for_its_time_and_an_old_one_is_old()
    {
        var sources = new Sources(
            """
            { "name": "ha", "format": "home-assistant-statestream", "wearer": "ana",
              "entities": { "sensor.hr": { "kind": "heart_rate", "device": "phone", "time": "date" } } }
            """);

        Assert.Equal("waits_for_time", sources.Decode("homeassistant/sensor/hr/state", "74")?.Reason);
        Assert.Null(sources.Decode("homeassistant/sensor/hr/date", "\"2026-05-21T12:00:00Z\""));
        Assert.Equal("too_old", sources.Decode("homeassistant/sensor/hr/date", "\"2026-04-21T12:00:00Z\"")?.Reason);

        Assert.Equal(Some.Noon - (25 * Some.DayMs), Assert.Single(sources.Samples.HeartRates).TimeMs);
    }

    [Fact]
    public void A_time_decoded_again_after_a_later_state_keeps_its_own_state()
    {
        var sources = new Sources(
            """
            { "name": "ha", "format": "home-assistant-statestream", "wearer": "ana",
              "entities": { "sensor.s": { "kind": "steps", "counter": "since_midnight", "device": "w", "time": "last_updated" } } }
            """);
        sources.Decode("homeassistant/sensor/s/state", "100");
        sources.Decode("homeassistant/sensor/s/last_updated", "2026-06-15T11:00:00+00:00");
        sources.Decode("homeassistant/sensor/s/state", "200");
        sources.Decode("homeassistant/sensor/s/last_updated", "2026-06-15T11:01:00+00:00");
        sources.Samples.Clear();

        sources.Decode("homeassistant/sensor/s/last_updated", "2026-06-15T11:00:00+00:00");

        Assert.Equal(100, Assert.Single(sources.Samples.Steps).Count);
    }

    [Theory]
    [InlineData("gadgetbridge/band/steps/daily", "0", "not_exported_yet")]
    [InlineData("gadgetbridge/band/steps/monthly", "90000", "not_a_day")]
    [InlineData("gadgetbridge/band/calories", "90000", "nothing_wanted")]
    public void A_bridge_says_much_that_is_no_reading(string topic, string payload, string reason)
    {
        var sources = new Sources("""{ "name": "gb", "format": "gadgetbridge", "topic": "gadgetbridge/#", "wearer": "ana", "devices": { "band": {} } }""");

        var why = sources.Decode(topic, payload);

        Assert.Equal((reason, true), (why?.Reason, why!.Ignored));
    }

    [Fact]
    public void An_unchanged_heart_rate_of_a_bridge_is_no_news_for_a_day()
    {
        var sources = new Sources("""{ "name": "gb", "format": "gadgetbridge", "wearer": "ana", "devices": { "band": {} } }""");
        for (var minute = 0; minute < 120; minute += 5)
        {
            sources.Decode("gadgetbridge/band/heart_rate", minute < 60 ? "71" : "72", Some.Noon + (minute * Some.MinuteMs));
        }

        Assert.Equal([71, 72], sources.Samples.HeartRates.Select(sample => sample.Bpm));
    }

    [Fact]
    public void A_strap_with_16_bits_is_refused_where_the_gateway_reads_8()
    {
        var sources = new Sources("""{ "name": "e", "format": "esp32-ble2mqtt", "wearer": "ana", "device": "strap" }""");

        Assert.Equal("wide_heart_rate", sources.Decode("AABBCC001122/HeartRate/HeartRateMeasurement", "17,72,0")?.Reason);
        Assert.Equal("bad_shape", sources.Decode("AABBCC001122/HeartRate/HeartRateMeasurement", "72")?.Reason);
    }

    [Theory]
    [InlineData("""{"start_date_time":"2026-06-15T10:00:00Z","duration":{"value":90,"unit":"min"}}""")]
    [InlineData("""{"end_date_time":"2026-06-15T11:30:00Z","duration":{"value":1.5,"unit":"h"}}""")]
    [InlineData("""{"start_date_time":"2026-06-15T10:00:00Z","end_date_time":"2026-06-15T11:30:00Z"}""")]
    public void An_interval_has_two_ends_or_one_and_a_length(string interval)
    {
        var sources = new Sources("""{ "name": "omh", "format": "open-mhealth", "topic": "omh", "wearer": "ana", "device": "own" }""");

        Assert.Null(sources.Decode("omh", """{"body":{"step_count":6000,"effective_time_frame":{"time_interval":IT}}}""".Replace("IT", interval, StringComparison.Ordinal)));

        var sample = Assert.Single(sources.Samples.Steps);
        Assert.Equal((CounterKind.IntervalTotal, Some.Noon - (30 * Some.MinuteMs), 90 * Some.MinuteMs, 6000),
            (sample.Counter, sample.TimeMs, sample.LengthMs, sample.Count));
    }

    [Fact]
    public void The_command_to_a_phone_is_the_documented_one()
    {
        var fixture = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(TestFolder.Path("Fixtures", "owntracks_cmd_reportSteps.json")))
            .RootElement.GetProperty("messages");
        var source = Sources.Parse(
            """{ "name": "o", "format": "owntracks", "devices": { "alex/iphone": { "wearer": "ana" } }, "reportSteps": { "everyMinutes": 30 } }""",
            Some.Rules())[0];

        Assert.Equal(fixture[0].GetProperty("topic").GetString(), Assert.Single(OwnTracksCommands.Topics(source)).Topic);
        Assert.Equal(Compact(fixture[0]), OwnTracksCommands.ReportSteps((1_789_336_800, 1_789_401_930)));
        Assert.Equal(Compact(fixture[1]), OwnTracksCommands.ReportSteps());
    }

    static string Compact(System.Text.Json.JsonElement message)
        => System.Text.Json.JsonSerializer.Serialize(message.GetProperty("payload"));

    static List<StepSample> Exported(string source, string date, string other, long receivedMs = Some.Noon + Some.MinuteMs)
    {
        var sources = new Sources(source);
        sources.Decode("a",
            """
            {"data":{"metrics":[{"name":"step_count","units":"count","data":[
            {"qty":1.5,"date":"DATE","source":"Watch"},{"qty":2,"date":"OTHER","source":"Watch"}]}]}}
            """.Replace("DATE", date, StringComparison.Ordinal).Replace("OTHER", other, StringComparison.Ordinal), receivedMs);
        return sources.Samples.Steps;
    }
}
