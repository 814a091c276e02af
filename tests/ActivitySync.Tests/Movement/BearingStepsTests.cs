using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>Which readings around a day are kept for it, so that its margins need no memory.</summary>
public sealed class BearingStepsTests
{
    static readonly LocalDay Day = Given.Day();
    static readonly long Reach = MovementOptions.Default.UnknownLengthMs;

    static IReadOnlyList<StepSample> Kept(params StepSample[] samples)
    {
        var bearing = new BearingSteps(Day, MovementOptions.Default);
        foreach (var sample in samples)
        {
            bearing.Add([sample]);
        }
        return bearing.ToList();
    }

    static StepSample Delta(long endMs, long steps = 10, long lengthMs = Given.Minute, string device = "watch") =>
        Given.Steps(endMs, steps, lengthMs: lengthMs, device: device);

    [Fact]
    public void A_delta_is_kept_where_it_touches_the_day()
    {
        StepSample[] touching = [Delta(Day.StartMs + 1), Delta(Day.StartMs + Given.Hour), Delta(Day.EndMs + Given.Minute - 1)];

        Assert.Equal(touching, Kept([Delta(Day.StartMs), .. touching, Delta(Day.EndMs + Given.Minute)]));
    }

    [Fact]
    public void A_delta_of_unknown_length_and_a_counter_are_always_kept()
    {
        StepSample[] open =
        [
            Delta(Day.StartMs - (30 * Given.Hour), lengthMs: 0),
            Given.Steps(Day.StartMs - (40 * Given.Hour), 12_000, CounterKind.SinceBoot),
            Given.Steps(Day.EndMs + (40 * Given.Hour), 100, CounterKind.SinceMidnight),
        ];

        Assert.Equal(open, Kept(open));
    }

    [Fact]
    public void Of_those_well_before_the_day_the_last_of_each_device_is_kept()
    {
        var (last, phone) = (Delta(Day.StartMs - Reach), Delta(Day.StartMs - (9 * Given.Hour), device: "phone"));

        Assert.Equal([last, phone], Kept(
            Delta(Day.StartMs - (2 * Reach)), phone, last, Delta(Day.StartMs - (3 * Reach)), Delta(Day.StartMs - Reach + 1)));
    }

    [Fact]
    public void Of_two_at_one_time_the_one_that_sorts_last_is_kept_whichever_came_first()
    {
        var (few, many) = (Delta(Day.StartMs - Reach, 3), Delta(Day.StartMs - Reach, 4));

        Assert.Equal(Kept(few, many), Kept(many, few));
        Assert.Single(Kept(few, many));
    }
}
