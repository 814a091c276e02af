using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>Edge cases the paper names in passing and that no vector holds.</summary>
public sealed class PaperEdgeTests
{
    static readonly Wearer Ada = Given.Wearer("UTC", "watch", "phone") with { BirthYear = 1981, RestingHeartRateBpm = 62 };
    static readonly LocalDay Day = Given.Day(Ada);

    static long At(double hour) => Day.StartMs + (long)(hour * Given.Hour);

    static List<StepSample> Counted(CounterKind kind, params (double Hour, long Value)[] readings) =>
        [.. readings.Select(reading => Given.Steps(At(reading.Hour), reading.Value, kind))];

    static int StepsOf(IReadOnlyList<StepSample> steps) => Given.Derived(Ada, Day, steps).Steps;

    [Theory, Edge("1", "an exact duplicate (same time, same value) is ignored")]
    [InlineData(CounterKind.Delta, 200)]
    [InlineData(CounterKind.SinceMidnight, 150)]
    [InlineData(CounterKind.SinceBoot, 50)]
    [InlineData(CounterKind.Lifetime, 50)]
    public void A_reading_sent_twice_counts_once(CounterKind kind, int steps)
    {
        var told = Counted(kind, (9, 100), (9.5, 100), (10, 150));
        var (length, expected) = kind == CounterKind.Delta ? (30 * Given.Minute, 350) : (0L, steps);
        told = [.. told.Select(sample => sample with { LengthMs = length })];

        Assert.Equal(expected, StepsOf(told));
        Assert.Equal(expected, StepsOf([.. told, .. told]));
    }

    [Fact, Edge("1", "a delta that comes late is inserted where it belongs")]
    public void A_late_delta_fills_its_own_time()
    {
        StepSample[] told = [Given.Steps(At(9), 100, lengthMs: Given.Minute), Given.Steps(At(11), 150, lengthMs: Given.Minute), Given.Steps(At(10), 200, lengthMs: Given.Minute)];

        Assert.Equal(450, StepsOf(told));
        Assert.Equal(200, Given.Derived(Ada, Day, told).HourlySteps[9]);
    }

    [Fact, Edge("1", "a counter's reading that comes late replays the stream and never subtracts backwards")]
    public void A_late_counter_reading_only_moves_steps_within_the_stream()
    {
        var inOrder = Counted(CounterKind.SinceBoot, (8, 1_000), (9, 1_400), (10, 2_000));
        StepSample[] late = [inOrder[0], inOrder[2], inOrder[1]];

        Assert.Equal(1_000, StepsOf(inOrder));
        Assert.Equal(1_000, StepsOf(late));
        Assert.Equal((400, 600), (Given.Derived(Ada, Day, late).HourlySteps[8], Given.Derived(Ada, Day, late).HourlySteps[9]));
    }

    [Fact, Edge("3", "two devices are never summed in one minute, and the larger is never taken for being larger")]
    public void In_one_minute_the_trusted_device_is_believed_even_where_another_counts_more()
    {
        List<StepSample> told = [.. Given.MinuteSteps(Day, Given.Repeat(50, 60)), .. Given.MinuteSteps(Day, Given.Repeat(70, 60), "phone")];

        Assert.Equal(3_000, StepsOf(told));
    }

    [Fact, Edge("8", "a walk across the full hour earns two active hours and one break")]
    public void A_walk_over_the_full_hour_is_one_break()
    {
        var activity = Given.Derived(Ada, Day, Given.MinuteSteps(Day, Enumerable.Range(0, 1_440).Select(i =>
            i is >= 655 and < 665 ? 60 : i is >= 600 and < 720 ? 1 : -1))).Activity;

        Assert.Equal((2, 1), (activity.Hours.Hit, activity.Breaks));
    }

    [Fact, Edge("8", "a minute only the heart calls active is not still")]
    public void Cycling_is_not_sitting()
    {
        var steps = Given.MinuteSteps(Day, Enumerable.Range(0, 1_440).Select(i => i is >= 600 and < 660 ? 0 : -1));
        var hearts = Given.HeartMinutes(Day, Enumerable.Range(0, 1_440).Select(i => i is >= 600 and < 620 ? 140 + (i % 3) : i is >= 620 and < 660 ? 65 + (i % 3) : 0));

        Assert.Equal((40, 20), (Given.Derived(Ada, Day, steps, hearts).Activity.StillMinutes, Given.Derived(Ada, Day, steps, hearts).Activity.HeartRateOnlyMinutes));
    }

    [Fact, Edge("13", "vigorous minutes only the heart tells of count for a relief window")]
    public void Cycling_hard_opens_a_window()
    {
        var steps = Given.MinuteSteps(Day, Enumerable.Range(0, 1_440).Select(i => i is >= 600 and < 660 ? 0 : -1));
        var hearts = Given.HeartMinutes(Day, Enumerable.Range(0, 1_440).Select(i => i is >= 600 and < 615 ? 150 + (i % 3) : i is >= 615 and < 660 ? 65 + (i % 3) : 0));

        var window = Assert.Single(Given.Derived(Ada, Day, steps, hearts).Activity.ReliefWindows);
        Assert.Equal((At(10.25), At(10.75)), (window.StartMs, window.EndMs));
    }

    [Theory, Edge("8", "a bout of stillness ends where the device was taken off or the wearer slept")]
    [InlineData(22, 60)] // the hour before sleeping time, and none after it
    [InlineData(23, 60)]
    public void Stillness_ends_with_sleep(int until, int longest)
    {
        var steps = Given.MinuteSteps(Day, Enumerable.Range(0, 1_440).Select(i => i < 21 * 60 ? 20 : i < until * 60 ? 0 : -1));

        Assert.Equal(longest, Given.Derived(Ada, Day, steps).Activity.LongestStillMinutes);
    }

    [Fact, Edge("7", "without steps the heart's class stands, without a heart rate the cadence's")]
    public void What_is_missing_leaves_the_class_to_the_other()
    {
        var hearts = Given.HeartMinutes(Day, Enumerable.Range(0, 20).Select(i => 120 + (i % 3)));
        Assert.Equal(20, Given.Derived(Ada, Day, [], hearts).Activity.ModerateMinutes);

        var steps = Given.MinuteSteps(Day, Given.Repeat(110, 20));
        Assert.Equal(20, Given.Derived(Ada, Day, steps).Activity.ModerateMinutes);
    }

    [Fact, Edge("4", "a heart rate that is unreliable (beta blocker) is ignored for effort")]
    public void An_unreliable_heart_lifts_nothing()
    {
        var steps = Given.MinuteSteps(Day, Given.Repeat(80, 20));
        var hearts = Given.HeartMinutes(Day, Enumerable.Range(0, 20).Select(i => 150 + (i % 3)));

        Assert.Equal(20, Given.Derived(Ada, Day, steps, hearts).Activity.VigorousMinutes);
        Assert.Equal((0, 20), (Given.Derived(Ada with { HeartRateUnreliable = true }, Day, steps, hearts).Activity.VigorousMinutes,
            Given.Derived(Ada with { HeartRateUnreliable = true }, Day, steps, hearts).Activity.LightMinutes));
    }
}
