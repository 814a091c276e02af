using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Movement;

public sealed class ActivityTests
{
    static readonly Wearer Ada = Given.Wearer();
    static readonly LocalDay Day = Given.Day(Ada);

    static DayMovement Lived(Func<int, int> stepsAt, Wearer? wearer = null) =>
        Given.Derived(wearer ?? Ada, Day, Given.MinuteSteps(Day, Enumerable.Range(0, 1440).Select(stepsAt)));

    [Fact]
    public void Still_minutes_are_awake_and_worn()
    {
        // Walking before and after; 08:00 to 09:30 without a step.
        var activity = Lived(i => i is >= 360 and < 480 or >= 570 and < 1320 ? 20 : 0).Activity;

        Assert.Equal((90, 90), (activity.StillMinutes, activity.LongestStillMinutes));
        Assert.Equal([new StillBout(480, 90)], activity.StillBouts);
    }

    [Theory]
    [InlineData(9, 90)]
    [InlineData(10, 0)]
    public void A_minute_of_under_ten_steps_is_still(int steps, int minutes) =>
        Assert.Equal(minutes, Lived(i => i is >= 480 and < 570 ? steps : 20).Activity.StillMinutes);

    [Fact]
    [Edge("5", "zero steps for hours without a heart sensor are not worn")]
    public void Hours_of_zeros_are_not_still_but_not_worn()
    {
        var movement = Lived(i => i is >= 480 and < 540 or >= 720 and < 780 ? 50 : 0);

        Assert.Equal((120, 0), (movement.WornMinutes, movement.Activity.StillMinutes));
    }

    [Fact]
    public void Waking_hours_of_the_wearer_are_used()
    {
        var nightShift = Ada with { WakeTime = new LocalTime(18, 0), SleepTime = new LocalTime(9, 0) };

        // Steps before midnight to one o'clock, then 60 still minutes, then steps.
        var activity = Lived(i => i is < 60 or >= 120 ? 20 : 0, nightShift).Activity;

        Assert.Equal(60, activity.StillMinutes);
        Assert.Equal(0, Lived(i => i is < 60 or >= 120 ? 20 : 0).Activity.StillMinutes);
    }

    [Fact]
    public void Still_now_counts_back_from_the_last_known_minute()
    {
        Assert.Equal(50, Lived(i => i < 600 ? 20 : i < 650 ? 0 : -1).Activity.StillNowMinutes);
        Assert.Equal(0, Lived(i => i < 600 ? 20 : -1).Activity.StillNowMinutes);
    }

    [Fact]
    public void Walking_begins_at_sixty_steps_and_bears_a_short_pause()
    {
        var activity = Lived(i => i switch
        {
            >= 600 and < 610 => 60,
            611 => 90,
            >= 614 and < 620 => 100,
            700 => 59,
            _ => 1,
        }).Activity;

        Assert.Equal((17, 12), (activity.WalkingMinutes, activity.LongestWalkMinutes));
    }

    [Fact]
    public void Blocks_are_hit_by_a_break_inside_or_by_moderate_minutes()
    {
        // 08–10 a break; 10–12 three moderate minutes apart; 12–14 neither; rest slow.
        var activity = Lived(i => i switch
        {
            500 or 501 => 50,
            620 or 640 or 660 => 100,
            730 => 95,
            _ => 2,
        }).Activity;

        Assert.Equal(new Spread(2, 6), activity.Blocks);
    }

    [Fact]
    public void A_break_across_two_blocks_hits_neither_unless_it_is_long_enough_in_one()
    {
        Assert.Equal(0, Lived(i => i is 599 or 600 ? 60 : 2).Activity.Blocks.Hit);
        Assert.Equal(1, Lived(i => i is 599 or 600 or 601 ? 60 : 2).Activity.Blocks.Hit);
    }

    [Fact]
    public void Hours_and_blocks_not_known_do_not_count_as_missed()
    {
        var activity = Lived(i => i is >= 480 and < 630 ? 20 : -1).Activity;

        Assert.Equal(new Spread(2, 2), activity.Hours);
        Assert.Equal(new Spread(0, 2), activity.Blocks);
    }

    [Fact]
    [Edge("8", "100 steps within three minutes off the clock are one break")]
    public void Breaks_next_to_each_other_are_one_breaks_apart_are_two()
    {
        Assert.Equal(1, Lived(i => i is 600 or 603 ? 100 : 0).Activity.Breaks);
        Assert.Equal(1, Lived(i => i is 600 or 605 ? 100 : 0).Activity.Breaks);
        Assert.Equal(2, Lived(i => i is 600 or 606 ? 100 : 0).Activity.Breaks);
    }

    [Fact]
    [Edge("13", "the window is half an hour, of low confidence")]
    public void Relief_window_follows_the_bout_for_half_an_hour()
    {
        var window = Assert.Single(Lived(i => i is >= 600 and < 620 ? 140 : 0).Activity.ReliefWindows);

        Assert.Equal((Day.StartMs + 620 * Given.Minute, Day.StartMs + 650 * Given.Minute, 20, "low"),
            (window.StartMs, window.EndMs, window.VigorousMinutes, window.Confidence));
    }

    [Fact]
    [Edge("13", "a bout is at least four fifths vigorous")]
    public void Bout_must_be_mostly_vigorous()
    {
        var scattered = Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? Intensity.Vigorous : Intensity.Light).ToArray();

        Assert.Empty(VigorousBout.Find(scattered, MovementOptions.Default));
    }

    [Theory]
    [InlineData(4, true)] // 16 of 20 minutes
    [InlineData(5, false)] // 16 of 21
    public void Bout_is_vigorous_in_four_fifths_of_its_minutes(int light, bool isBout)
    {
        int[] vigorous = [0, .. Enumerable.Range(0, 15).Select(i => i + 1 + Math.Min(i, light))];
        var minutes = new Intensity[60];
        foreach (var minute in vigorous)
        {
            minutes[10 + minute] = Intensity.Vigorous;
        }

        Assert.Equal(isBout, VigorousBout.Find(minutes, MovementOptions.Default).Count == 1);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void Gaps_between_heartbeats_are_worn_up_to_nine_minutes_at_any_time_of_day(int gap, bool isWorn)
    {
        var states = new sbyte[1440];
        (states[5], states[600], states[601 + gap]) = (WearTime.Valid, WearTime.Valid, WearTime.Valid);

        var worn = WearTime.FromHeartRate(states, MovementOptions.Default);

        Assert.Equal(isWorn ? 3 + gap : 3, worn.Count(minute => minute));
        Assert.False(worn[4]); // nothing is known before the first
    }

    [Theory]
    [InlineData(-90, true)]
    [InlineData(-91, false)]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public void Short_burst_counts_as_worn_with_other_steps_within_ninety_minutes_of_it(int apart, bool isWorn)
    {
        var minutes = new int[900];
        (minutes[450], minutes[450 + apart]) = (50, 50);

        Assert.Equal(isWorn, WearTime.FromSteps(minutes, MovementOptions.Default)[450]);
    }
}
