using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Movement;

/// <summary>Counters exactly at their limits, sessions, and deltas that overlap.</summary>
public sealed class CounterEdgeTests
{
    static readonly LocalDay Day = Given.Day();

    static long At(double hour) => Day.StartMs + (long)(hour * Given.Hour);

    static int StepsOf(CounterKind kind, params (double Hour, long Value)[] readings) => Given.Derived(
        Given.Wearer(), Day, [.. readings.Select(reading => Given.Steps(At(reading.Hour), reading.Value, kind))]).Steps;

    static int StepsOf(CounterKind kind, params (double Hour, long Value, string? Boot)[] readings) => Given.Derived(
        Given.Wearer(), Day,
        [.. readings.Select(reading => Given.Steps(At(reading.Hour), reading.Value, kind, boot: reading.Boot))]).Steps;

    static DayMovement Overlapping(params (int From, int To, int Steps)[] deltas) => Given.Derived(
        Given.Wearer(), Day, [.. deltas.Select(delta => Given.Steps(
            At(9) + (delta.To * Given.Minute), delta.Steps, lengthMs: (delta.To - delta.From) * Given.Minute))]);

    [Fact]
    public void A_figure_stale_until_after_the_day_still_turns_out_to_be_the_days()
    {
        var early = Given.Wearer() with { DayStart = new LocalTime(4, 0) };
        StepSample[] told = [.. new[] { (20d, 8_000), (27.5, 8_000), (28.5, 8_000), (29, 8_000), (34, 1_000) }
            .Select(reading => Given.Steps(At(reading.Item1), reading.Item2, CounterKind.SinceMidnight))];

        // 8,000 from 0 to 20 h, of these 16 in the day; 1,000 from 24 to 34 h, of these 4.
        Assert.Equal(6_400 + 400, Given.Derived(early, LocalDays.Of(early, Day.Date)!, told).Steps);
    }

    [Theory]
    [InlineData(900, 100, 200)] // rolled over at 1,000
    [InlineData(899, 100, 100)] // a restart
    [InlineData(900, 101, 101)]
    public void A_counter_rolls_over_from_nine_tenths_to_one_tenth(long before, long after, int steps)
    {
        var wearer = Given.Wearer() with { CounterModuli = new Dictionary<string, long> { ["watch"] = 1_000 } };

        Assert.Equal(steps, Given.Derived(wearer, Day,
        [
            Given.Steps(At(9), before, CounterKind.SinceBoot), Given.Steps(At(10), after, CounterKind.SinceBoot),
        ]).Steps);
    }

    [Theory]
    [InlineData(3, 8_400, 300)] // to the end of the third hour yesterday's
    [InlineData(2, 9_000, 300)] // equal
    public void Yesterdays_figure_grows_a_little_for_three_hours(double hour, long figure, int steps) =>
        Assert.Equal(steps, StepsOf(CounterKind.SinceMidnight, (-1, figure == 9_000 ? 8_100 : 8_000), (hour, figure), (7, 300)));

    [Fact]
    public void Exactly_twice_yesterdays_figure_is_todays() =>
        Assert.Equal(100, StepsOf(CounterKind.SinceMidnight, (-1, 50), (0.3, 50), (9, 100)));

    [Fact]
    public void A_boot_is_remembered_through_readings_that_do_not_name_it() =>
        Assert.Equal(100 + 1_200, StepsOf(CounterKind.SinceBoot, (8, 1_000, "a"), (9, 1_100, null), (10, 1_200, "b")));

    [Fact]
    public void A_session_goes_on_from_a_jump_that_a_later_reading_bears_out() =>
        Assert.Equal(500 + 100, StepsOf(CounterKind.Session, (9, 500, "a"), (9.01, 9_000, "a"), (10, 9_100, "a")));

    [Fact]
    public void A_session_that_falls_counts_nothing_and_keeps_its_mark() =>
        Assert.Equal(520, StepsOf(CounterKind.Session, (9, 500, "a"), (9.5, 480, "a"), (10, 520, "a")));

    [Fact]
    public void A_session_reaches_back_as_far_as_its_steps_take_a_brisk_walker()
    {
        var movement = Given.Derived(Given.Wearer(), Day, [Given.Steps(At(2), 18_000, CounterKind.Session, boot: "run")]);
        var shorter = Given.Derived(Given.Wearer(), Day, [Given.Steps(At(0.5), 1_200, CounterKind.Session, boot: "run")]);

        Assert.Equal(12_000, movement.Steps); // three hours, one of them yesterday
        Assert.Equal(600, shorter.Steps); // an hour at least
    }

    [Fact]
    public void A_session_does_not_reach_behind_the_reading_before_it() =>
        Assert.Equal(100 + 9_000, StepsOf(CounterKind.Session, (9, 100, "a"), (10, 9_000, "b")));

    [Fact]
    public void Of_deltas_that_overlap_the_earlier_keeps_its_time()
    {
        Assert.Equal(100 + 50, Overlapping((0, 10, 100), (5, 15, 100)).Steps);
        Assert.Equal(200, Overlapping((0, 20, 200), (5, 10, 50)).Steps);
    }

    [Fact]
    public void Of_deltas_with_one_begin_the_shorter_keeps_its_time() =>
        Assert.Equal(100 + 200, Overlapping((0, 20, 400), (0, 10, 100)).Steps);

    [Fact]
    public void A_delta_that_is_not_believed_keeps_no_time_from_others()
    {
        var movement = Overlapping((0, 10, 50_000), (5, 15, 100));

        Assert.Equal((100, 50_000), (movement.Steps, movement.Devices[0].ImplausibleSteps));
    }
}
