using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

/// <summary>What a reading of any format may be, at its edges, and what is said of a message that holds several.</summary>
public sealed class IntakeTests
{
    static readonly Owner Ana = new(Some.Wearer(), "watch");

    readonly SampleBatch _samples = new();
    readonly Intake _intake;

    public IntakeTests()
    {
        var rules = Some.Rules();
        _intake = new Intake(Sources.Parse("""{ "name": "own", "format": "open-mhealth", "topic": "own", "wearer": "ana" }""", rules)[0], rules);
        Begin();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Plausible.MaxCount)]
    public void The_least_and_the_most_steps_are_taken(long steps)
    {
        _intake.Steps(Ana, CounterKind.Lifetime, Some.Noon, steps);

        Assert.Null(_intake.End());
        Assert.Equal(new StepSample("ana", "watch", CounterKind.Lifetime, Some.Noon, steps), Assert.Single(_samples.Steps));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Plausible.MaxCount + 1)]
    public void Fewer_or_more_are_not(long steps)
    {
        _intake.Steps(Ana, CounterKind.Lifetime, Some.Noon, steps);
        Assert.Equal("impossible_steps", _intake.End()?.Reason);

        Begin();
        _intake.StepsNow(Ana, CounterKind.SinceMidnight, steps);
        Assert.Equal("impossible_steps", _intake.End()?.Reason); // not news either, but wrong first
    }

    [Theory]
    [InlineData(CounterKind.Delta, -1, false)]
    [InlineData(CounterKind.Delta, 0, true)]
    [InlineData(CounterKind.Delta, DaySamples.MarginMs, true)]
    [InlineData(CounterKind.Delta, DaySamples.MarginMs + 1, false)]
    [InlineData(CounterKind.IntervalTotal, 0, false)]
    [InlineData(CounterKind.IntervalTotal, 1, true)]
    [InlineData(CounterKind.IntervalTotal, 7 * Some.DayMs, true)]
    [InlineData(CounterKind.IntervalTotal, (7 * Some.DayMs) + 1, false)]
    [InlineData(CounterKind.SinceMidnight, DaySamples.MarginMs + 1, true)]
    public void An_interval_has_a_longest_length(CounterKind counter, long lengthMs, bool isTaken)
    {
        _intake.Steps(Ana, counter, Some.Noon, 10, lengthMs);

        Assert.Equal(isTaken ? null : "bad_interval", _intake.End()?.Reason);
        Assert.Equal(isTaken ? 1 : 0, _samples.Count);
    }

    [Fact]
    public void Only_a_slot_may_end_after_it_was_told()
    {
        _intake.Steps(Ana, CounterKind.HourSlot, Some.Noon + (50 * Some.MinuteMs), 10, Some.HourMs);
        Assert.Null(_intake.End());

        Begin();
        _intake.Steps(Ana, CounterKind.Delta, Some.Noon + (50 * Some.MinuteMs), 10, Some.HourMs);
        Assert.Equal("in_future", _intake.End()?.Reason);

        Begin();
        _intake.Steps(Ana, CounterKind.HourSlot, Some.Noon + (66 * Some.MinuteMs), 10, Some.HourMs);
        Assert.Equal("in_future", _intake.End()?.Reason); // it has not begun
        Assert.Single(_samples.Steps);
    }

    [Fact]
    public void Statements_keep_thousandths_and_a_version_and_counters_are_rounded()
    {
        _intake.Steps(Ana, CounterKind.HourSlot, Some.Noon, 12.3456m, Some.HourMs, asOfMs: Some.Noon);
        _intake.Steps(Ana, CounterKind.SinceMidnight, Some.Noon, 12.5m);

        Assert.Equal(
            [
                new StepSample("ana", "watch", CounterKind.HourSlot, Some.Noon, 12, Some.HourMs, null, 346,
                    SlotVersion.Of(Some.Noon - Some.HourMs, Some.Noon, 12)),
                new StepSample("ana", "watch", CounterKind.SinceMidnight, Some.Noon, 13),
            ], _samples.Steps);
    }

    [Theory]
    [InlineData(24.4, null)]
    [InlineData(24.5, 25)]
    [InlineData(230.4, 230)]
    [InlineData(230.5, null)]
    public void A_heart_rate_lies_between_25_and_230_when_rounded(double bpm, int? taken)
    {
        _intake.HeartRate(Ana, ReadingKind.HeartRate, Some.Noon, (decimal)bpm);

        Assert.Equal(taken is null ? "impossible_heart_rate" : null, _intake.End()?.Reason);
        Assert.Equal(taken, _samples.HeartRates.Select(sample => (int?)sample.Bpm).SingleOrDefault());
    }

    [Fact]
    public void One_reading_that_is_refused_says_why_and_of_several_it_says_how_many()
    {
        _intake.HeartRate(Ana, ReadingKind.HeartRate, Some.Noon, 0);
        Assert.StartsWith("A heart rate must", _intake.End()?.Detail, StringComparison.Ordinal);

        Begin();
        _intake.HeartRate(Ana, ReadingKind.HeartRate, Some.Noon, 70);
        _intake.HeartRate(Ana, ReadingKind.HeartRate, Some.Noon + 1, 0);
        _intake.Steps(Ana, CounterKind.Delta, Some.Noon, -1);
        var why = _intake.End();

        Assert.Equal(("impossible_heart_rate", "own"), (why?.Reason, why?.Source));
        Assert.StartsWith("2 of 3 readings were refused. The first: A heart rate must", why!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_that_cannot_be_is_refused_for_both_kinds()
    {
        _intake.HeartRate(Ana, ReadingKind.HeartRate, Some.Noon + Some.HourMs, 70);
        _intake.Steps(Ana, CounterKind.Delta, Some.Noon - (31 * Some.DayMs), 5);

        var why = _intake.End();
        Assert.Equal("in_future", why?.Reason);
        Assert.StartsWith("2 of 2", why!.Detail, StringComparison.Ordinal);
        Assert.Equal(0, _samples.Count);
    }

    [Fact]
    public void The_first_word_about_what_is_no_reading_stands_and_a_reading_silences_it()
    {
        _intake.Ignore("one", "");
        _intake.Ignore("two", "");
        Assert.Equal(("one", true), (_intake.End()?.Reason, _intake.End()!.Ignored));

        Begin();
        _intake.Ignore("one", "");
        _intake.HeartRate(Ana, ReadingKind.RestingHeartRate, Some.Noon, 55);
        Assert.Null(_intake.End());
        Assert.Equal(HeartRateKind.Resting, Assert.Single(_samples.HeartRates).Kind);

        Begin();
        Assert.Equal("nothing_wanted", _intake.End()?.Reason);
    }

    [Theory]
    [InlineData(ReadingKind.HeartRate, 30_000, 1)] // noon to half a minute later: the same minute
    [InlineData(ReadingKind.HeartRate, 59_999, 1)]
    [InlineData(ReadingKind.HeartRate, 60_000, 2)]
    [InlineData(ReadingKind.RestingHeartRate, 59_999, 1)]
    [InlineData(ReadingKind.RestingHeartRate, 60_000, 2)]
    public void A_number_without_time_that_repeats_within_a_minute_is_one_reading(ReadingKind kind, long laterMs, int readings)
    {
        _intake.HeartRateNow(Ana, kind, 70);
        Begin(Some.Noon + laterMs);
        _intake.HeartRateNow(Ana, kind, 70);

        Assert.Equal(readings == 1 ? "repeated" : null, _intake.End()?.Reason);
        Assert.Equal(readings, _samples.HeartRates.Count);
    }

    [Fact]
    public void A_pulse_is_new_in_the_next_clock_minute_but_steps_and_resting_rates_are_not()
    {
        Begin(Some.Noon + 50_000);
        _intake.HeartRateNow(Ana, ReadingKind.HeartRate, 70);
        _intake.HeartRateNow(Ana, ReadingKind.RestingHeartRate, 55);
        _intake.StepsNow(Ana, CounterKind.SinceMidnight, 4_000);
        Begin(Some.Noon + 70_000);
        _intake.HeartRateNow(Ana, ReadingKind.HeartRate, 70);
        _intake.HeartRateNow(Ana, ReadingKind.RestingHeartRate, 55);
        _intake.StepsNow(Ana, CounterKind.SinceMidnight, 4_000);

        Assert.Equal([70, 55, 70], _samples.HeartRates.Select(sample => sample.Bpm));
        Assert.Single(_samples.Steps);
    }

    [Fact]
    public void More_devices_than_a_household_has_do_not_fill_the_memory()
    {
        var memory = new ReceiptMemory();
        Assert.True(memory.IsNews("ana", "first", ReadingKind.Steps, 1, Some.Noon, 60_000));
        Assert.False(memory.IsNews("ana", "first", ReadingKind.Steps, 1, Some.Noon + 1, 60_000));
        for (var i = 0; i < 10_000; i++)
        {
            memory.IsNews("ana", $"d{i}", ReadingKind.Steps, 1, Some.Noon + 2, 60_000);
        }

        Assert.True(memory.IsNews("ana", "first", ReadingKind.Steps, 1, Some.Noon + 3, 60_000)); // forgotten with the others
    }

    [Fact]
    public void A_topic_is_remembered_until_there_are_too_many()
    {
        var cache = new TopicCache<int>();
        cache.Add("a"u8, 1);
        Assert.True(cache.TryGet("a"u8, out var meaning));
        Assert.Equal(1, meaning);
        for (var i = 1; i < 30_000; i++)
        {
            cache.Add(Encoding.UTF8.GetBytes($"t{i}"), i);
        }
        Assert.True(cache.TryGet("a"u8, out _));

        cache.Add("one too many"u8, 2);
        Assert.False(cache.TryGet("a"u8, out _));
        Assert.True(cache.TryGet("one too many"u8, out _));
    }

    void Begin(long receivedMs = Some.Noon)
        => _intake.Begin(new RawMessage("own"u8, "{}"u8, receivedMs, false), _samples);
}
