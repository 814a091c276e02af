using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using static ActivitySync.Tests.Scoring.LifeTests;

namespace ActivitySync.Tests.Scoring;

/// <summary>Progress, marks and parts of a day exactly at their limits.</summary>
public sealed class TodayEdgeTests
{
    [Theory]
    [InlineData(13, 2_800)] // evenly from seven to ten: seven of fifteen hours
    [InlineData(14, 3_000)] // as one walks, from eight to eight: six of twelve
    public void The_pace_follows_habit_from_fourteen_days_on(int days, int expected) =>
        Assert.Equal(expected, Settled(With(new TargetSettings { Strategy = "fixed", FixedSteps = 6_000 }), 7_200, days).Progress(14, []).ExpectedNow);

    [Fact]
    public void Of_a_day_told_in_long_intervals_nothing_is_said_about_its_minutes()
    {
        var life = Settled(days: 6);
        var day = Given.Day(date: life.Next);

        var coarse = life.Progress(12, [Given.Steps(day.StartMs + (12 * Given.Hour), 3_000, lengthMs: 4 * Given.Hour)]);
        var fine = life.Progress(12, Given.MinuteSteps(day, Given.Repeat(20, 600).Concat(Given.Repeat(0, 45))));

        Assert.Equal((3_000, null, null), (coarse.Steps, coarse.Activity, coarse.StillNowMinutes));
        Assert.Equal((12_000, 45), (fine.Steps, fine.StillNowMinutes));
        Assert.NotNull(fine.Activity);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Spread_is_judged_from_three_blocks_on(int blocks, bool isKnown)
    {
        // Worn by the heart alone, so that the day counts; steps are known in some blocks.
        var life = Settled();
        var day = Given.Day(date: life.Next);
        var steps = Given.MinuteSteps(day, Enumerable.Range(0, 1_440).Select(i => i >= 480 && i < 480 + (blocks * 120) ? 20 : -1));
        var hearts = Given.HeartMinutes(day, Enumerable.Range(0, 900).Select(i => 60 + (i % 7)));

        Assert.Equal(isKnown, life.Live(steps, hearts).Points?.Spread is not null);
    }

    [Fact]
    public void Enough_for_today_is_never_less_than_the_target()
    {
        var life = Settled(With(new TargetSettings { Strategy = "fixed", FixedSteps = 9_000 }), steps: 5_000, days: 8);

        Assert.Equal(9_000, life.Last.EnoughSteps);
        Assert.True(Settled(With(new TargetSettings { Strategy = "fixed", FixedSteps = 5_000 }), steps: 5_000, days: 8).Last.EnoughSteps > 5_000);
    }

    [Fact]
    public void A_decision_of_the_day_is_explained_before_older_ones()
    {
        var life = Settled(days: 14);
        var day = Given.Day(date: life.Next);

        var explanation = DayExplanation.Of(
            Given.Wearer(), day, new DaySamples { Steps = Given.MinuteSteps(day, Given.Repeat(10, 700)), HeartRates = [] },
            life.Reports, [], ScoringOptions.Default);

        var decision = Assert.Single(explanation.Steps, step => step.Label == "decision");
        Assert.NotNull(explanation.Report.Decision);
        Assert.Equal($"Decided on 2026-06-15: {explanation.Report.Decision.Sentence}", decision.Sentence);
    }

    [Fact]
    public void A_told_resting_heart_rate_is_of_the_newest_seven_days()
    {
        var life = new Fold(Given.Wearer() with { BirthYear = 1981 });
        for (var i = 0; i < 8; i++)
        {
            var day = Given.Day(date: life.Next);
            life.Live([], [new HeartRateSample("ada", "watch", day.StartMs, i < 4 ? 60 : 70, HeartRateKind.Resting)]);
        }

        Assert.Equal((70, RestingBasis.Told), (life.Last.RestingBpm, life.Last.RestingBasis)); // four of the last seven
    }

    [Fact]
    public void The_picture_of_a_day_has_its_minutes_one_by_one()
    {
        var wearer = Given.Wearer() with { MaxHeartRateBpm = 180, RestingHeartRateBpm = 60 };
        var day = Given.Day();
        var movement = Given.Derived(wearer, day, [.. Given.MinuteSteps(day, [0, 110, 90, 90, 90]), Given.Steps(day.StartMs + (5 * Given.Hour), 300, lengthMs: 3 * Given.Hour)],
            Given.HeartMinutes(day, [0, 0, 120, 121, 122, 70]));

        var minutes = DayMinute.Of(wearer, movement, [], ScoringOptions.Default);

        Assert.Equal(1_440, minutes.Count);
        Assert.Equal(
            [
                new DayMinute(0, null, false, Intensity.Sedentary), new DayMinute(110, null, true, Intensity.Moderate),
                new DayMinute(90, 120, true, Intensity.Moderate), new DayMinute(90, 121, true, Intensity.Moderate),
                new DayMinute(90, 122, true, Intensity.Moderate), new DayMinute(null, 70, true, Intensity.Sedentary),
            ],
            minutes.Take(6));
        Assert.Equal(new DayMinute(null, null, false, Intensity.Unknown), minutes[200]); // steps in the total only
    }

    [Fact]
    public void Of_parts_with_equal_rests_the_first_has_the_point_that_is_left() => Assert.Equal(
        [1, 0, null, null], CompositeScore.Of([new Component(25, 1, 100), new Component(25, 1, 100), null, null])!.Points);

    [Fact]
    public void Of_two_words_of_one_moment_the_larger_is_the_last()
    {
        var day = Given.Day();
        JournalEntry[] told = [new("ada", JournalKind.Pain, day.StartMs, 5), new("ada", JournalKind.Pain, day.StartMs, 3)];

        Assert.Equal(5, DayJournal.Of(Given.Wearer(), told, day.Date).Last(JournalKind.Pain));
        Assert.Equal(5, DayJournal.Of(Given.Wearer(), [.. told.Reverse()], day.Date).Last(JournalKind.Pain));
    }
}
