using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Movement;

public sealed class DayDerivationTests
{
    static readonly Wearer Ada = Given.Wearer("Europe/Berlin", "watch", "phone");
    static readonly LocalDay Day = Given.Day(Ada);

    static long At(double hour) => Day.StartMs + (long)(hour * Given.Hour);

    [Theory]
    [InlineData(2026, 3, 29, 1380)]
    [InlineData(2026, 10, 25, 1500)]
    [InlineData(2026, 6, 15, 1440)]
    public void Minute_deltas_add_up_exactly_on_days_of_any_length(int year, int month, int date, int minutes)
    {
        var day = Given.Day(Ada, new LocalDate(year, month, date));
        var counts = Enumerable.Range(0, day.Minutes).Select(i => i * 7 % 31).ToArray();

        var movement = Given.Derived(Ada, day, Given.MinuteSteps(day, counts));

        Assert.Equal(minutes, movement.Minutes);
        Assert.Equal(counts.Sum(), movement.Steps);
        Assert.Equal(counts.Sum(), movement.HourlySteps.Sum());
        Assert.Equal(counts, Enumerable.Range(0, minutes).Select(movement.StepsAt));
    }

    [Fact]
    [Edge("3", "a watch on the nightstand does not hide the phone")]
    public void Watch_left_on_the_nightstand_does_not_hide_the_phone()
    {
        var watch = Given.MinuteSteps(Day, Given.Repeat(0, Day.Minutes));
        var phone = Given.MinuteSteps(Day, Enumerable.Range(0, Day.Minutes).Select(i => i is > 600 and < 700 ? 50 : 0), "phone");
        var worn = Given.HeartMinutes(Day, Given.Repeat(0, 620).Concat(Enumerable.Range(0, 20).Select(i => 60 + i % 7)));

        var movement = Given.Derived(Ada, Day, [.. watch, .. phone], worn);

        Assert.Equal(79 * 50, movement.Steps);
        Assert.Equal(0, movement.Devices[0].CountedSteps);
        Assert.Equal((79 * 50, 20 * 50), (movement.Devices[1].CountedSteps, movement.Devices[1].OverlapSteps));
    }

    [Fact]
    [Edge("3", "devices not listed rank below all listed ones")]
    public void Devices_not_named_rank_last_by_name()
    {
        List<StepSample> steps = [.. From("zeta", 4), .. From("alpha", 6), .. From("phone", 5)];

        var movement = Given.Derived(Ada, Day, steps);

        Assert.Equal(["phone", "alpha", "zeta"], movement.Devices.Select(device => device.Device));
        Assert.Equal(300, movement.Steps);

        static List<StepSample> From(string device, int pace) => Given.MinuteSteps(Day, Given.Repeat(pace, 60), device);
    }

    [Fact]
    public void Kinds_of_one_device_are_never_summed()
    {
        var steps = Given.MinuteSteps(Day, Given.Repeat(10, 600));
        steps.Add(Given.Steps(At(12), 5900, CounterKind.SinceMidnight));
        steps.Add(Given.Steps(At(12), 100_000, CounterKind.Lifetime));

        var device = Assert.Single(Given.Derived(Ada, Day, steps).Devices);

        Assert.Equal((CounterKind.Delta, 6000L, 2), (device.Counter, device.CountedSteps, device.OtherCounterReadings));
    }

    [Fact]
    public void Counter_without_an_interval_in_the_day_does_not_stand_for_it()
    {
        List<StepSample> steps =
        [
            Given.Steps(At(10), 4000, CounterKind.SinceMidnight),
            Given.Steps(At(-30), 10, lengthMs: Given.Minute),
        ];

        Assert.Equal(CounterKind.SinceMidnight, Given.Derived(Ada, Day, steps).Devices[0].Counter);
    }

    [Fact]
    [Edge("2", "an interval over 60 minutes counts in the total and gives no minutes")]
    public void Long_intervals_count_without_minutes()
    {
        List<StepSample> steps =
        [
            Given.Steps(At(10), 600, lengthMs: Given.Hour), Given.Steps(At(13), 610, lengthMs: Given.Hour + 1),
        ];

        var movement = Given.Derived(Ada, Day, steps);

        Assert.Equal((1210, 610), (movement.Steps, movement.CoarseSteps));
        Assert.Equal(10, movement.StepsAt(9 * 60));
        Assert.Equal(-2, movement.StepsAt(12 * 60 + 30));
        Assert.Equal(-1, movement.StepsAt(8 * 60));
        Assert.Equal(60, movement.KnownMinutes);
        Assert.False(movement.HasMinutes);
    }

    [Fact]
    [Edge("2", "an interval over midnight is shared between the days")]
    public void Interval_over_midnight_is_shared_between_the_days()
    {
        var next = Given.Day(Ada, Day.Date.PlusDays(1));
        List<StepSample> steps = [Given.Steps(Day.EndMs + 5 * Given.Minute, 101, lengthMs: 7 * Given.Minute)];

        Assert.Equal(29, Given.Derived(Ada, Day, steps).Steps);
        Assert.Equal(72, Given.Derived(Ada, next, steps).Steps);
    }

    [Fact]
    public void Intervals_of_one_stream_that_overlap_are_not_counted_twice()
    {
        List<StepSample> steps =
        [
            Given.Steps(At(10), 600, lengthMs: Given.Hour), Given.Steps(At(9.5), 300, lengthMs: Given.Hour / 2),
        ];

        Assert.Equal(600, Given.Derived(Ada, Day, steps).Steps);
    }

    [Fact]
    public void Delta_without_length_after_a_long_silence_reaches_back_an_hour()
    {
        List<StepSample> steps = [Given.Steps(At(-30), 5), Given.Steps(At(0.5), 600)];

        Assert.Equal(300, Given.Derived(Ada, Day, steps).Steps);
    }

    [Fact]
    public void Implausible_readings_are_shown_and_not_counted()
    {
        List<StepSample> steps = [Given.Steps(At(10), 100, lengthMs: Given.Minute), Given.Steps(At(11), 5000, lengthMs: Given.Minute)];

        var device = Given.Derived(Ada, Day, steps).Devices[0];

        Assert.Equal((100L, 1, 5000L), (device.CountedSteps, device.ImplausibleReadings, device.ImplausibleSteps));
    }

    [Fact]
    public void Day_of_no_readings_is_insufficient()
    {
        var movement = Given.Derived(Ada, Day, []);

        Assert.Equal((Validity.Insufficient, ValidityReason.NoData), (movement.Validity, movement.ValidityReason));
        Assert.Equal((0, WearBasis.None, null), (movement.WornMinutes, movement.WearBasis, movement.LastSampleMs));
    }

    [Fact]
    [Edge("5", "a day of zeros is not worn")]
    public void Day_of_explicit_zeros_is_insufficient()
    {
        var movement = Given.Derived(Ada, Day, Given.MinuteSteps(Day, Given.Repeat(0, Day.Minutes)));

        Assert.Equal((Validity.Insufficient, ValidityReason.FewHours), (movement.Validity, movement.ValidityReason));
        Assert.Equal((0, 1440), (movement.WornMinutes, movement.KnownMinutes));
    }

    [Theory]
    [InlineData(599, ValidityReason.ShortWear)]
    [InlineData(600, ValidityReason.Enough)]
    [Edge("6", "valid from 600 worn minutes")]
    public void Ten_worn_hours_make_a_day(int worn, ValidityReason reason)
    {
        var hearts = Given.HeartMinutes(Day, Enumerable.Range(0, worn).Select(i => 60 + i % 7));

        var movement = Given.Derived(Ada, Day, Given.MinuteSteps(Day, Given.Repeat(5, 300)), hearts);

        Assert.Equal((worn, WearBasis.HeartRate), (movement.WornMinutes, movement.WearBasis));
        Assert.Equal(reason, movement.ValidityReason);
    }

    [Fact]
    public void Counted_steps_prove_wear_where_the_heart_was_not_measured()
    {
        var hearts = Given.HeartMinutes(Day, Enumerable.Range(0, 500).Select(i => 60 + i % 7));
        var steps = Given.MinuteSteps(Day, Given.Repeat(0, 600).Concat(Given.Repeat(5, 100)).Concat(Given.Repeat(0, 740)));

        var movement = Given.Derived(Ada, Day, steps, hearts);

        Assert.Equal((600, Validity.Valid), (movement.WornMinutes, movement.Validity));
    }

    [Fact]
    [Edge("5", "wear without a step counter is no day of steps")]
    public void Heart_rate_without_a_step_counter_is_no_day_of_steps() =>
        Assert.Equal(ValidityReason.NoSteps, Given.Derived(
            Ada, Day, [], Given.HeartMinutes(Day, Enumerable.Range(0, 900).Select(i => 60 + i % 7))).ValidityReason);

    [Theory]
    [InlineData(29, ValidityReason.FewHours)]
    [InlineData(30, ValidityReason.Enough)]
    public void Hour_counts_when_half_of_it_was_worn(int minutes, ValidityReason reason)
    {
        var counts = Enumerable.Range(0, 8 * 60).Select(i => i < 7 * 60 + minutes ? 20 : -1);

        Assert.Equal(reason, Given.Derived(
            Ada, Day, Given.MinuteSteps(Day, Given.Repeat(-1, 480).Concat(counts))).ValidityReason);
    }

    [Theory]
    [InlineData(99, ValidityReason.FewSteps)]
    [InlineData(100, ValidityReason.Enough)]
    [InlineData(45_000, ValidityReason.Enough)]
    [InlineData(45_001, ValidityReason.ManySteps)]
    [Edge("6", "valid from 100 to 45,000 steps")]
    public void Believable_days_have_100_to_45000_steps(int steps, ValidityReason reason)
    {
        var counts = Enumerable.Range(0, 900).Select(i => steps / 900 + (i < steps % 900 ? 1 : 0)).Reverse();
        var hearts = Given.HeartMinutes(Day, Enumerable.Range(0, 900).Select(i => 60 + i % 7));

        Assert.Equal(reason, Given.Derived(Ada, Day, Given.MinuteSteps(Day, counts), hearts).ValidityReason);
    }

    [Theory]
    [InlineData(7, ValidityReason.FewHours)]
    [InlineData(8, ValidityReason.Enough)]
    [Edge("6", "by steps alone eight hours with a reading")]
    public void Without_heart_rate_eight_hours_with_steps_make_a_day(int hours, ValidityReason reason)
    {
        var counts = Enumerable.Range(0, hours * 60).Select(i => i % 60 == 30 ? 90 : -1);

        var movement = Given.Derived(Ada, Day, Given.MinuteSteps(Day, Given.Repeat(-1, 480).Concat(counts)));

        Assert.Equal((WearBasis.Steps, reason), (movement.WearBasis, movement.ValidityReason));
    }

    [Theory]
    [InlineData(8750, ValidityReason.Enough)]
    [InlineData(8751, ValidityReason.MissingReadings)]
    [Edge("6", "deltas must reach 80 % of the device's own total")]
    public void Deltas_far_below_the_devices_own_total_lack_readings(int own, ValidityReason reason)
    {
        var steps = Given.MinuteSteps(Day, Given.Repeat(10, 700));
        steps.Add(Given.Steps(At(23), own, CounterKind.SinceMidnight));

        Assert.Equal(reason, Given.Derived(Ada, Day, steps).ValidityReason);
    }

    [Theory]
    [InlineData("Europe/Berlin", "America/New_York", ValidityReason.LongDay)]
    [InlineData("America/New_York", "Europe/Berlin", ValidityReason.ShortDay)]
    [Edge("6", "a day under 20 or over 28 hours is irregular")]
    public void Journeys_make_irregular_days(string from, string to, ValidityReason reason)
    {
        var noon = Given.Date.At(new LocalTime(12, 0)).InUtc().ToInstant();
        var wearer = Given.Wearer() with { Zones = new ZoneTimeline(Given.Zone(from), [(noon, Given.Zone(to))]) };
        var day = Given.Day(wearer);

        var movement = Given.Derived(wearer, day, Given.MinuteSteps(day, Given.Repeat(5, day.Minutes)));

        Assert.Equal((Validity.Irregular, reason), (movement.Validity, movement.ValidityReason));
    }

    [Fact]
    public void Last_sample_is_the_latest_of_any_kind()
    {
        var steps = Given.MinuteSteps(Day, Given.Repeat(5, 60));
        HeartRateSample[] hearts = [new("ada", "watch", At(2), 60), new("ada", "watch", At(1.5), 61)];

        Assert.Equal(At(2), Given.Derived(Ada, Day, steps, hearts).LastSampleMs);
        Assert.Equal(At(1), Given.Derived(Ada, Day, steps).LastSampleMs);
    }
}
