using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Scoring;

/// <summary>What happens over days: streaks, excused days, flares, choices, gaps.</summary>
public sealed class LifeTests
{
    internal static Fold Settled(Wearer? wearer = null, int steps = 6000, int days = 14)
    {
        var life = new Fold(wearer ?? Given.Wearer());
        for (var day = 0; day < days; day++)
        {
            life.Live(steps);
        }
        return life;
    }

    internal static Wearer With(TargetSettings settings) => Given.Wearer() with { Target = settings };

    [Theory]
    [InlineData(JournalKind.RestDay, Excuse.Rest)]
    [InlineData(JournalKind.SickDay, Excuse.Sick)]
    [Edge("11", "rest and sick days keep the streak and leave the baseline alone")]
    public void Rest_and_sick_days_keep_the_streak_and_stay_out_of_the_baseline(JournalKind kind, Excuse excuse)
    {
        var life = Settled(days: 8);
        var streak = life.Last.Streak;
        var known = life.Last.BaselineDays.Count;

        var report = life.Tell(kind, 1).Live(900);

        Assert.Equal((DayStatus.Excused, excuse, Attainment.Excused), (report.Status, report.Excuse, report.Met));
        Assert.Equal((streak, known, null), (report.Streak, report.BaselineDays.Count, report.Score));
        Assert.True(streak > 0);
        Assert.Contains(report.Reasons, reason => reason.Contains("streak stays", StringComparison.Ordinal));
    }

    [Fact]
    public void Later_word_takes_a_rest_day_back() =>
        Assert.Equal(Excuse.None, Settled().Tell(JournalKind.RestDay, 1).Tell(JournalKind.RestDay, 0).Live(6000).Excuse);

    [Fact]
    public void Missed_day_ends_the_streak() => Assert.Equal(0, Settled().Live(2000).Streak);

    [Fact]
    public void Streak_survives_a_week_without_data_not_more()
    {
        var week = Settled(days: 20);
        week.Skip(7);
        var more = Settled(days: 20);
        more.Skip(8);
        var before = week.Last.Streak;

        Assert.Equal((before + 1, 1), (week.Live(9000).Streak, more.Live(9000).Streak));
    }

    [Fact]
    [Edge("6", "a short day that met its target is met, one that missed is unknown")]
    public void Day_worn_too_short_that_met_its_target_counts_one_that_missed_is_unknown()
    {
        var life = Settled();
        var day = Given.Day(date: life.Next);
        var met = life.Live(Given.MinuteSteps(day, Given.Repeat(-1, 600).Concat(Given.Repeat(110, 60))), []);
        var missed = life.Live(Given.MinuteSteps(Given.Day(date: life.Next), Given.Repeat(-1, 600).Concat(Given.Repeat(50, 60))), []);

        Assert.Equal((Attainment.Met, DayStatus.Insufficient, null), (met.Met, met.Status, met.Score));
        Assert.Equal(Attainment.Unknown, missed.Met);
        Assert.Equal(0, missed.Coverage);
    }

    [Fact]
    [Edge("12", "an invalid day has no score instead of 0")]
    public void Day_of_zeros_has_no_score_instead_of_zero()
    {
        var life = Settled();

        var report = life.Live(Given.MinuteSteps(Given.Day(date: life.Next), Given.Repeat(0, 1440)), []);

        Assert.Equal((DayStatus.Insufficient, null, 0), (report.Status, report.Score, report.Coverage));
        Assert.Equal((Attainment.Unknown, null), (report.Met, report.AttainmentPercent));
        Assert.DoesNotContain(report.Reasons, reason => reason.Contains("percent of the target", StringComparison.Ordinal));
    }

    [Fact]
    public void Day_without_any_reading_has_no_steps_instead_of_zero()
    {
        var report = Settled().Live([], []);

        Assert.Null(report.Steps);
        Assert.Equal(ValidityReason.NoData, report.ValidityReason);
    }

    [Fact]
    [Edge("12", "coverage under 70 is provisional")]
    public void Steps_known_only_coarsely_make_a_provisional_score()
    {
        var life = Settled();
        var day = Given.Day(date: life.Next);
        var hourly = Enumerable.Range(0, 12).Select(i => Given.Steps(
            day.StartMs + (8 + i) * Given.Hour + 61 * Given.Minute, 600, lengthMs: 61 * Given.Minute)).ToList();

        var report = life.Live(hourly, []);

        Assert.Equal((DayStatus.Provisional, 55), (report.Status, report.Coverage));
        Assert.Null(report.Activity);
        Assert.Null(report.Points!.Spread);
        Assert.Contains(report.Reasons, reason => reason.Contains("provisional", StringComparison.Ordinal));
    }

    [Fact]
    [Edge("7", "weekly equivalents: moderate + 2 × vigorous")]
    public void Weekly_effort_sums_the_days_that_are_known()
    {
        var life = new Fold(Given.Wearer());
        for (var i = 0; i < 9; i++)
        {
            var day = Given.Day(date: life.Next);
            life.Live(Given.MinuteSteps(day, Enumerable.Range(0, 1440).Select(m =>
                m is >= 600 and < 610 ? 110 : m is >= 700 and < 703 ? 140 : m is >= 480 and < 1200 ? 3 : 0)), []);
        }

        Assert.Null(life.Reports[2].WeeklyEquivalentMinutes);
        Assert.Equal((64, 4), (life.Reports[3].WeeklyEquivalentMinutes, life.Reports[3].WeeklyDays));
        Assert.Equal((112, 7, 448, 80), (life.Last.WeeklyEquivalentMinutes, life.Last.WeeklyDays, life.Last.WeeklyMetMinutes, life.Last.WeeklyEssentialPoints));
    }

    [Fact]
    public void Consistency_looks_at_the_last_seven_judged_days()
    {
        var life = Settled(days: 8);
        Assert.Null(life.Last.Points!.Consistency);
        life.Live(6000);
        Assert.Equal(15, life.Live(6000).Points!.Consistency);
        for (var i = 0; i < 5; i++)
        {
            life.Live(1000);
        }
        Assert.Equal(6, life.Last.Points!.Consistency);
    }

    [Fact]
    [Edge("11", "a spike needs seven days; today is no part of its reference")]
    public void Spike_needs_seven_days_and_marks_what_is_enough()
    {
        var life = new Fold(Given.Wearer());
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(SpikeLevel.NoReference, life.Live(5000).StepSpike);
            Assert.Null(life.Last.EnoughSteps);
        }

        var report = life.Live(10_001);

        Assert.Equal((SpikeLevel.Large, 5500), (report.StepSpike, report.EnoughSteps));
        Assert.Contains(report.Reasons, reason => reason.StartsWith("Clearly more steps", StringComparison.Ordinal));
        Assert.Equal(SpikeLevel.None, life.Live(11_001).StepSpike);
    }

    [Fact]
    [Edge("11", "a missing day carries the load and is not zero")]
    public void Load_skips_days_that_are_not_known()
    {
        var life = Settled(days: 5);
        var before = life.Last.Load;

        Assert.Equal(before, life.Live([], []).Load);
        Assert.Equal(6, life.Live(6000).Load!.Days);
    }

    [Fact]
    [Edge("9", "firm from six days with one of a weekend; of the first 14 days only")]
    public void Baseline_is_firm_with_six_days_and_a_weekend_and_stops_at_fourteen()
    {
        var life = Settled(days: 20);

        Assert.False(life.Reports[4].BaselineFirm);
        Assert.True(life.Reports[5].BaselineFirm);
        Assert.Equal(14, life.Last.BaselineDays.Count);
        Assert.Null(life.Reports[2].BaselineSteps);
        Assert.Equal(6000, life.Reports[3].BaselineSteps);
    }

    [Fact]
    public void Resting_heart_rate_of_three_days_replaces_the_guess()
    {
        var life = new Fold(Given.Wearer() with { BirthYear = 1981 });

        Assert.Null(life.Live(5000, 60).RestingBpm);
        Assert.Null(life.Live(5000, 62).RestingBpm);
        var third = life.Live(5000, 64);

        Assert.Equal((62.5m, 64.5m, 176.5m), (third.RestingBpm, third.DayRestingBpm, third.MaxBpm));
        Assert.True(third.MaxBpmEstimated);
    }

    [Fact]
    [Edge("13", "off for those who did not ask")]
    public void Relief_windows_are_shown_only_to_those_who_asked()
    {
        int[] counts = [.. Given.Repeat(5, 600), .. Given.Repeat(140, 20), .. Given.Repeat(5, 820)];

        Assert.Single(Lived(true).Activity!.ReliefWindows);
        Assert.Empty(Lived(false).Activity!.ReliefWindows);

        DayReport Lived(bool shown)
        {
            var life = new Fold(Given.Wearer() with { ShowReliefWindows = shown });
            return life.Live(Given.MinuteSteps(Given.Day(date: life.Next), counts), []);
        }
    }

    [Fact]
    [Edge("6", "an irregular day is scored and stays out of baseline and attainment")]
    public void Journey_is_scored_but_not_compared()
    {
        var noon = new LocalDate(2026, 6, 15).At(new LocalTime(12, 0)).InUtc().ToInstant();
        var wearer = Given.Wearer() with
        {
            Zones = new ZoneTimeline(Given.Zone("Europe/Berlin"), [(noon, Given.Zone("America/New_York"))]),
        };
        var life = Settled(wearer);

        var report = life.Live(2000);

        Assert.Equal((Validity.Irregular, Excuse.Journey, Attainment.Excused), (report.Validity, report.Excuse, report.Met));
        Assert.NotNull(report.Score);
        Assert.False(report.IsUsual);
    }

    [Fact]
    [Edge("8", "the pace of the day follows the wearer's own hours after 14 valid days")]
    public void Pace_follows_the_wearers_own_hours_after_fourteen_days()
    {
        var life = new Fold(Given.Wearer());
        for (var i = 0; i < 15; i++)
        {
            var day = Given.Day(date: life.Next);
            life.Live(Given.MinuteSteps(day, Enumerable.Range(0, 1440).Select(m =>
                m is >= 480 and < 540 ? 75 : m is >= 540 and < 1200 ? (m % 11 == 0 ? 25 : 0) : 0)), []);
        }

        Assert.Equal(4500, life.Reports[3].HourlySteps![8]);
        Assert.Equal(life.Last.Target * 3 / 4, life.Progress(9, []).ExpectedNow);
    }

    [Fact]
    public void Figures_have_one_type_for_ever_and_leave_out_what_is_not_known()
    {
        var figures = Settled().Last.Figures();

        Assert.All(figures, figure => Assert.True(figure.Whole is null != figure.Fraction is null));
        Assert.Equal(figures.Count, figures.Select(figure => figure.Name).Distinct().Count());
        Assert.Contains(("steps", 6000L, null), figures);
        Assert.DoesNotContain(figures, figure => figure.Name == "resting_bpm");
    }

    [Fact]
    public void Explanation_adds_up()
    {
        var wearer = Given.Wearer("UTC", "watch");
        var day = Given.Day(wearer);
        List<StepSample> steps = [.. Given.MinuteSteps(day, Given.Repeat(20, 600)), Given.Steps(day.StartMs + Given.Hour, 9000, lengthMs: 1, device: "phone")];

        var explanation = DayExplanation.Of(
            wearer, day, new DaySamples { Steps = steps, HeartRates = [] }, [], [], ScoringOptions.Default);

        Assert.Equal(601, explanation.Deltas.Count);
        Assert.Equal(12_000, explanation.Steps.Single(step => step.Stage == "total").Value);
        Assert.Equal(12_000, explanation.Steps.Where(step => step.Stage == "merge").Sum(step => step.Value));
        Assert.Contains(explanation.Steps, step => step.Label == "phone ImplausibleRate" && step.Value == 9000);
        Assert.Equal(explanation.Report.Steps, explanation.Movement.Steps);
    }

    [Fact]
    public void Replay_with_the_same_settings_gives_the_same_targets()
    {
        var life = Settled(steps: 6500, days: 40);

        var replay = TargetReplay.Of(Given.Wearer(), life.Reports, [], ScoringOptions.Default);
        var percentile = TargetReplay.Of(With(new TargetSettings { Strategy = "percentile" }), life.Reports, [], ScoringOptions.Default);

        Assert.Equal(life.Reports.Select(report => report.Target), replay.Select(report => report.Target));
        Assert.Equal(life.Reports.Select(report => report.Met), replay.Select(report => report.Met));
        Assert.Equal(6500, percentile[^1].Target);
        Assert.All(replay, report => Assert.Null(report.Score));
    }

    [Fact]
    public void Replay_from_a_date_leaves_the_days_before_as_they_are()
    {
        var life = Settled(steps: 6500, days: 30);
        var from = life.Reports[20].Date;

        var replay = TargetReplay.Of(
            With(new TargetSettings { Strategy = "fixed", FixedSteps = 9000 }), life.Reports, [], ScoringOptions.Default, from);

        Assert.Equal(life.Reports.Take(20), replay.Take(20));
        Assert.All(replay.Skip(20), report => Assert.Equal((9000, Attainment.Missed), (report.Target, report.Met)));
    }

    [Fact]
    public void Summary_counts_judged_days_and_means_targets()
    {
        var life = Settled(steps: 6000, days: 8);
        life.Live(2000);
        life.Tell(JournalKind.RestDay, 1).Live(500);

        var summary = ReplaySummary.Of(life.Reports);

        Assert.Equal(new ReplaySummary(5, 4, 6000, 6000, 6000, 0, 0), summary);
        Assert.Equal(new ReplaySummary(0, 0, null, null, null, 0, 0), ReplaySummary.Of([.. life.Reports.Take(3)]));
    }
}
