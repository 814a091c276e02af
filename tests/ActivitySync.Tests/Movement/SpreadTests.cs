using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>Hours and blocks of the day at their edges: worn long enough, moved enough, inside the window.</summary>
public sealed class SpreadTests
{
    static readonly Wearer Ada = Given.Wearer();
    static readonly LocalDay Day = Given.Day(Ada);

    static DayActivity Lived(Func<int, int> stepsAt, Func<int, bool>? wornAt = null)
    {
        var hearts = wornAt is null ? [] : Given.HeartMinutes(Day, Enumerable.Range(0, 1_440).Select(i => wornAt(i) ? 60 + (i % 7) : 0));
        return Given.Derived(Ada, Day, Given.MinuteSteps(Day, Enumerable.Range(0, 1_440).Select(stepsAt)), hearts).Activity;
    }

    [Theory]
    [InlineData(249, 0)]
    [InlineData(250, 1)]
    [Edge("8", "an hour is active from 250 steps")]
    public void An_hour_is_active_from_250_steps(int steps, int hit)
        => Assert.Equal(new Spread(hit, 1), Lived(i => i == 600 ? steps - 59 : i is >= 600 and < 660 ? 1 : -1).Hours);

    [Theory]
    [InlineData(8, 0)]
    [InlineData(9, 1)]
    [InlineData(17, 1)]
    [InlineData(18, 0)]
    public void Active_hours_are_those_from_nine_to_six(int hour, int hit)
        => Assert.Equal(hit, Lived(i => i / 60 == hour ? 5 : -1).Hours.Hit);

    [Theory]
    [InlineData(29, 0)]
    [InlineData(30, 1)]
    [Edge("8", "hours and blocks with under 30 worn minutes are not judged")]
    public void An_hour_and_a_block_need_thirty_worn_minutes(int worn, int eligible)
    {
        // Steps would be worn of themselves: zeros, and a heart that beats.
        var activity = Lived(i => i is >= 600 and < 720 ? 0 : -1, i => i >= 600 && i < 600 + worn);

        Assert.Equal((eligible, eligible), (activity.Hours.Eligible, activity.Blocks.Eligible));
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    [Edge("8", "a two-hour block is hit by a break inside it")]
    public void A_block_is_hit_by_a_hundred_steps_within_three_minutes(int steps, int hit)
    {
        Assert.Equal(hit, Lived(i => i is 600 ? steps - 40 : i is 602 ? 40 : i is >= 600 and < 720 ? 0 : -1, _ => true).Blocks.Hit);
        Assert.Equal(0, Lived(i => i is 600 ? steps - 40 : i is 603 ? 40 : i is >= 600 and < 720 ? 0 : -1, _ => true).Blocks.Hit); // a minute too late
    }

    [Theory]
    [InlineData(7, 0)]
    [InlineData(8, 1)]
    [InlineData(19, 1)]
    [InlineData(20, 0)]
    public void Blocks_are_those_from_eight_to_eight(int hour, int hit)
        => Assert.Equal(hit, Lived(i => i / 60 == hour ? 60 : -1).Blocks.Hit);

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [Edge("8", "a two-hour block is hit by three moderate minutes")]
    public void A_block_is_hit_by_three_moderate_minutes_that_only_the_heart_tells_of(int moderate, int hit)
    {
        var ada = Ada with { BirthYear = 1981, RestingHeartRateBpm = 62 };
        // Cycling from 09:50 on: at least ten minutes make it effort, so many of them lie in the block of ten.
        var hearts = Given.HeartMinutes(Day, Enumerable.Range(0, 1_440).Select(i => i >= 590 && i < 600 + moderate ? 120 + (i % 3) : i is >= 590 and < 720 ? 65 + (i % 3) : 0));
        var steps = Given.MinuteSteps(Day, Enumerable.Range(0, 1_440).Select(i => i is >= 600 and < 720 ? 0 : -1));

        Assert.Equal(hit, Given.Derived(ada, Day, steps, hearts).Activity.Blocks.Hit);
    }

    [Fact]
    public void All_six_blocks_can_be_hit_and_no_more()
        => Assert.Equal(new Spread(6, 6), Lived(i => i % 120 == 30 ? 100 : 3).Blocks);
}
