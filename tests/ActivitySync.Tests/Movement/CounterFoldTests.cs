using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

public sealed class CounterFoldTests
{
    static readonly long Midnight = Given.Day().StartMs;

    static StepDelta[] Fold(CounterKind kind, params (double Hour, long Value)[] readings) =>
        Fold(kind, null, [.. readings.Select(reading => new CounterReading(At(reading.Hour), reading.Value))]);

    static StepDelta[] Fold(CounterKind kind, long? modulus, params CounterReading[] readings)
    {
        var fold = new CounterFold(kind, modulus, new DeviceMidnights(Given.Wearer()), MovementOptions.Default);
        return [.. readings.Select(reading => fold.Next(reading))];
    }

    static long At(double hour) => Midnight + (long)(hour * Given.Hour);

    [Fact]
    [Edge("1", "the first reading since midnight counts from midnight")]
    public void First_reading_since_midnight_covers_the_day_so_far()
    {
        var delta = Fold(CounterKind.SinceMidnight, (9, 4000))[0];

        Assert.Equal(new StepDelta(At(0), At(9), 4000, CounterRule.First), delta);
    }

    [Fact]
    [Edge("1", "the first reading since boot or of a lifetime is only a starting point")]
    public void First_reading_of_a_lifetime_counter_is_only_a_starting_point() =>
        Assert.Equal(new StepDelta(At(9), At(9), 0, CounterRule.First), Fold(CounterKind.Lifetime, (9, 4000))[0]);

    [Fact]
    [Edge("1", "a new boot id counts from zero, even above the last reading")]
    public void New_boot_counts_from_the_last_reading_even_above_it()
    {
        var deltas = Fold(CounterKind.SinceBoot, null,
            new CounterReading(At(8), 100, Boot: "a"), new CounterReading(At(9), 300, Boot: "b"),
            new CounterReading(At(10), 400), new CounterReading(At(11), 450, Boot: "b"));

        Assert.Equal([CounterRule.First, CounterRule.Reboot, CounterRule.Ok, CounterRule.Ok], deltas.Select(delta => delta.Rule));
        Assert.Equal([0, 300, 100, 50], deltas.Select(delta => delta.Steps));
        Assert.Equal(At(8), deltas[1].StartMs);
    }

    [Theory]
    [InlineData(58_982, 6553, CounterRule.Reset)]
    [InlineData(58_983, 6553, CounterRule.Rollover)]
    [InlineData(58_983, 6554, CounterRule.Reset)]
    [Edge("1", "a 16-bit counter rolls over only from near its modulus to near zero")]
    public void Rollover_needs_a_high_mark_near_the_modulus_and_a_low_reading(long last, long value, CounterRule rule)
    {
        var deltas = Fold(CounterKind.Lifetime, 65_536, new CounterReading(At(0), last), new CounterReading(At(12), value));

        Assert.Equal(rule, deltas[1].Rule);
        Assert.Equal(rule == CounterRule.Rollover ? value + 65_536 - last : value, deltas[1].Steps);
    }

    [Theory]
    [InlineData(900, CounterRule.Dip, 0)]
    [InlineData(899, CounterRule.Reset, 899)]
    [Edge("1", "a fall of up to a tenth is a dip, a larger one a restart")]
    public void Fall_of_up_to_a_tenth_is_a_dip(long value, CounterRule rule, long steps)
    {
        var delta = Fold(CounterKind.SinceBoot, (8, 1000), (9, value))[1];

        Assert.Equal((rule, steps), (delta.Rule, delta.Steps));
    }

    [Fact]
    [Edge("1", "a dip keeps the high mark")]
    public void High_mark_survives_several_dips() =>
        Assert.Equal([0L, 0, 0, 5], Fold(CounterKind.SinceBoot, (8, 1000), (9, 950), (10, 940), (11, 1005)).Select(d => d.Steps));

    [Theory]
    [InlineData(2200, true)]
    [InlineData(2201, false)]
    [Edge("1", "more than 220 steps a minute are set aside")]
    public void More_than_220_steps_a_minute_do_not_count(long steps, bool counts)
    {
        var delta = Fold(CounterKind.SinceBoot, null, new CounterReading(At(8), 0), new CounterReading(At(8) + 10 * Given.Minute, steps))[1];

        Assert.Equal(counts, delta.Counts);
        Assert.Equal(counts ? CounterRule.Ok : CounterRule.ImplausibleRate, delta.Rule);
    }

    [Fact]
    public void Interval_shorter_than_a_minute_is_judged_as_a_minute()
    {
        Assert.True(Fold(CounterKind.Delta, null, new CounterReading(At(8), 220, 1000))[0].Counts);
        Assert.False(Fold(CounterKind.Delta, null, new CounterReading(At(8), 2941, 1000))[0].Counts);
    }

    [Fact]
    public void Negative_and_absurd_counts_do_not_count()
    {
        Assert.False(Fold(CounterKind.Delta, null, new CounterReading(At(8), -1, Given.Minute))[0].Counts);
        Assert.False(Fold(CounterKind.Delta, null, new CounterReading(At(8), long.MaxValue, Given.Minute))[0].Counts);
        Assert.False(Fold(CounterKind.SinceMidnight, (0, 50))[0].Counts);
        Assert.True(Fold(CounterKind.SinceMidnight, (0, 0))[0].Counts);
    }

    [Fact]
    public void Glitch_upwards_is_forgotten_when_the_counter_comes_back()
    {
        var deltas = Fold(CounterKind.SinceBoot, (8, 1000), (8.1, 900_000), (8.2, 1010));

        Assert.Equal(CounterRule.ImplausibleRate, deltas[1].Rule);
        Assert.Equal(new StepDelta(At(8), At(8.2), 10, CounterRule.Ok), deltas[2]);
    }

    [Fact]
    public void After_a_jump_that_stays_the_counter_goes_on_from_there()
    {
        var deltas = Fold(CounterKind.SinceBoot, (8, 1000), (8.1, 900_000), (8.2, 900_010));

        Assert.Equal(new StepDelta(At(8.1), At(8.2), 10, CounterRule.Ok), deltas[2]);
    }

    [Fact]
    [Edge("1", "the late window is 48 hours")]
    public void Counter_silent_for_days_has_its_steps_in_the_last_48_hours()
    {
        var delta = Fold(CounterKind.Lifetime, (-100, 1000), (0, 9000))[1];

        Assert.Equal(new StepDelta(At(-48), At(0), 8000, CounterRule.Ok), delta);
    }

    [Fact]
    public void Delta_without_length_begins_at_the_reading_before_but_at_most_an_hour_back()
    {
        var deltas = Fold(CounterKind.Delta, (8, 10), (8.25, 20), (12, 30));

        Assert.Equal([At(8) - Given.Minute, At(8), At(11)], deltas.Select(delta => delta.StartMs));
        Assert.Equal([CounterRule.First, CounterRule.Ok, CounterRule.Ok], deltas.Select(delta => delta.Rule));
    }

    [Fact]
    [Edge("1", "a new date resets a since-midnight counter, even when its value is higher")]
    public void Day_resets_count_from_midnight_even_when_the_value_is_higher()
    {
        var delta = Fold(CounterKind.SinceMidnight, (-2, 100), (9, 5000))[1];

        Assert.Equal(new StepDelta(At(0), At(9), 5000, CounterRule.DayReset), delta);
    }
}
