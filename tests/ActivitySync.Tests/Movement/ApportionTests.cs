using ActivitySync.Core.Movement;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>Steps of an interval, cut by time: none is lost, none is invented, ties go to the earlier minute.</summary>
public sealed class ApportionTests
{
    const long Sec = 1_000;

    [Theory]
    [InlineData(0, 180, 100, new[] { 34, 33, 33 })]
    [InlineData(0, 60, 7, new[] { 7 })]
    [InlineData(10, 50, 7, new[] { 7 })]
    [InlineData(0, 120, 1, new[] { 1, 0 })] // a tie
    [InlineData(30, 150, 5, new[] { 1, 3, 1 })] // 1.25, 2.5, 1.25
    [InlineData(30, 150, 6, new[] { 2, 3, 1 })] // 1.5 and 1.5 tie
    [InlineData(45, 255, 10, new[] { 1, 3, 3, 3, 0 })] // inner minutes first, then a tie of the ends
    [InlineData(45, 255, 8, new[] { 1, 2, 2, 2, 1 })] // the ends first
    [InlineData(45, 255, 9, new[] { 1, 3, 2, 2, 1 })] // both ends, then the first inner one
    [InlineData(30, 165, 1, new[] { 0, 1, 0 })]
    [InlineData(30, 165, 2, new[] { 0, 1, 1 })] // the tail before the head
    [InlineData(15, 150, 4, new[] { 1, 2, 1 })] // tail and inner before the head
    [InlineData(15, 150, 5, new[] { 2, 2, 1 })] // the head alone
    [InlineData(45, 135, 2, new[] { 1, 1, 0 })] // 0.33, 1.33, 0.33: three ties
    [InlineData(50, 70, 1, new[] { 1, 0 })]
    [InlineData(50, 75, 1, new[] { 0, 1 })]
    [Edge("2", "whole steps by largest remainder, ties to the earlier minute")]
    public void Minutes_get_whole_steps_by_largest_remainder(int fromSec, int toSec, long steps, int[] expected)
    {
        var minutes = new int[expected.Length];
        Apportion.ToMinutes(minutes, Given.Hour, Given.Hour + (fromSec * Sec), Given.Hour + (toSec * Sec), steps);

        Assert.Equal(expected, minutes);
        Assert.Equal(steps, minutes.Sum());
    }

    [Fact]
    public void A_minute_not_known_before_becomes_known_and_a_known_one_grows()
    {
        int[] minutes = [StepMerge.Unknown, StepMerge.Coarse, 5, StepMerge.Unknown];

        Apportion.ToMinutes(minutes, 0, 0, 3 * Given.Minute, 0);
        Assert.Equal([0, 0, 5, StepMerge.Unknown], minutes);

        Apportion.ToMinutes(minutes, 0, 2 * Given.Minute, 4 * Given.Minute, 6);
        Assert.Equal([0, 0, 8, 3], minutes);
    }

    [Fact]
    public void An_instant_is_in_the_minute_it_lies_in()
    {
        var minutes = new int[3];
        Apportion.ToMinutes(minutes, 0, Given.Minute, Given.Minute, 4);

        Assert.Equal([0, 4, 0], minutes);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10, 10)]
    [InlineData(11, 10)]
    public void What_lies_before_a_cut_is_cut_to_the_interval(long cutMs, long before)
        => Assert.Equal(before, Apportion.Before(10, 0, 10, cutMs));

    [Theory]
    [InlineData(1, 10, 5, 1)] // half a step: away from zero
    [InlineData(1, 10, 4, 0)]
    [InlineData(3, 6, 3, 2)] // one and a half
    [InlineData(101, 7, 2, 29)] // the paper's 29 and 72
    [Edge("2", "rounding is half away from zero")]
    public void A_cut_rounds_half_away_from_zero(long steps, long lengthMs, long cutMs, long before)
    {
        Assert.Equal(before, Apportion.Before(steps, 100, 100 + lengthMs, 100 + cutMs));
        Assert.Equal(steps - before, Apportion.Between(steps, 100, 100 + lengthMs, 100 + cutMs, 100 + lengthMs));
    }

    [Fact]
    public void However_often_an_interval_is_cut_its_parts_add_up()
    {
        var cuts = Enumerable.Range(0, 101).Select(i => i * 7L).ToList();

        Assert.Equal(12_347, cuts.Zip(cuts.Skip(1), (from, to) => Apportion.Between(12_347, 0, 700, from, to)).Sum());
    }
}
