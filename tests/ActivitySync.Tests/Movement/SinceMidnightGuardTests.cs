using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Movement;

/// <summary>What since-midnight counters get wrong, and other numbers strewn among a counter's.</summary>
public sealed class SinceMidnightGuardTests
{
    static readonly Wearer Ada = Given.Wearer();
    static readonly LocalDay Day = Given.Day();

    static long At(double hour) => Day.StartMs + (long)(hour * Given.Hour);

    static List<StepSample> Told(CounterKind kind, params (double Hour, long Value)[] readings) =>
        [.. readings.Select(reading => Given.Steps(At(reading.Hour), reading.Value, kind))];

    static int StepsOf(params (double Hour, long Value)[] readings) =>
        Given.Derived(Ada, Day, Told(CounterKind.SinceMidnight, readings)).Steps;

    static CounterRule[] RulesOf(CounterKind kind, params (double Hour, long Value)[] readings) =>
        [.. DayDerivation.Devices(Ada, Day, new DaySamples { Steps = Told(kind, readings), HeartRates = [] }, MovementOptions.Default)[0]
            .Deltas.Select(delta => delta.Rule)];

    [Fact]
    public void Yesterdays_figure_after_midnight_is_waited_out_until_it_drops()
    {
        (double, long)[] told = [(-0.5, 13_660), (0.5, 13_660), (6.5, 13_660), (9.5, 0), (16, 1_150)];

        Assert.Equal(1_150, StepsOf(told));
        Assert.Equal([CounterRule.Stale, CounterRule.Ok, CounterRule.DayReset, CounterRule.Ok], RulesOf(CounterKind.SinceMidnight, told));
    }

    [Fact]
    public void A_little_above_yesterdays_figure_is_yesterdays_in_the_first_hours_only()
    {
        Assert.Equal(300, StepsOf((-1, 8_000), (2.9, 8_400), (7, 300)));
        Assert.Equal(8_400, StepsOf((-3, 8_000), (21, 8_400)));
    }

    [Fact]
    public void A_watch_that_never_woke_counts_the_difference() =>
        Assert.Equal(10_000, StepsOf((-1, 13_660), (6, 13_660), (14, 18_660), (20, 23_660)));

    [Fact]
    public void Twice_yesterdays_figure_is_todays_after_all() =>
        Assert.Equal(2_000, StepsOf((-1, 50), (0.3, 50), (9, 90), (12, 2_000)));

    [Fact]
    [Edge("1", "a tiny count after midnight is a new day, not a dip")]
    public void A_small_fall_after_midnight_is_a_new_day_as_before() =>
        Assert.Equal(48, StepsOf((-0.2, 50), (0.1, 48)));

    [Fact]
    public void Zero_after_a_positive_count_says_nothing()
    {
        (double, long)[] told = [(8, 4_000), (9, 0), (10, 4_200), (11, 0), (12, 0), (13, 4_500)];

        Assert.Equal(4_500, StepsOf(told));
        Assert.Equal(3, RulesOf(CounterKind.SinceMidnight, told).Count(rule => rule == CounterRule.Zero));
    }

    [Fact]
    public void A_watch_that_lost_its_count_goes_on_after_the_zero() => Assert.Equal(4_300, StepsOf((8, 4_000), (9, 0), (10, 300)));

    [Theory]
    [InlineData(CounterKind.SinceMidnight, 5_300)]
    [InlineData(CounterKind.SinceBoot, 300)]
    [InlineData(CounterKind.Lifetime, 300)]
    public void Deltas_strewn_among_a_counter_are_left_out_as_mixed(CounterKind kind, int steps)
    {
        var movement = Given.Derived(Ada, Day, Told(kind, (10, 5_000), (10.5, 120), (11, 5_200), (11.5, 80), (12, 5_300)));

        Assert.Equal(steps, movement.Steps);
        Assert.Equal((2, 200L), (movement.Devices[0].MixedReadings, movement.Devices[0].MixedSteps));
    }

    [Fact]
    public void Mixing_at_leisure_is_found_by_its_repetition() => Assert.Equal(
        [CounterRule.First, CounterRule.Mixed, CounterRule.Ok, CounterRule.Mixed, CounterRule.Ok],
        RulesOf(CounterKind.SinceMidnight, (8, 5_000), (10, 120), (12, 5_200), (14, 80), (16, 5_300)));

    [Fact]
    public void A_restart_that_climbs_is_no_mixture() =>
        Assert.Equal(5_000 + 5_500, StepsOf((10, 5_000), (11, 100), (12, 1_500), (13, 3_000), (15, 4_500), (16, 5_500)));

    [Fact]
    public void A_glitch_upwards_that_comes_twice_makes_nothing_mixed() => Assert.DoesNotContain(CounterRule.Mixed,
        RulesOf(CounterKind.SinceBoot, (8, 1_000), (8.1, 900_000), (8.2, 1_010), (8.3, 900_000), (8.4, 1_020)));

    [Fact]
    public void A_restart_with_a_new_boot_is_no_mixture()
    {
        List<StepSample> told =
        [
            Given.Steps(At(8), 5_000, CounterKind.SinceBoot, boot: "a"), Given.Steps(At(9), 100, CounterKind.SinceBoot, boot: "b"),
            Given.Steps(At(9.7), 5_100, CounterKind.SinceBoot, boot: "b"),
        ];

        Assert.Equal(5_100, Given.Derived(Ada, Day, told).Steps);
    }

    [Fact]
    [Edge("1", "a since-midnight counter resets on the device's midnight, whatever the wearer's day start")]
    public void A_figure_that_turns_out_to_be_todays_reaches_back_over_a_day_start()
    {
        var early = Ada with { DayStart = new LocalTime(4, 0) };
        var told = Told(CounterKind.SinceMidnight, (-1, 50), (0.3, 50), (8, 2_400));
        var days = LocalDays.Overlapping(early, At(-30), At(20)).ToList();

        Assert.Equal(2_400 + 50, days.Sum(day => Given.Derived(early, day, told).Steps));
        Assert.Equal(1_200, Given.Derived(early, LocalDays.Of(early, Day.Date)!, told).Steps);
    }
}
