using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

/// <summary>Commands of a home's controls become facts of the moment they were received.</summary>
public sealed class ControlCommandTests
{
    readonly SampleBatch _samples = new();

    [Theory]
    [InlineData("pain", "4", JournalKind.Pain, 4)]
    [InlineData("mood", "10", JournalKind.Mood, 10)]
    [InlineData("rest_day", "ON", JournalKind.RestDay, 1)]
    [InlineData("rest_day", "OFF", JournalKind.RestDay, 0)]
    [InlineData("sick_day", "ON", JournalKind.SickDay, 1)]
    [InlineData("flare", "OFF", JournalKind.Flare, 0)]
    [InlineData("target_choice", "keep", JournalKind.TargetChoice, 0)]
    [InlineData("target_choice", "a bit more", JournalKind.TargetChoice, 1)]
    [InlineData("target_choice", "more", JournalKind.TargetChoice, 2)]
    [InlineData("snooze", "PRESS", JournalKind.Snooze, 60)]
    [InlineData("snooze", "90", JournalKind.Snooze, 90)]
    public void A_command_is_a_journal_entry_at_its_receipt(string control, string payload, JournalKind kind, int value)
    {
        Assert.Null(Decode(control, payload));

        Assert.Equal([new JournalEntry("ana", kind, Some.Noon, value)], _samples.Journal);
    }

    [Fact]
    public void A_pressed_recalculate_button_is_a_wish_and_no_sample()
    {
        Assert.Null(Decode("recalculate", "PRESS"));

        Assert.Equal([new RecalculationRequest("ana", Some.Noon)], _samples.Recalculations);
        Assert.Equal(0, _samples.Count);
    }

    [Theory]
    [InlineData("recalculate", "PRESS")]
    [InlineData("snooze", "PRESS")]
    [InlineData("rest_day", "ON")]
    [InlineData("pain", "9")]
    public void A_retained_command_is_an_echo_and_does_nothing(string control, string payload)
    {
        Assert.True(Decode(control, payload, retained: true)?.Ignored);

        Assert.Empty(_samples.Journal);
        Assert.Empty(_samples.Recalculations);
    }

    [Theory]
    [InlineData("pain", "11", "bad_value")]
    [InlineData("pain", "-1", "bad_value")]
    [InlineData("pain", "", "bad_value")]
    [InlineData("rest_day", "on", "bad_value")]
    [InlineData("target_choice", "most", "bad_value")]
    [InlineData("snooze", "1441", "bad_value")]
    [InlineData("recalculate", "press", "bad_value")]
    [InlineData("self_destruct", "PRESS", "unknown_control")]
    public void A_command_that_cannot_be_is_refused_with_a_reason(string control, string payload, string reason)
    {
        Assert.Equal(reason, Decode(control, payload)?.Reason);
        Assert.Equal(0, _samples.Count);
    }

    [Fact]
    public void A_command_for_nobody_we_know_is_refused()
        => Assert.Equal("unknown_wearer", new NativeFormat().Decode(
            Raw("activitysync/wearers/eve/set/pain", "3", retained: false), Some.Rules(), _samples)?.Reason);

    [Fact]
    public void A_withdrawn_entry_has_neither_number_nor_words()
    {
        var raw = Raw("activitysync/v1/ana/journal", $$"""{"ts":{{Some.Noon}},"kind":"pain","deleted":true,"value":3}""", false);

        Assert.Null(new NativeFormat().Decode(raw, Some.Rules(), _samples));

        Assert.True(Assert.Single(_samples.Journal).IsWithdrawn);
    }

    Rejection? Decode(string control, string payload, bool retained = false)
        => new NativeFormat().Decode(Raw($"activitysync/wearers/ana/set/{control}", payload, retained), Some.Rules(), _samples);

    static RawMessage Raw(string topic, string payload, bool retained)
        => new(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), Some.Noon, retained);
}
