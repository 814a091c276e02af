using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>Slots, interval totals and sessions, and which kind of a device stands for a day.</summary>
public sealed class StatementTests
{
    static readonly Wearer Ada = Given.Wearer();
    static readonly LocalDay Day = Given.Day();

    static long At(double hour) => Day.StartMs + (long)(hour * Given.Hour);

    static StepSample Said(CounterKind kind, double from, double to, long count, int milli = 0, int version = 0) =>
        Given.Steps(At(to), count, kind, At(to) - At(from)) with { Milli = milli, Version = version };

    static DayMovement Of(params StepSample[] said) => Given.Derived(Ada, Day, said);

    [Fact]
    public void The_newest_statement_of_a_slot_stands_even_when_it_is_smaller() => Assert.Equal(400, Of(
        Said(CounterKind.HourSlot, 9, 10, 900, version: 5), Said(CounterKind.HourSlot, 9, 10, 400, version: 70_000)).Steps);

    [Fact]
    public void Of_equally_new_statements_the_larger_stands() => Assert.Equal(500, Of(
        Said(CounterKind.HourSlot, 9, 10, 500), Said(CounterKind.HourSlot, 9, 10, 400)).Steps);

    [Fact]
    public void Thousandths_are_summed_before_they_are_rounded()
    {
        var slots = Enumerable.Range(0, 24).Select(hour => Said(CounterKind.HourSlot, hour, hour + 1, 100, 479)).ToArray();

        var movement = Of(slots);

        Assert.Equal(2_411, movement.Steps); // 24 × 100.479 = 2,411.496
        Assert.Equal(2_411, movement.HourlySteps.Sum());
    }

    [Fact]
    public void A_slot_over_midnight_is_shared_and_no_step_is_lost()
    {
        var slot = Said(CounterKind.HourSlot, -0.5, 0.5, 101);

        Assert.Equal(101, Of(slot).Steps + Given.Derived(Ada, Given.Day(Ada, Day.Date.PlusDays(-1)), [slot]).Steps);
    }

    [Fact]
    public void A_day_slot_counts_without_minutes()
    {
        var movement = Of(Said(CounterKind.DaySlot, 0, 24, 9_000));

        Assert.Equal((9_000, 9_000), (movement.Steps, movement.CoarseSteps));
    }

    [Fact]
    public void Of_totals_with_one_start_the_longest_stands()
    {
        var device = Of(Said(CounterKind.IntervalTotal, 0, 9, 700), Said(CounterKind.IntervalTotal, 0, 14, 2_000),
            Said(CounterKind.IntervalTotal, 0, 12, 1_500)).Devices[0];

        Assert.Equal((2_000L, 3), (device.CountedSteps, device.Readings));
    }

    [Fact]
    public void Totals_that_overlap_keep_the_part_nobody_said() => Assert.Equal(2_000 + 500, Of(
        Said(CounterKind.IntervalTotal, 6, 14, 2_000), Said(CounterKind.IntervalTotal, 10, 16, 1_500)).Steps);

    [Fact]
    public void A_total_within_a_longer_one_adds_nothing() => Assert.Equal(2_000, Of(
        Said(CounterKind.IntervalTotal, 6, 14, 2_000), Said(CounterKind.IntervalTotal, 9, 10, 1_500)).Steps);

    [Fact]
    public void A_statement_nobody_can_walk_is_shown_and_not_counted()
    {
        var device = Of(Said(CounterKind.HourSlot, 9, 10, 13_201), Said(CounterKind.HourSlot, 10, 11, 500)).Devices[0];

        Assert.Equal((500L, 1, 13_201L), (device.CountedSteps, device.ImplausibleReadings, device.ImplausibleSteps));
    }

    [Fact]
    public void Sessions_count_from_zero_and_keep_their_highest()
    {
        StepSample Read(double hour, long count, string session) => Given.Steps(At(hour), count, CounterKind.Session, boot: session);

        var movement = Of(Read(9, 300, "a"), Read(9.5, 900, "a"), Read(9.6, 850, "a"), Read(10, 1_000, "a"), Read(12, 40, "b"), Read(13, 90, "b"));

        Assert.Equal(1_090, movement.Steps);
    }

    [Theory]
    [InlineData(8_999, CounterKind.HourSlot)]
    [InlineData(6_000, CounterKind.DaySlot)]
    public void Of_an_apps_groupings_the_one_that_says_most_stands_and_of_equal_ones_the_finer(int inHours, CounterKind stands)
    {
        var device = Of(Said(CounterKind.HourSlot, 8, 9, inHours), Said(CounterKind.DaySlot, 0, 24, 9_000)).Devices[0];

        Assert.Equal(stands, device.Counter);
        Assert.Equal(stands == CounterKind.DaySlot ? 9_000 : inHours, device.CountedSteps);
        Assert.Equal(1, device.OtherCounterReadings);
    }

    [Theory]
    [InlineData(800, CounterKind.Delta)]
    [InlineData(799, CounterKind.HourSlot)]
    public void Deltas_stand_before_slots_unless_they_are_incomplete(int delta, CounterKind stands) => Assert.Equal(stands, Of(
        Given.Steps(At(10), delta, lengthMs: Given.Hour), Said(CounterKind.HourSlot, 9, 10, 1_000)).Devices[0].Counter);

    [Theory]
    [InlineData(79, 900)] // the watch lay on its charger: the phone's nine hundred
    [InlineData(720, 720)]
    public void A_long_interval_leaves_its_time_to_a_device_that_counted_clearly_more(int onWatch, int steps)
    {
        var wearer = Given.Wearer("UTC", "watch", "phone");
        List<StepSample> told = [Given.Steps(At(13), onWatch, lengthMs: 3 * Given.Hour)];
        told.AddRange(Enumerable.Range(0, 90).Select(minute =>
            Given.Steps(At(10.5) + (minute * Given.Minute), 10, lengthMs: Given.Minute, device: "phone")));

        Assert.Equal(steps, Given.Derived(wearer, Day, told).Steps);
    }

    [Fact]
    public void Days_without_a_reading_have_no_account() => Assert.Empty(DayExplanation.Of(
        Ada, Day, new DaySamples { Steps = [], HeartRates = [] }, [], [], ScoringOptions.Default).Accounts);
}
