using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>Which of a device's readings bear on a day, which of its counters stands for it, and whose heart rate counts.</summary>
public sealed class DeviceChoiceTests
{
    static readonly Wearer Ada = Given.Wearer("UTC", "watch", "phone");
    static readonly LocalDay Day = Given.Day(Ada);

    static long At(double hour) => Day.StartMs + (long)(hour * Given.Hour);

    static StepSample Delta(double from, double to, long count, string device = "watch")
        => Given.Steps(At(to), count, lengthMs: At(to) - At(from), device: device);

    static DeviceContribution Only(params StepSample[] steps) => Assert.Single(Given.Derived(Ada, Day, steps).Devices);

    [Theory]
    [InlineData(-0.5, 0, 0)] // ends as the day begins
    [InlineData(-0.5, 0.5, 50)]
    [InlineData(23.5, 24.5, 50)]
    [InlineData(24, 24.5, 0)] // begins as it ends
    public void A_delta_bears_on_the_day_it_touches(double from, double to, int steps)
        => Assert.Equal(steps, Given.Derived(Ada, Day, [Delta(from, to, 100), Delta(12, 12.1, 0)]).Steps);

    [Fact]
    public void The_last_delta_before_the_day_tells_where_a_first_one_without_length_begins()
    {
        // Told at 23:50 and 00:10: the second covers twenty minutes, half of them today, and 15 minutes old ones stand back.
        StepSample[] told = [Given.Steps(At(-1.5), 7), Given.Steps(At(-1.0 / 6), 7), Given.Steps(At(1.0 / 6), 40), Given.Steps(At(-1.25), 7)];

        Assert.Equal(20, Given.Derived(Ada, Day, told).Steps);
        Assert.Equal(20, Given.Derived(Ada, Day, told.Reverse().ToList()).Steps);
    }

    [Fact]
    public void Of_readings_of_one_instant_the_larger_stands_whatever_came_first()
    {
        StepSample[] told = [Given.Steps(At(10), 4_000, CounterKind.SinceMidnight), Given.Steps(At(10), 4_100, CounterKind.SinceMidnight), Given.Steps(At(9), 3_000, CounterKind.SinceMidnight)];

        Assert.Equal((4_100L, 2), (Only(told).CountedSteps, Only(told).Readings));
        Assert.Equal(4_100, Only([.. told.Reverse()]).CountedSteps);
    }

    [Fact]
    public void The_finer_counter_stands_when_both_cover_the_day()
    {
        StepSample[] told =
        [
            Delta(9, 10, 900), Given.Steps(At(10), 1_000, CounterKind.SinceMidnight),
            Given.Steps(At(8), 50_000, CounterKind.SinceBoot), Given.Steps(At(10), 51_500, CounterKind.SinceBoot),
        ];

        Assert.Equal((CounterKind.Delta, 900L, 3), (Only(told).Counter, Only(told).CountedSteps, Only(told).OtherCounterReadings));
        Assert.Equal(CounterKind.SinceMidnight, Only(told[1..]).Counter);
        Assert.Equal((CounterKind.SinceBoot, 1_500L), (Only(told[2..]).Counter, Only(told[2..]).CountedSteps));
    }

    [Fact]
    public void A_counter_that_says_nothing_of_the_day_yields_to_one_that_does()
    {
        // A single reading since boot is only a starting point.
        StepSample[] told = [Given.Steps(At(8), 50_000, CounterKind.SinceBoot), Given.Steps(At(8), 90_000, CounterKind.Lifetime), Given.Steps(At(10), 90_700, CounterKind.Lifetime)];

        Assert.Equal((CounterKind.Lifetime, 700L, 1), (Only(told).Counter, Only(told).CountedSteps, Only(told).OtherCounterReadings));
    }

    [Theory]
    [InlineData(799, CounterKind.HourSlot)] // less than 80 % of what the slots say: deltas are missing
    [InlineData(800, CounterKind.Delta)]
    public void Incomplete_deltas_yield_to_slots(int steps, CounterKind stands)
        => Assert.Equal(stands, Only(Delta(9, 10, steps), Given.Steps(At(10), 1_000, CounterKind.HourSlot, Given.Hour)).Counter);

    [Theory]
    [InlineData(1_001, CounterKind.HourSlot)] // a step apart: the finer
    [InlineData(1_002, CounterKind.IntervalTotal)]
    public void Of_statements_the_one_that_says_most_stands(int total, CounterKind stands)
        => Assert.Equal(stands, Only(Given.Steps(At(10), 1_000, CounterKind.HourSlot, Given.Hour), Given.Steps(At(10), total, CounterKind.IntervalTotal, 2 * Given.Hour)).Counter);

    [Fact]
    public void What_did_not_stand_is_shown_as_another_counters()
    {
        var devices = DayDerivation.Devices(Ada, Day, new DaySamples
        {
            Steps = [Delta(9, 10, 900), Given.Steps(At(10), 1_000, CounterKind.SinceMidnight)],
            HeartRates = [],
        }, MovementOptions.Default);

        var (counter, delta) = Assert.Single(Assert.Single(devices).OtherDeltas);
        Assert.Equal((CounterKind.SinceMidnight, CounterRule.OtherCounter, 1_000L), (counter, delta.Rule, delta.Steps));
        Assert.False(delta.Counts);
    }

    [Fact]
    public void The_devices_own_total_is_its_highest_of_the_day_even_when_deltas_stand()
    {
        var movement = Given.Derived(Ada, Day,
        [
            .. Given.MinuteSteps(Day, Given.Repeat(5, 700)),
            Given.Steps(At(-1), 20_000, CounterKind.SinceMidnight), Given.Steps(At(9), 3_000, CounterKind.SinceMidnight), Given.Steps(At(20), 4_376, CounterKind.SinceMidnight),
        ]);
        Assert.Equal(ValidityReason.MissingReadings, movement.ValidityReason); // 3,500 is less than 80 % of 4,376

        movement = Given.Derived(Ada, Day, [.. Given.MinuteSteps(Day, Given.Repeat(5, 700)), Given.Steps(At(20), 4_375, CounterKind.SinceMidnight)]);
        Assert.Equal(ValidityReason.Enough, movement.ValidityReason);
    }

    [Fact]
    [Edge("3", "equal trust has one order, whatever came first")]
    public void Trust_goes_by_the_list_and_then_by_name_whatever_came_first()
    {
        StepSample[] told = [Delta(9, 10, 1, "zeta"), Delta(9, 10, 2, "phone"), Delta(9, 10, 3, "alpha"), Delta(9, 10, 4), Delta(10, 11, 5, "zeta")];

        foreach (var order in new[] { told, [.. told.Reverse()] })
        {
            Assert.Equal(["watch", "phone", "alpha", "zeta"], Given.Derived(Ada, Day, order).Devices.Select(device => device.Device));
            Assert.Equal(9, Given.Derived(Ada, Day, order).Steps);
        }
    }

    [Fact]
    [Edge("4", "only 30 to 220 bpm are believed")]
    public void Heart_rates_at_the_edges_of_the_day_and_of_belief()
    {
        List<HeartRateSample> hearts =
        [
            Heart(-1, 60), Heart(0, 30), Heart(Given.Minute - 1, 30), Heart(Given.Minute, 29), Heart((2 * Given.Minute) + 5, 221),
            Heart(Given.Hour, 220), Heart((24 * Given.Hour) - 1, 64), Heart(24 * Given.Hour, 65),
        ];

        var movement = Given.Derived(Ada, Day, [], hearts);

        Assert.Equal((30m, null, null, 220m, 64m), (movement.BpmAt(0), movement.BpmAt(1), movement.BpmAt(2), movement.BpmAt(60), movement.BpmAt(1_439)));
        Assert.Equal((3, Day.EndMs - 1), (movement.HeartRateMinutes, movement.LastSampleMs));
    }

    [Theory]
    [InlineData(new[] { 60 }, 60)]
    [InlineData(new[] { 60, 63 }, 61.5)]
    [InlineData(new[] { 90, 60, 61 }, 61)]
    [InlineData(new[] { 200, 60, 61, 30 }, 60.5)]
    [InlineData(new[] { 61, 61, 61, 61, 220 }, 61)]
    public void A_minute_is_the_median_whatever_the_order(int[] bpm, double median)
    {
        foreach (var order in new[] { bpm, [.. bpm.Reverse()] })
        {
            var hearts = order.Select((value, i) => Heart(i * 1_000, value)).ToList();

            Assert.Equal((decimal)median, Given.Derived(Ada, Day, [], hearts).BpmAt(0));
        }
    }

    [Fact]
    public void A_trusted_device_without_a_believable_beat_leaves_the_minute_to_the_next()
    {
        List<HeartRateSample> hearts = [Heart(0, 255), Heart(1_000, 80, "phone"), Heart(2_000, 90, "zeta"), Heart(3_000, 70, "alpha")];

        Assert.Equal(80, Given.Derived(Ada, Day, [], hearts).BpmAt(0));
        Assert.Equal(70, Given.Derived(Ada, Day, [], [.. hearts.Where(heart => heart.Device is not "phone")]).BpmAt(0));
    }

    [Fact]
    public void A_resting_heart_rate_of_the_day_is_told_and_no_beat()
    {
        List<HeartRateSample> hearts = [Heart(-1, 50, kind: HeartRateKind.Resting), Heart(5, 55, kind: HeartRateKind.Resting), Heart(24 * Given.Hour, 58, kind: HeartRateKind.Resting)];

        var movement = Given.Derived(Ada, Day, [], hearts);

        Assert.Equal((55, 0, null), (movement.ToldRestingBpm, movement.HeartRateMinutes, movement.LastSampleMs));
    }

    static HeartRateSample Heart(long ms, int bpm, string device = "watch", HeartRateKind kind = HeartRateKind.Live)
        => new("ada", device, Day.StartMs + ms, bpm, kind);
}
