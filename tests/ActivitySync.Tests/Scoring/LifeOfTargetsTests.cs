using ActivitySync.Core.Scoring;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;
using static ActivitySync.Tests.Scoring.LifeTests;

namespace ActivitySync.Tests.Scoring;

/// <summary>What happens to targets over weeks: flares, choices, strategies, ceilings.</summary>
public sealed class LifeOfTargetsTests
{
    [Fact]
    [Edge("11", "the seek-care words are shown in a flare")]
    [Edge("12", "the score does not fall for rest in a flare")]
    public void Held_flare_freezes_the_target_eases_the_score_and_keeps_the_streak()
    {
        var life = Settled(days: 20);
        for (var i = 0; i < 4; i++)
        {
            life.Tell(JournalKind.Pain, i == 3 ? 6 : 3).Live(i == 3 ? 4800 : 6200);
        }

        Assert.True(life.Last.Flare.Active);
        Assert.Equal(Excuse.Flare, life.Last.Excuse);
        Assert.True(life.Last.ScoringTarget < life.Last.Target);
        Assert.Equal(Attainment.Met, life.Last.Met);
        Assert.Contains(life.Last.Reasons, reason => reason.Contains("see a doctor", StringComparison.Ordinal));
        for (var i = 0; i < 7; i++)
        {
            life.Live(3000);
        }
        Assert.Equal("FLARE", life.Reports.Last(report => report.Decision is not null).Decision!.Rule);
        Assert.Equal(Attainment.Excused, life.Last.Met);
        Assert.True(life.Last.Streak > 0);
        Assert.NotNull(life.Last.Score);
    }

    [Fact]
    [Edge("11", "the way back is 10 % every three valid days")]
    public void Deload_comes_at_once_and_goes_back_in_steps()
    {
        var life = Settled(With(new TargetSettings { FlarePolicy = "deload" }), steps: 7500, days: 20);
        for (var i = 0; i < 4; i++)
        {
            life.Tell(JournalKind.Pain, i == 3 ? 6 : 3).Live(7500);
        }
        Assert.Equal(7500, life.Last.Targets!.BeforeFlareSteps);
        Assert.Equal((TargetAction.Deload, 6000), (life.Last.Decision!.Action, life.Last.Target));
        for (var i = 0; i < 3; i++)
        {
            life.Tell(JournalKind.Pain, 3).Live(6000);
        }
        Assert.False(life.Last.Flare.Active);
        for (var i = 0; i < 10; i++)
        {
            life.Live(8000);
        }

        var steps = life.Reports.Where(report => report.Decision?.Action == TargetAction.Recover).Select(report => report.Target);
        Assert.Equal([6750, 7500], steps);
        Assert.Null(life.Last.Targets!.BeforeFlareSteps);
    }

    [Theory]
    [InlineData("hold", 20)]
    [InlineData("deload", 20)]
    [InlineData("hold", 22)] // it ends on a Monday
    [InlineData("deload", 22)]
    [Edge("11", "a flare that ends in the evening takes nothing from its day")]
    public void Flare_that_ends_in_the_evening_takes_nothing_from_its_day(string policy, int days)
    {
        var (before, after) = (Calming(policy, days), Calming(policy, days));
        var steps = before.Last.ScoringTarget!.Value;
        Assert.True(steps < before.Last.Targets!.BeforeFlareSteps || steps < before.Last.Target);

        var afternoon = before.Live(steps);
        var evening = after.Tell(JournalKind.Pain, 3).Live(steps);

        Assert.Equal((true, Attainment.Met), (afternoon.Flare.Active, afternoon.Met));
        Assert.Equal((false, Attainment.Met), (evening.Flare.Active, evening.Met));
        Assert.Equal(
            (afternoon.Target, afternoon.ScoringTarget, afternoon.Decision?.Sentence, afternoon.Excuse, afternoon.Score),
            (evening.Target, evening.ScoringTarget, evening.Decision?.Sentence, evening.Excuse, evening.Score));
        Assert.Contains(evening.Reasons, reason => reason.StartsWith("The flare is over.", StringComparison.Ordinal));
        var next = after.Live(steps);
        Assert.Equal((Excuse.None, next.Target), (next.Excuse, next.ScoringTarget));
    }

    /// <summary>A flare after two of its three calm days.</summary>
    static Fold Calming(string policy, int days)
    {
        var life = Settled(With(new TargetSettings { FlarePolicy = policy }), days: days);
        foreach (var pain in new[] { 3, 3, 3, 6, 3, 3 })
        {
            life.Tell(JournalKind.Pain, pain).Live(6000);
        }
        return life;
    }

    [Fact]
    public void Ignored_flare_changes_nothing()
    {
        var life = Settled(With(new TargetSettings { FlarePolicy = "ignore" }));
        for (var i = 0; i < 4; i++)
        {
            life.Tell(JournalKind.Pain, i == 3 ? 6 : 3).Live(6000);
        }

        Assert.True(life.Last.Flare.Active);
        Assert.Equal((Excuse.None, life.Last.Target), (life.Last.Excuse, life.Last.ScoringTarget));
    }

    [Fact]
    public void Wearer_may_choose_less_than_the_raise()
    {
        var life = Settled(steps: 6000, days: 11);
        for (var i = 0; i < 3; i++)
        {
            life.Live(9000);
        }
        var monday = life.Live(9000);
        Assert.Equal(TargetAction.Raise, monday.Decision!.Action);

        var chosen = life.Tell(JournalKind.TargetChoice, 0).Live(9000);

        Assert.Equal((monday.Decision.Choices[0], TargetAction.Choose), (chosen.Target, chosen.Decision!.Action));
        Assert.Equal(chosen.Target, life.Live(9000).Target);
        Assert.Equal(monday.Decision.Choices[1], life.Tell(JournalKind.TargetChoice, 1).Live(9000).Target);
    }

    [Fact]
    public void Choice_that_was_not_offered_is_passed_over() =>
        Assert.Null(Settled(days: 6).Tell(JournalKind.TargetChoice, 2).Live(6000).Decision);

    [Fact]
    [Edge("10.5", "a missed Monday is decided on the next day from the same days")]
    public void Decision_of_a_missed_monday_is_taken_on_the_next_day_with_the_same_outcome()
    {
        var onTime = Settled(days: 21);
        var late = Settled(days: 21);
        late.Skip(2);

        var monday = onTime.Live(6000).Decision!;
        var wednesday = late.Live(6000).Decision!;

        Assert.Equal((monday.Steps, monday.Rule, monday.Sentence), (wednesday.Steps, wednesday.Rule, wednesday.Sentence));
        Assert.Null(late.Live(6000).Decision);
    }

    [Fact]
    public void Weekday_factor_changes_that_weekday_only()
    {
        var life = Settled(With(new TargetSettings
        {
            WeekdayPercent = new Dictionary<IsoDayOfWeek, int> { [IsoDayOfWeek.Sunday] = 50, [IsoDayOfWeek.Saturday] = 10 },
        }), days: 7);

        Assert.Equal([6000, 1500, 3000], life.Reports.TakeLast(3).Select(report => report.Target));
    }

    [Fact]
    public void Weekday_factor_never_lifts_a_small_fixed_target()
    {
        var life = new Fold(With(new TargetSettings
        {
            Strategy = "fixed",
            FixedSteps = 1000,
            WeekdayPercent = new Dictionary<IsoDayOfWeek, int> { [IsoDayOfWeek.Monday] = 50 },
        }));

        Assert.Equal(1000, life.Live(900).Target);
    }

    [Fact]
    public void Fixed_target_holds_from_the_first_day()
    {
        var life = new Fold(With(new TargetSettings { Strategy = "Fixed", FixedSteps = 7000 }));

        Assert.Equal((7000, Attainment.Met), (life.Live(7000).Target, life.Last.Met));
    }

    [Fact]
    public void Change_of_strategy_decides_at_once_from_recent_days()
    {
        var life = Settled(days: 16);
        var changed = new Fold(With(new TargetSettings { Strategy = "quota" })) { Next = life.Next };
        changed.Reports.AddRange(life.Reports);

        var report = changed.Live(6000);

        Assert.Equal("QUOTA", report.Decision!.Rule);
        Assert.Equal((6000, 6000), (report.Targets!.BaselineSteps, report.Target));
    }

    [Theory]
    [InlineData(1960, null, 8000)]
    [InlineData(1990, null, 10_000)]
    [InlineData(null, null, 8000)]
    [InlineData(1990, 7000, 7000)]
    public void Ceiling_comes_from_age_or_the_wearer(int? born, int? told, int ceiling) =>
        Assert.Equal(ceiling, Settled(With(new TargetSettings { CeilingSteps = told }) with { BirthYear = born }, 15_000, 5).Last.Target);
}
