using ActivitySync.Core.Scoring;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;
using static ActivitySync.Tests.Scoring.LifeTests;

namespace ActivitySync.Tests.Scoring;

/// <summary>Edges of the small rules around a day: pace, streak, loads, resting heart rate, advice, the way back.</summary>
public sealed class SmallRuleTests
{
    [Theory]
    [InlineData(7, 22, 0, 14, 30, 3000)]
    [InlineData(7, 22, 0, 6, 0, 0)]
    [InlineData(7, 22, 0, 23, 0, 6000)]
    [InlineData(9, 1, 0, 17, 0, 3000)] // asleep after midnight
    [InlineData(9, 1, 4, 0, 0, 5625)] // the same on a day that begins at four: midnight is late in it
    [InlineData(9, 1, 4, 3, 0, 6000)]
    [InlineData(7, 4, 4, 7, 0, 0)]
    [Edge("8", "the pace of the day is even from waking to sleeping")]
    public void Even_pace_goes_from_waking_to_sleeping(int wake, int sleep, int dayStart, int hour, int minute, int steps) =>
        Assert.Equal(steps, PaceOfDay.Even(6000, new LocalTime(wake, 0), new LocalTime(sleep, 0), new LocalTime(dayStart, 0), new LocalTime(hour, minute)));

    [Fact]
    public void Pace_by_habit_counts_the_minutes_of_the_running_hour()
    {
        int[] hours = [.. Given.Repeat(0, 8), 600, 1800, .. Given.Repeat(0, 13), 600];

        Assert.Equal(1000, At(0, 8, 60 - 10, hours, of: 6000));
        Assert.Equal(2400, At(0, 9, 20, hours, of: 6000));
        Assert.Equal(6000 / 3000 * (600 + 600 + 900), At(23, 9, 30, hours, of: 6000));
        Assert.Equal(0, At(0, 9, 30, new int[24], of: 6000));

        static int At(int dayStart, int hour, int minute, int[] hours, int of) =>
            PaceOfDay.ByHabit(of, [hours], new LocalTime(dayStart, 0), new LocalTime(hour, minute));
    }

    [Fact]
    public void Pace_is_laid_over_the_wearers_own_waking_hours()
    {
        var life = Settled(Given.Wearer() with { WakeTime = new LocalTime(5, 0), SleepTime = new LocalTime(21, 0) }, days: 5);

        Assert.Equal(1500, life.Progress(9, []).ExpectedNow);
    }

    [Theory]
    [InlineData(6, 0, true)]
    [InlineData(7, 0, true)]
    [InlineData(8, 0, false)]
    [InlineData(4, 3, true)]
    [InlineData(5, 3, false)]
    public void Streak_outlives_up_to_seven_days_that_are_missing_or_cannot_be_judged(int missing, int empty, bool lives)
    {
        var life = Settled(days: 10);
        var streak = life.Last.Streak;
        for (var i = 0; i < empty; i++)
        {
            Assert.Equal((streak, i + 1), (life.Live([], []).Streak, life.Last.StreakPause));
        }
        life.Skip(missing);

        Assert.Equal(lives ? streak + 1 : 1, life.Live(9000).Streak);
    }

    [Fact]
    public void Eighth_day_in_a_row_that_cannot_be_judged_ends_the_streak()
    {
        var life = Settled(days: 10);
        var streak = life.Last.Streak;

        Assert.Equal([.. Given.Repeat(streak, 7), 0], Enumerable.Range(0, 8).Select(_ => life.Live([], []).Streak));
    }

    [Fact]
    public void Rolling_loads_need_four_weeks_and_something_to_divide_by()
    {
        decimal[] three = [.. Enumerable.Repeat(30m, 27)];

        Assert.Equal((null, null), (RollingLoad.Coupled(three), RollingLoad.Uncoupled(three)));
        Assert.Null(RollingLoad.Coupled([.. Enumerable.Repeat(0m, 28)]));
        Assert.Equal(2m, RollingLoad.Uncoupled([.. Enumerable.Repeat(20m, 21), .. Enumerable.Repeat(30m, 3), .. Enumerable.Repeat(47.5m, 4)]));
    }

    [Fact]
    [Edge("11", "the ratio of loads is hidden for 28 days and null over zero")]
    public void Load_ratio_needs_four_weeks_and_something_to_divide_by()
    {
        Assert.Null(Ratio(5000, 27));
        Assert.Equal(1, Ratio(5000, 28)!.Value, 9);
        Assert.Null(Ratio(0, 40));

        static double? Ratio(int steps, int days) => Given.Repeat(steps, days)
            .Aggregate((LoadAverage?)null, (load, today) => LoadAverage.Next(load, today, ScoringOptions.Default))!.Ratio;
    }

    [Fact]
    public void Resting_heart_rate_as_told_holds_until_three_days_are_measured()
    {
        var life = new Fold(Given.Wearer() with { BirthYear = 1981, RestingHeartRateBpm = 48 });

        Assert.Equal([48m, 48m, 62.5m], Enumerable.Range(30, 3).Select(half => life.Live(5000, 2 * half).RestingBpm!.Value));
    }

    [Fact]
    [Edge("4", "resting heart rate is the median of seven days, never of one")]
    public void Resting_heart_rate_is_of_the_newest_seven_days()
    {
        var life = new Fold(Given.Wearer() with { BirthYear = 1981 });
        for (var i = 0; i < 8; i++)
        {
            life.Live(5000, i < 4 ? 60 : 70);
        }

        Assert.Equal(70.5m, life.Last.RestingBpm); // four of the last seven
    }

    [Fact]
    public void Effort_is_seen_with_the_resting_heart_rate_once_it_is_measured()
    {
        var wearer = Given.Wearer() with { MaxHeartRateBpm = 180 };
        var life = new Fold(wearer);
        for (var i = 0; i < 4; i++)
        {
            var day = Given.Day(date: life.Next);
            int[] bpm = [.. Enumerable.Range(0, 600).Select(m => 44 + m % 2), .. Enumerable.Range(0, 30).Select(m => 103 + m % 2), .. Enumerable.Range(0, 810).Select(m => 50 + m % 2)];
            life.Live(Given.MinuteSteps(day, Given.Repeat(20, 1440)), Given.HeartMinutes(day, bpm));
        }

        // 103 is 30 percent of the reserve over a resting rate of 70, and 43 percent over one of 44.5.
        Assert.Equal(0, life.Reports[0].Activity!.ModerateMinutes);
        Assert.Equal(30, life.Last.Activity!.ModerateMinutes);
    }

    [Fact]
    public void Advice_stands_only_where_it_belongs()
    {
        Assert.Contains(Paced(6700), reason => reason.StartsWith("More than the day's quota", StringComparison.Ordinal));
        Assert.DoesNotContain(Paced(6600), reason => reason.StartsWith("More than the day's quota", StringComparison.Ordinal));
        Assert.DoesNotContain(Settled(days: 5).Live(9000).Reasons, reason => reason.StartsWith("More than the day's quota", StringComparison.Ordinal));

        static IReadOnlyList<string> Paced(int steps) =>
            Settled(With(new TargetSettings { Strategy = "fixed", FixedSteps = 6000, Pacing = true }), days: 5).Live(steps).Reasons;
    }

    [Theory]
    [InlineData(true, 140, true)]
    [InlineData(false, 140, false)]
    [InlineData(true, 90, false)]
    public void Relief_is_spoken_of_after_vigorous_exercise_to_those_who_asked(bool asked, int cadence, bool said)
    {
        var life = new Fold(Given.Wearer() with { ShowReliefWindows = asked });
        int[] counts = [.. Given.Repeat(5, 600), .. Given.Repeat(cadence, 20), .. Given.Repeat(5, 820)];

        var report = life.Live(Given.MinuteSteps(Given.Day(date: life.Next), counts), []);

        Assert.Equal(said, report.Reasons.Any(reason => reason.StartsWith("After vigorous exercise", StringComparison.Ordinal)));
    }

    [Fact]
    [Edge("11", "the longest walk has its own spike")]
    public void Longest_walk_that_stands_out_is_told()
    {
        const string Told = "Your longest walk was clearly longer than any of the last 30 days.";
        var life = new Fold(Given.Wearer());
        for (var i = 0; i < 8; i++)
        {
            Assert.DoesNotContain(Told, Walked(20).Reasons);
        }

        Assert.DoesNotContain(Told, Walked(26).Reasons); // 130 percent: small
        Assert.Contains(Told, Walked(36).Reasons);

        DayReport Walked(int minutes) => life.Live(Given.MinuteSteps(
            Given.Day(date: life.Next), [.. Given.Repeat(5, 600), .. Given.Repeat(100, minutes), .. Given.Repeat(5, 700)]), []);
    }

    [Fact]
    public void Parts_that_are_missing_are_named()
    {
        var life = new Fold(Given.Wearer());
        for (var i = 0; i < 4; i++)
        {
            life.Live([Given.Steps(Given.Day(date: life.Next).StartMs + 20 * Given.Hour, 6000, lengthMs: 12 * Given.Hour)], Hearts());
        }
        var report = life.Live([Given.Steps(Given.Day(date: life.Next).StartMs + 20 * Given.Hour, 6000, lengthMs: 12 * Given.Hour)], Hearts());

        Assert.Contains("The score covers 40 of 100; not known: spread through the day, effort, consistency; it is provisional.", report.Reasons);
        Assert.Equal((6000, null), (report.CoarseSteps, report.HourlySteps));

        IReadOnlyList<HeartRateSample> Hearts() => Given.HeartMinutes(Given.Day(date: life.Next), Enumerable.Range(0, 1440).Select(m => 60 + m % 2));
    }

    [Fact]
    public void Day_without_readings_has_no_coarse_steps_either() => Assert.Null(Settled().Live([], []).CoarseSteps);

    [Fact]
    public void Last_day_of_learning_says_that_the_target_comes_next()
    {
        var life = Settled(days: 4);

        Assert.EndsWith("The first target comes after that.", life.Reports[2].Reasons[0], StringComparison.Ordinal);
        Assert.EndsWith("The first target comes next.", life.Reports[3].Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    [Edge("9", "firm from six days with one of a weekend; of the first 14 days only")]
    public void Baseline_of_workdays_alone_is_never_firm()
    {
        var life = new Fold(Given.Wearer());
        for (var week = 0; week < 2; week++)
        {
            for (var i = 0; i < 5; i++)
            {
                life.Live(6000);
            }
            life.Skip(2);
        }

        Assert.Equal((10, false), (life.Last.BaselineDays.Count, life.Last.BaselineFirm));
    }

    [Fact]
    [Edge("11", "the way back is 10 % every three valid days")]
    public void Steps_back_up_after_a_flare_are_three_valid_days_apart()
    {
        var life = Settled(With(new TargetSettings { FlarePolicy = "deload" }), steps: 7500, days: 20);
        for (var i = 0; i < 4; i++)
        {
            life.Tell(JournalKind.Pain, i == 3 ? 6 : 3).Live(7500);
        }
        for (var i = 0; i < 3; i++)
        {
            life.Tell(JournalKind.Pain, 3).Live(6000);
        }
        var over = life.Reports.Count - 1;
        life.Live(6000);
        life.Live([], []); // not a valid day
        for (var i = 0; i < 8; i++)
        {
            life.Live(6000);
        }

        var steps = life.Reports.Select((report, day) => (report, day: day - over))
            .Where(step => step.report.Decision?.Action == TargetAction.Recover).Select(step => (step.day, step.report.Target)).ToList();
        Assert.Equal([(5, 6750), (8, 7500)], steps); // each decided on the day after the third valid one; the last of the flare is none
    }

    [Fact]
    public void Choosing_to_keep_ends_a_run_of_raises_and_choosing_more_goes_on_with_it()
    {
        Assert.Equal(0, Chosen(0));
        Assert.Equal(1, Chosen(1));
        Assert.Equal(1, Chosen(9)); // the most that was offered

        static int Chosen(int choice)
        {
            var life = Settled(steps: 6000, days: 11);
            for (var i = 0; i < 4; i++)
            {
                life.Live(9000);
            }
            Assert.Equal(TargetAction.Raise, life.Last.Decision!.Action);
            return life.Tell(JournalKind.TargetChoice, choice).Live(9000).Targets!.ConsecutiveRaises;
        }
    }

    [Fact]
    public void Quota_of_a_later_week_has_grown_by_its_weeks()
    {
        var life = Settled(With(new TargetSettings { Strategy = "quota" }), steps: 4000, days: 5 + 14);

        Assert.Equal(4000 + 2 * 400, life.Live(4000).Target);
    }

    [Fact]
    public void Progress_tells_what_is_met()
    {
        var life = Settled(days: 6);
        var day = Given.Day(date: life.Next);

        Assert.True(life.Progress(12, Given.MinuteSteps(day, Given.Repeat(10, 600))).IsMet);
        Assert.False(life.Progress(12, Given.MinuteSteps(day, Given.Repeat(9, 600))).IsMet);
    }
}
