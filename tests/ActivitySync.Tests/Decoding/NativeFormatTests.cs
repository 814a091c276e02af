using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

public sealed class NativeFormatTests
{
    readonly NativeFormat _format = new();
    readonly SampleBatch _samples = new();

    [Fact]
    public void A_delta_keeps_its_interval()
    {
        var why = Decode("steps", $$"""{"from":{{Some.Noon - Some.MinuteMs}},"ts":{{Some.Noon}},"steps":12,"counter":"delta"}""");

        Assert.Null(why);
        Assert.Equal(
            new StepSample("ana", "watch", CounterKind.Delta, Some.Noon, 12, Some.MinuteMs), Assert.Single(_samples.Steps));
    }

    [Theory]
    [InlineData("since_midnight", CounterKind.SinceMidnight)]
    [InlineData("since_boot", CounterKind.SinceBoot)]
    [InlineData("lifetime", CounterKind.Lifetime)]
    public void A_counter_is_kept_as_it_was_read(string word, CounterKind kind)
    {
        Decode("steps", $$"""{"ts":{{Some.Noon}},"steps":4000,"counter":"{{word}}","boot":"b1","from":1}""");

        Assert.Equal(new StepSample("ana", "watch", kind, Some.Noon, 4000, 0, "b1"), Assert.Single(_samples.Steps));
    }

    [Theory]
    [InlineData("minute_slot", CounterKind.MinuteSlot, 60_000)]
    [InlineData("hour_slot", CounterKind.HourSlot, 3_600_000)]
    [InlineData("day_slot", CounterKind.DaySlot, 86_400_000)]
    [InlineData("interval_total", CounterKind.IntervalTotal, 5_000_000)]
    public void A_statement_keeps_its_interval_its_parts_of_steps_and_its_version(string word, CounterKind kind, long lengthMs)
    {
        var (from, asOf) = (Some.Noon - lengthMs, Some.Noon + 1_234);

        Assert.Null(Decode("steps",
            $$"""{"from":{{from}},"ts":{{Some.Noon}},"steps":12.3456,"counter":"{{word}}","as_of":{{asOf}}}"""));

        Assert.Equal(new StepSample("ana", "watch", kind, Some.Noon, 12, lengthMs, Milli: 346, Version: SlotVersion.Of(from, asOf, 12)),
            Assert.Single(_samples.Steps));
    }

    [Fact]
    public void A_slot_that_is_not_over_yet_is_taken_and_one_that_has_not_begun_is_not()
    {
        var soon = Some.Noon + (40 * Some.MinuteMs);

        Assert.Null(Decode("steps", $$"""{"from":{{soon - Some.HourMs}},"ts":{{soon}},"steps":7,"counter":"hour_slot"}"""));
        Assert.Equal("in_future", Decode("steps",
            $$"""{"from":{{soon}},"ts":{{soon + Some.HourMs}},"steps":7,"counter":"hour_slot"}""")?.Reason);
    }

    [Theory]
    [InlineData("""{"ts":1781524800000,"steps":7,"counter":"hour_slot"}""", "no_from")]
    [InlineData("""{"ts":1781524800000,"from":1781517600000,"steps":7,"counter":"hour_slot"}""", "bad_interval")]
    [InlineData("""{"ts":1781524800000,"from":1781524800000,"steps":7,"counter":"interval_total"}""", "bad_interval")]
    [InlineData("""{"ts":1781524800000,"steps":7,"counter":"session"}""", "no_session")]
    [InlineData("""{"ts":1781524800000,"steps":7.5,"counter":"session","boot":"a"}""", "no_steps")]
    [InlineData("""{"ts":1781524800000,"from":1781524700000,"steps":7,"counter":"interval_total","as_of":12}""", "time_unit")]
    public void A_statement_that_cannot_be_placed_is_refused(string payload, string reason)
        => Assert.Equal(reason, Decode("steps", payload)?.Reason);

    [Fact]
    public void A_session_names_itself()
    {
        Assert.Null(Decode("steps", $$"""{"ts":{{Some.Noon}},"steps":40,"counter":"session","boot":"run-1"}"""));

        Assert.Equal(new StepSample("ana", "watch", CounterKind.Session, Some.Noon, 40, 0, "run-1"), Assert.Single(_samples.Steps));
    }

    [Fact]
    public void A_resting_heart_rate_has_a_topic_of_its_own()
    {
        Assert.Null(Decode("resting_heart_rate", $$"""{"ts":{{Some.Noon}},"bpm":57}"""));

        Assert.Equal(new HeartRateSample("ana", "watch", Some.Noon, 57, HeartRateKind.Resting), Assert.Single(_samples.HeartRates));
    }

    [Theory]
    [InlineData("72")]
    [InlineData("72.0")]
    [InlineData("71.5")]
    [InlineData("7.2e1")]
    public void A_heart_rate_is_a_whole_number_however_it_is_written(string bpm)
    {
        Assert.Null(Decode("heart_rate", $$"""{"ts":{{Some.Noon}},"bpm":{{bpm}}}"""));

        Assert.Equal(new HeartRateSample("ana", "watch", Some.Noon, 72), Assert.Single(_samples.HeartRates));
    }

    [Theory]
    [InlineData("2026-06-15T12:00:00Z")]
    [InlineData("2026-06-15T14:00:00+02:00")]
    [InlineData("2026-06-15T14:00:00")] // the wall clock of a wearer in Berlin
    public void A_time_may_be_ISO_8601(string time)
    {
        Assert.Null(Decode("heart_rate", $$"""{"ts":"{{time}}","bpm":60}"""));

        Assert.Equal(Some.Noon, Assert.Single(_samples.HeartRates).TimeMs);
    }

    [Fact]
    public void A_batch_holds_both_kinds_and_strange_properties_are_ignored()
    {
        Assert.Null(Decode("batch",
            $$$"""
            {"fw":{"v":[1,2]},"steps":[{"ts":{{{Some.Noon}}},"steps":5,"counter":"delta","extra":{"a":[{}]}},
            {"ts":{{{Some.Noon - 1}}},"steps":6,"counter":"delta"}],"heart_rate":[{"ts":{{{Some.Noon}}},"bpm":70}]}
            """));

        Assert.Equal([5, 6], _samples.Steps.Select(sample => sample.Count));
        Assert.Single(_samples.HeartRates);
    }

    [Theory]
    [InlineData("""{"kind":"pain","value":4}""", JournalKind.Pain, 4.0, null)]
    [InlineData("""{"kind":"pain","value":3.5}""", JournalKind.Pain, 3.5, null)]
    [InlineData("""{"kind":"rest_day"}""", JournalKind.RestDay, 1.0, null)]
    [InlineData("""{"kind":"flare","value":false}""", JournalKind.Flare, 0.0, null)]
    [InlineData("""{"kind":"note","value":"slept badly"}""", JournalKind.Note, null, "slept badly")]
    [InlineData("""{"kind":"enjoyed","value":9,"text":"swimming"}""", JournalKind.Enjoyed, 9.0, "swimming")]
    public void A_journal_entry_is_kept(string payload, JournalKind kind, double? value, string? text)
    {
        var why = DecodeOn("activitysync/v1/ana/journal", payload.Replace("{", $$"""{"ts":{{Some.Noon}},""", StringComparison.Ordinal));

        Assert.Null(why);
        Assert.Equal(new JournalEntry("ana", kind, Some.Noon, (decimal?)value, text), Assert.Single(_samples.Journal));
    }

    [Theory]
    [InlineData("steps", """{"steps":1,"counter":"delta"}""", "no_time")]
    [InlineData("steps", """{"ts":NOON,"counter":"delta"}""", "no_steps")]
    [InlineData("steps", """{"ts":NOON,"steps":1.5,"counter":"delta"}""", "no_steps")]
    [InlineData("steps", """{"ts":NOON,"steps":-1,"counter":"delta"}""", "impossible_steps")]
    [InlineData("steps", """{"ts":NOON,"steps":1e300,"counter":"delta"}""", "no_steps")]
    [InlineData("steps", """{"ts":NOON,"steps":1}""", "no_counter")]
    [InlineData("steps", """{"ts":NOON,"steps":1,"counter":"daily"}""", "bad_counter")]
    [InlineData("steps", """{"ts":NOON,"from":NOON,"steps":1,"counter":"delta"}""", "bad_interval")]
    [InlineData("steps", """{"ts":1781524800,"steps":1,"counter":"delta"}""", "time_unit")]
    [InlineData("steps", """{"ts":"yesterday","steps":1,"counter":"delta"}""", "bad_time")]
    [InlineData("steps", """{"ts":[{}],"steps":1,"counter":"delta"}""", "bad_time")]
    [InlineData("steps", """{"ts":"9999-12-31T23:59:59-05:00","steps":1,"counter":"delta"}""", "bad_time")]
    [InlineData("steps", """{"ts":"-9998-01-01T00:00:00+05:00","steps":1,"counter":"delta"}""", "bad_time")]
    [InlineData("steps", """{"ts":"9999-12-31T23:59:59","steps":1,"counter":"delta"}""", "bad_time")]
    [InlineData("steps", """{"ts":"0001-01-01T00:00:00Z","steps":1,"counter":"delta"}""", "bad_time")]
    [InlineData("steps", """{"ts":-1781524800000,"steps":1,"counter":"delta"}""", "bad_time")]
    [InlineData("steps", """{"ts":1781611200000,"steps":1,"counter":"delta"}""", "in_future")]
    [InlineData("steps", """{"ts":1704067200000,"steps":1,"counter":"delta"}""", "too_old")]
    [InlineData("heart_rate", """{"ts":NOON,"bpm":0}""", "impossible_heart_rate")]
    [InlineData("heart_rate", """{"ts":NOON,"bpm":240}""", "impossible_heart_rate")]
    [InlineData("heart_rate", """{"ts":NOON,"bpm":"fast"}""", "no_bpm")]
    [InlineData("heart_rate", "", "bad_json")]
    [InlineData("heart_rate", """{"ts":NOON,"bpm":70""", "bad_json")]
    [InlineData("heart_rate", """{"ts":NOON,"bpm":70}{}""", "bad_json")]
    [InlineData("heart_rate", "71", "bad_shape")]
    [InlineData("heart_rate", "[1]", "bad_shape")]
    [InlineData("batch", "[]", "bad_shape")]
    [InlineData("batch", """{"steps":{"a":[[[[[[[[[]]]]]]]]]}}""", "bad_json")]
    public void A_sample_that_cannot_be_right_is_refused_with_a_reason(string content, string payload, string reason)
    {
        var why = Decode(content, payload.Replace("NOON", $"{Some.Noon}", StringComparison.Ordinal));

        Assert.Equal(reason, why?.Reason);
        Assert.Equal(0, _samples.Count);
    }

    [Theory]
    [InlineData("activitysync/v1/ana/watch/stairs", "unknown_topic")]
    [InlineData("activitysync/v2/ana/watch/steps", "unknown_topic")]
    [InlineData("other/v1/ana/watch/steps", "unknown_topic")]
    [InlineData("activitysync/v1/nobody/watch/steps", "unknown_wearer")]
    [InlineData("activitysync/v1/ana/my watch/steps", "bad_identifier")]
    public void A_topic_that_means_nothing_is_refused_with_a_reason(string topic, string reason)
        => Assert.Equal(reason, DecodeOn(topic, "{}")?.Reason);

    [Fact]
    public void One_bad_sample_does_not_cost_the_others()
    {
        var why = Decode("heart_rate",
            $$"""[{"ts":{{Some.Noon}},"bpm":70},{"ts":{{Some.Noon + 1}},"bpm":0},{"ts":{{Some.Noon + 2}},"bpm":71}]""");

        Assert.Equal("impossible_heart_rate", why?.Reason);
        Assert.StartsWith("1 of 3 samples", why?.Detail, StringComparison.Ordinal);
        Assert.Equal([70, 71], _samples.HeartRates.Select(sample => sample.Bpm));
    }

    [Fact]
    public void A_message_cut_short_adds_nothing_and_leaves_what_was_there()
    {
        _samples.HeartRates.Add(new HeartRateSample("ana", "strap", 1, 60));

        var why = Decode("heart_rate", $$"""[{"ts":{{Some.Noon}},"bpm":70},{"ts":""");

        Assert.Equal("bad_json", why?.Reason);
        Assert.Equal("strap", Assert.Single(_samples.HeartRates).Device);
    }

    [Fact]
    public void A_text_that_is_not_UTF_8_is_refused()
    {
        byte[] payload = [.. "{\"ts\":\""u8, 0xFF, 0xFE, .. "\"}"u8];

        var why = _format.Decode(
            new RawMessage("activitysync/v1/ana/watch/steps"u8, payload, Some.Noon, false), Some.Rules(), _samples);

        Assert.NotNull(why);
    }

    Rejection? Decode(string content, string payload) => DecodeOn($"activitysync/v1/ana/watch/{content}", payload);

    Rejection? DecodeOn(string topic, string payload) => _format.Decode(
        new RawMessage(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), Some.Noon, false), Some.Rules(), _samples);
}
