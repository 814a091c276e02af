using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

/// <summary>Edges of the documented payloads: the largest that is taken and the smallest that is not.</summary>
public sealed class NativeEdgeTests
{
    readonly NativeFormat _format = new();
    readonly SampleBatch _samples = new();

    [Theory]
    [InlineData("steps", """{"ts":NOON,"steps":0,"counter":"delta"}""", null)]
    [InlineData("steps", """{"ts":NOON,"steps":9007199254740992,"counter":"lifetime"}""", null)]
    [InlineData("steps", """{"ts":NOON,"steps":9007199254740993,"counter":"lifetime"}""", "impossible_steps")]
    [InlineData("steps", """{"ts":100000000000,"steps":1,"counter":"delta"}""", "too_old")] // the first number that is no second
    [InlineData("steps", """{"ts":99999999999,"steps":1,"counter":"delta"}""", "time_unit")]
    [InlineData("steps", """{"ts":0,"steps":1,"counter":"delta"}""", "time_unit")]
    [InlineData("steps", """{"ts":9000000000000,"steps":1,"counter":"delta"}""", "in_future")]
    [InlineData("steps", """{"ts":9000000000001,"steps":1,"counter":"delta"}""", "bad_time")]
    [InlineData("steps", """{"ts":NOON.5,"steps":1,"counter":"delta"}""", "bad_time")]
    [InlineData("steps", """{"ts":NOON,"counter":["delta"],"steps":1}""", "bad_counter")]
    [InlineData("steps", """{"ts":NOON,"steps":[1,{"steps":2}],"counter":"delta"}""", "no_steps")]
    [InlineData("steps", """{"ts":NOON,"counter":"delta"}{"ts":NOON}""", "bad_json")]
    [InlineData("steps", """{"ts":NOON,"from":"soon","steps":1,"counter":"delta"}""", "bad_time")]
    [InlineData("steps", """{"ts":NOON,"from":[{}],"steps":1,"counter":"hour_slot"}""", "bad_time")]
    [InlineData("steps", """{"ts":NOON,"from":"soon","steps":1,"counter":"since_midnight"}""", null)] // of no matter there
    [InlineData("steps", """{"ts":NOON,"from":1781524740000,"as_of":"soon","steps":1,"counter":"minute_slot"}""", "bad_time")]
    [InlineData("steps", """{"ts":NOON,"from":1781524740000,"as_of":{"a":[]},"steps":1,"counter":"minute_slot"}""", "bad_time")]
    [InlineData("steps", """{"ts":NOON,"from":1781524739999,"steps":1,"counter":"minute_slot"}""", "bad_interval")]
    [InlineData("steps", """{"ts":NOON,"from":1781521199999,"steps":1,"counter":"hour_slot"}""", "bad_interval")]
    [InlineData("steps", """{"ts":NOON,"from":1781352000000,"steps":1,"counter":"delta"}""", null)] // 48 hours
    [InlineData("steps", """{"ts":NOON,"from":1781351999999,"steps":1,"counter":"delta"}""", "bad_interval")]
    [InlineData("steps", """{"ts":NOON,"steps":1,"counter":"session","boot":""}""", "no_session")]
    [InlineData("heart_rate", """{"ts":NOON,"bpm":24.5}""", null)]
    [InlineData("heart_rate", """{"ts":NOON,"bpm":24.4}""", "impossible_heart_rate")]
    [InlineData("heart_rate", """{"ts":NOON,"bpm":230.4}""", null)]
    [InlineData("heart_rate", """{"ts":NOON,"bpm":230.5}""", "impossible_heart_rate")]
    [InlineData("heart_rate", """{"ts":NOON,"bpm":{"bpm":70}}""", "no_bpm")]
    [InlineData("heart_rate", "\"71\"", "bad_shape")]
    [InlineData("batch", "7", "bad_shape")]
    [InlineData("batch", """{"steps":5}""", "bad_shape")]
    [InlineData("batch", """{"steps":[5]}""", "bad_shape")]
    [InlineData("batch", """{"heart_rate":{"ts":NOON,"bpm":70},"note":[{"steps":[{}]}]}""", null)]
    [InlineData("batch", """{"heart_rate":[],"steps":[]}[]""", "bad_json")]
    public void A_payload_at_its_edge(string content, string payload, string? reason)
    {
        var why = Decode($"activitysync/v1/ana/watch/{content}", payload);

        Assert.Equal(reason, why?.Reason);
        Assert.Equal(reason is null ? 1 : 0, _samples.Count);
    }

    [Theory]
    [InlineData("""{"kind":"pain","value":0}""", null)]
    [InlineData("""{"kind":"pain","value":10}""", null)]
    [InlineData("""{"kind":"pain","value":10.1}""", "bad_value")]
    [InlineData("""{"kind":"pain","value":-0.1}""", "bad_value")]
    [InlineData("""{"kind":"pain"}""", "bad_value")]
    [InlineData("""{"kind":"mood","value":11}""", "bad_value")]
    [InlineData("""{"kind":"target_choice","value":0}""", null)]
    [InlineData("""{"kind":"target_choice","value":2}""", null)]
    [InlineData("""{"kind":"target_choice","value":3}""", "bad_value")]
    [InlineData("""{"kind":"target_choice"}""", "bad_value")]
    [InlineData("""{"kind":"snooze","value":1440}""", null)]
    [InlineData("""{"kind":"snooze","value":1441}""", "bad_value")]
    [InlineData("""{"kind":"sick_day","value":true}""", null)]
    [InlineData("""{"kind":"sick_day","value":2}""", "bad_value")]
    [InlineData("""{"kind":"note","value":5}""", "bad_value")]
    [InlineData("""{"kind":"note","text":"a","value":5}""", null)]
    [InlineData("""{"kind":"gossip","value":5}""", "no_kind")]
    [InlineData("""{"value":5}""", "no_kind")]
    [InlineData("""{"kind":["pain"],"value":5}""", "no_kind")]
    public void A_journal_entry_at_its_edge(string payload, string? reason)
    {
        var why = Tell(payload);

        Assert.Equal(reason, why?.Reason);
        Assert.Equal(reason is null ? 1 : 0, _samples.Count);
    }

    [Theory]
    [InlineData(1_000, null)]
    [InlineData(1_001, "bad_value")]
    public void A_note_has_at_most_a_thousand_characters(int length, string? reason)
        => Assert.Equal(reason, Tell($$"""{"kind":"note","text":"{{new string('x', length)}}"}""")?.Reason);

    [Theory]
    [InlineData(64, null)]
    [InlineData(65, "bad_boot")]
    public void A_boot_id_has_at_most_64_characters(int length, string? reason)
        => Assert.Equal(reason, Decode("activitysync/v1/ana/watch/steps",
            $$"""{"ts":NOON,"steps":1,"counter":"since_boot","boot":"{{new string('b', length)}}"}""")?.Reason);

    [Fact]
    public void A_note_has_neither_number_nor_two_texts_and_its_text_stands_over_its_value()
    {
        Tell("""{"kind":"note","text":"written","value":5}""");
        Tell("""{"kind":"note","value":"said","text":null}""");

        Assert.Equal([(null, "written"), (null, "said")], _samples.Journal.Select(entry => (entry.Value, entry.Text)));
    }

    [Fact]
    public void A_statement_without_as_of_is_older_than_one_that_tells_when_it_was_made_whenever_it_came()
    {
        const long From = Some.Noon - Some.HourMs;
        Decode("activitysync/v1/ana/watch/steps", $$"""{"ts":NOON,"from":{{From}},"steps":5,"counter":"hour_slot"}""");
        Decode("activitysync/v1/ana/watch/steps", $$"""{"ts":NOON,"from":{{From}},"as_of":{{Some.Noon - (30 * Some.MinuteMs)}},"steps":5,"counter":"hour_slot"}""");

        Assert.Equal([SlotVersion.Of(From, 0, 5), SlotVersion.Of(From, Some.Noon - (30 * Some.MinuteMs), 5)],
            _samples.Steps.Select(sample => sample.Version));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(""","as_of":1781524799000""", 1)]
    [InlineData(""","as_of":1781524800000""", 1)]
    [InlineData(""","as_of":1781524800250""", 251)]
    [InlineData(""","as_of":"2026-06-15T12:00:01Z" """, 1_001)]
    public void A_delta_that_tells_when_it_was_stated_can_be_corrected(string asOf, int version)
    {
        Assert.Null(Decode("activitysync/v1/ana/watch/steps", $$"""{"ts":NOON,"steps":5,"counter":"delta"{{asOf}}}"""));

        Assert.Equal(new StepSample("ana", "watch", CounterKind.Delta, Some.Noon, 5, Version: version), Assert.Single(_samples.Steps));
    }

    [Fact]
    public void The_first_thing_wrong_is_said_and_how_many_there_were()
    {
        var why = Decode("activitysync/v1/ana/watch/heart_rate", """[{"ts":NOON,"bpm":0},{"ts":NOON},{"ts":NOON,"bpm":70}]""");

        Assert.Equal("impossible_heart_rate", why?.Reason);
        Assert.StartsWith("2 of 3 samples were refused. The first: bpm must", why!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_form_takes_back_what_it_added_and_nothing_else()
    {
        Decode("activitysync/v1/ana/watch/steps", """{"ts":NOON,"steps":1,"counter":"delta"}""");
        Tell("""{"kind":"pain","value":3}""");

        Assert.Equal("bad_shape", Decode("activitysync/v1/ana/watch/steps", """[{"ts":NOON,"steps":2,"counter":"delta"},7]""")?.Reason);
        Assert.Equal("bad_shape", Tell("""[{"kind":"pain","value":4},7]""", isArray: true)?.Reason);

        Assert.Equal([1], _samples.Steps.Select(sample => sample.Count));
        Assert.Equal([3m], _samples.Journal.Select(entry => entry.Value));
    }

    [Theory]
    [InlineData("activitysync/v1/ana/watch/steps/x", "unknown_topic")]
    [InlineData("activitysync/v1/ana", "unknown_topic")]
    [InlineData("activitysync/v1/ana/steps", "unknown_topic")]
    [InlineData("activitysync/v1/ana/watch/journal", "unknown_topic")]
    [InlineData("activitysync/wearers/ana/get/pain", "unknown_topic")]
    [InlineData("activitysync/people/ana/set/pain", "unknown_topic")]
    [InlineData("other/wearers/ana/set/pain", "unknown_topic")]
    [InlineData("activitysync/wearers/ana/set", "unknown_topic")]
    [InlineData("activitysync/v1//watch/steps", "bad_identifier")]
    public void A_topic_at_its_edge(string topic, string reason) => Assert.Equal(reason, Decode(topic, "{}")?.Reason);

    [Theory]
    [InlineData(64, null)]
    [InlineData(65, "bad_value")]
    public void A_command_has_at_most_64_characters(int length, string? reason)
        => Assert.Equal(reason, Decode("activitysync/wearers/ana/set/pain", "4".PadLeft(length))?.Reason);

    [Theory]
    [InlineData("0", null)]
    [InlineData("10", null)]
    [InlineData("10.5", "bad_value")]
    public void A_commanded_number_at_its_edge(string payload, string? reason)
        => Assert.Equal(reason, Decode("activitysync/wearers/ana/set/pain", payload)?.Reason);

    Rejection? Tell(string payload, bool isArray = false) => Decode("activitysync/v1/ana/journal",
        isArray ? payload.Replace("{", """{"ts":NOON,""", StringComparison.Ordinal) : """{"ts":NOON,""" + payload[1..]);

    Rejection? Decode(string topic, string payload) => _format.Decode(new RawMessage(
        Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload.Replace("NOON", $"{Some.Noon}", StringComparison.Ordinal)), Some.Noon, false),
        Some.Rules(), _samples);
}
