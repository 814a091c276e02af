using ActivitySync.Core.Targets;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Targets;

/// <summary>When each strategy decides, what its decisions are called, and which limit they name.</summary>
public sealed class StrategyRuleTests
{
    static readonly TargetOptions Options = TargetOptions.Default;

    static TargetSituation Situation(int? current, params TargetDay[] week) => new()
    {
        Current = current,
        Week = week,
        Recent = [.. week.Select(day => day.Steps)],
        Ceiling = 8000,
    };

    static TargetDay[] Days(int goal, params int[] steps) => [.. steps.Select(made => new TargetDay(made, made >= goal))];

    static TargetDecision Coached(int? goal, params TargetDay[] week) =>
        new CoachedStepTarget().Decide(Situation(goal, week), Options);

    [Theory]
    [InlineData("ramp", false, true)]
    [InlineData("percentile", true, true)]
    [InlineData("coached", false, true)]
    [InlineData("quota", false, true)]
    [InlineData("fixed", false, false)]
    [InlineData("drift", true, true)]
    public void Strategies_keep_their_rhythm(string name, bool isDaily, bool needsBaseline)
    {
        var strategy = TargetStrategies.Find(name)!;

        Assert.Equal((isDaily, needsBaseline), (strategy.IsDaily, strategy.NeedsBaseline));
    }

    [Fact]
    public void Wearers_may_choose_every_strategy_but_the_one_for_comparison() =>
        Assert.Equal(["ramp", "percentile", "coached", "quota", "fixed"], TargetStrategies.Choices);

    [Theory]
    [InlineData(null, TargetAction.First)]
    [InlineData(5000, TargetAction.Raise)]
    [InlineData(6000, TargetAction.Hold)]
    [InlineData(7000, TargetAction.Lower)]
    public void Fixed_and_quota_say_which_way_they_go(int? current, TargetAction action)
    {
        var plan = Situation(current) with { FixedSteps = 6000, Baseline = 6000 };

        Assert.Equal(action, new FixedTarget().Decide(plan, Options).Action);
        Assert.Equal(action, new QuotaTarget().Decide(plan, Options).Action);
    }

    [Theory]
    [InlineData(5_100, "P60")] // usual steps and the smallest raise agree
    [InlineData(5_099, "MIN_STEP")]
    public void A_raise_is_called_by_what_decides_it(int usual, string rule)
    {
        var decision = new RampTarget().Decide(Situation(5_000, Days(5_000, [.. Given.Repeat(usual, 7)])), Options);

        Assert.Equal((5_100, rule), (decision.Steps, decision.Rule));
    }

    [Fact]
    public void A_week_met_without_a_usual_day_raises_by_the_smallest_step()
    {
        var decision = new RampTarget().Decide(Situation(5_000, Days(5_000, [.. Given.Repeat(6_000, 7)])) with { Recent = [] }, Options);

        Assert.Equal((5_100, "MIN_STEP"), (decision.Steps, decision.Rule));
    }

    [Fact]
    public void Fixed_without_a_number_begins_at_the_ceiling() =>
        Assert.Equal(8000, new FixedTarget().Decide(Situation(null), Options).Steps);

    [Theory]
    [InlineData(5000, 4, 6000, "goal")]
    [InlineData(5000, 2, 6000, "goal")]
    [InlineData(5000, 1, 6000, null)]
    [InlineData(1000, 1, 6000, "floor")]
    [InlineData(1500, 0, 6000, null)]
    [Edge("10.3", "the quota ends at its goal")]
    public void Quota_names_the_limit_that_bound(int baseline, int weeks, int goal, string? cap)
    {
        var decision = new QuotaTarget().Decide(
            Situation(null) with { Baseline = baseline, WeeksSinceBegin = weeks, QuotaGoal = goal }, Options);

        Assert.Equal(cap, decision.Caps.SingleOrDefault());
    }

    [Theory]
    [InlineData(9000, 8000, "ceiling")]
    [InlineData(8000, 8000, null)]
    [InlineData(4000, 4000, null)]
    [InlineData(1500, 1500, null)]
    [InlineData(900, 1500, "floor")]
    public void Percentile_names_the_limit_that_bound(int steps, int target, string? cap)
    {
        var decision = new PercentileTarget().Decide(Situation(5000, Days(5000, steps, steps, steps, steps)), Options);

        Assert.Equal((target, cap), (decision.Steps, decision.Caps.SingleOrDefault()));
    }

    [Theory]
    [InlineData(7500, 8000, 8000, null)]
    [InlineData(7600, 8000, 8000, "ceiling")]
    [InlineData(1700, 1300, 1500, null)] // 1,700 − 200
    [InlineData(1600, 1300, 1500, "floor")]
    public void Coached_names_the_limit_that_bound(int goal, int steps, int target, string? cap)
    {
        var decision = new CoachedStepTarget().Decide(Situation(goal, Days(goal, [.. Given.Repeat(steps, 7)])), Options);

        Assert.Equal((target, cap), (decision.Steps, decision.Caps.SingleOrDefault()));
    }

    [Theory]
    [InlineData(8000, 9000, "ceiling")]
    [InlineData(5000, 5500, null)]
    [InlineData(1500, 200, "floor")]
    public void Drift_names_the_limit_that_bound(int goal, int steps, string? cap) => Assert.Equal(
        cap, new DriftTarget().Decide(Situation(goal, Days(goal, steps)), Options).Caps.SingleOrDefault());

    [Theory]
    [InlineData(8000, null)]
    [InlineData(8050, "ceiling")]
    [InlineData(1500, null)]
    [InlineData(1499, "floor")]
    public void First_target_names_a_limit_only_when_it_bound(int baseline, string? cap)
    {
        var decision = new RampTarget().Decide(Situation(null) with { Baseline = baseline }, Options);

        Assert.Equal(cap, decision.Caps.SingleOrDefault());
    }

    [Fact]
    [Edge("10.2", "without a goal the median of the best six days")]
    public void Coached_goal_begins_with_the_best_days_once_four_count()
    {
        Assert.Equal(("FIRST", 4000), Rule(Coached(null, Days(0, 4000, 4000, 4000, 70))));
        var early = new CoachedStepTarget().Decide(
            Situation(null, Days(0, 4000, 4000, 4000, 69)) with { Baseline = 3000 }, Options);
        Assert.Equal(("BASELINE", 3000), Rule(early));
    }

    [Fact]
    public void Coached_goal_hardly_reached_goes_down_by_little_when_days_were_near() =>
        Assert.Equal(("KO1", 4800), Rule(Coached(5000, Days(5000, 4900, 4900, 4900, 4900, 4900, 4900, 4900))));

    [Fact]
    public void Coached_week_of_four_days_is_enough() =>
        Assert.Equal(("OK", 5500), Rule(Coached(5000, Days(5000, 5000, 5000, 5000, 5000))));

    /// <summary>With goals of their own for weekdays, days met and steps made need not agree.</summary>
    [Theory]
    [InlineData(4, 3000, "OK")]
    [InlineData(3, 5000, "OK")]
    [InlineData(3, 4999, "KO2")]
    [Edge("10.2", "days reached decide, then their steps")]
    public void Coached_goal_looks_at_days_reached_then_at_their_steps(int reached, int steps, string rule)
    {
        TargetDay[] week = [.. Enumerable.Range(0, 7).Select(i => new TargetDay(steps, i < reached))];

        Assert.Equal(rule, Coached(5000, week).Rule);
    }

    [Fact]
    public void Coached_offer_counts_as_a_raise_and_tells_the_goal_it_came_from()
    {
        var decision = new CoachedStepTarget().Decide(
            Situation(5000, Days(5000, 6000, 6000, 6000, 6000)) with { ConsecutiveRaises = 2 }, Options);

        Assert.Equal(3, decision.ConsecutiveRaises);
        Assert.Equal(5000, decision.Inputs.Single(input => input.Name == "target").Value);
    }

    [Theory]
    [InlineData(6000, 6000, TargetAction.Raise, 5200)] // the same side twice: a fifth of 1,000
    [InlineData(4000, 6000, TargetAction.Raise, 5100)] // the other side before: a tenth
    [InlineData(4000, 4000, TargetAction.Lower, 4800)]
    [InlineData(6000, 4000, TargetAction.Lower, 4900)]
    [InlineData(5000, 5000, TargetAction.Hold, 5000)]
    [InlineData(6000, 30_000, TargetAction.Raise, 8000)]
    [InlineData(6000, 5024, TargetAction.Hold, 5000)] // to the next ten
    public void Drift_follows_yesterday(int before, int yesterday, TargetAction action, int steps)
    {
        var decision = new DriftTarget().Decide(Situation(5000, Days(5000, before, yesterday)), Options);

        Assert.Equal((action, steps), (decision.Action, decision.Steps));
    }

    [Fact]
    public void Drift_needs_a_yesterday()
    {
        Assert.Equal(5000, new DriftTarget().Decide(Situation(5000), Options).Steps);
        Assert.Equal(5100, new DriftTarget().Decide(Situation(5000, Days(5000, 6000)), Options).Steps);
        Assert.Equal(4000, new DriftTarget().Decide(Situation(null) with { Baseline = 4000 }, Options).Steps);
    }

    [Fact]
    public void Last_step_after_a_flare_is_the_target_before_even_when_it_is_not_round() =>
        Assert.Equal(6010, Recovery.Step(5409, 6010, Options).Steps);

    static (string Rule, int Steps) Rule(TargetDecision decision) => (decision.Rule, decision.Steps);
}
