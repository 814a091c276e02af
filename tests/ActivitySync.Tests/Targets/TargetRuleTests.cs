using ActivitySync.Core.Targets;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Targets;

public sealed class TargetRuleTests
{
    static readonly TargetOptions Options = TargetOptions.Default;

    static TargetSituation Week(int target, params int[] week) => new()
    {
        Current = target,
        Week = [.. week.Select(steps => new TargetDay(steps, steps >= target))],
        Recent = week,
        Ceiling = 8000,
    };

    static TargetDecision Ramp(TargetSituation situation) => new RampTarget().Decide(situation, Options);

    [Theory]
    [InlineData(5, 7, TargetAction.Raise)]
    [InlineData(4, 7, TargetAction.Hold)]
    [InlineData(3, 7, TargetAction.Hold)]
    [InlineData(2, 7, TargetAction.Lower)]
    [InlineData(2, 5, TargetAction.Hold)]
    [InlineData(4, 4, TargetAction.Raise)]
    [Edge("10.5", "70 % met raise, under 40 % lower, between hold")]
    public void Share_of_days_met_decides(int met, int days, TargetAction action)
    {
        int[] week = [.. Given.Repeat(5000, met), .. Given.Repeat(3000, days - met)];

        Assert.Equal(action, Ramp(Week(5000, week)).Action);
    }

    [Fact]
    public void Raise_says_why_in_one_sentence()
    {
        var decision = Ramp(Week(5000, 5200, 4900, 6100, 5000, 5600, 5100, 5300) with
        {
            Recent = [4800, 5100, 5200, 4900, 6100, 5000, 5600, 5100, 5300],
        });

        Assert.Equal(
            "Target 5,200: you met 6 of 7 days; the 60th percentile of your last 9 days is 5,200; the cap this week is 5,500.",
            decision.Sentence);
        Assert.Equal([5000, 5100, 5200], decision.Choices);
        Assert.Empty(decision.Caps);
    }

    [Theory]
    [InlineData(1700, 500, 1500, null)] // 1,530
    [InlineData(1600, 500, 1500, "floor")] // 1,440
    public void Lowering_names_the_floor_where_it_bound(int target, int steps, int lowered, string? cap)
    {
        var decision = Ramp(Week(target, [.. Given.Repeat(steps, 7)]));

        Assert.Equal((lowered, cap), (decision.Steps, decision.Caps.SingleOrDefault()));
    }

    [Theory]
    [InlineData(5000, 4000, 3200, null)]
    [InlineData(5000, 1000, 1500, "floor")]
    [InlineData(2000, 9000, 2000, "target")]
    public void Deload_names_the_limit_that_bound(int target, int steps, int deloaded, string? cap)
    {
        var decision = Ramp(Week(target, [.. Given.Repeat(steps, 7)]) with { InFlare = true, FlarePolicy = FlarePolicy.Deload });

        Assert.Equal((deloaded, cap), (decision.Steps, decision.Caps.SingleOrDefault()));
    }

    [Theory]
    [InlineData(3600, 4000, null)]
    [InlineData(3900, 4000, "before_flare")]
    public void A_step_back_names_the_target_before_where_it_bound(int current, int steps, string? cap)
    {
        var decision = Recovery.Step(current, 4000, TargetOptions.Default);

        Assert.Equal((steps, cap), (decision.Steps, decision.Caps.SingleOrDefault()));
    }

    [Theory]
    [InlineData(4000, "percent", 4400)]
    [InlineData(12_000, "steps", 13_000)]
    [InlineData(19_000, "ceiling", 19_500)]
    [Edge("10.5", "a raise is capped at 10 %, 1,000 steps and the ceiling")]
    public void Cap_that_bound_is_named(int target, string cap, int steps)
    {
        var decision = Ramp(Week(target, [.. Given.Repeat(30_000, 7)]) with { Ceiling = 19_500 });

        Assert.Equal([cap], decision.Caps);
        Assert.Equal(steps, decision.Steps);
    }

    [Fact]
    public void Days_just_met_raise_by_the_smallest_step()
    {
        var decision = Ramp(Week(5000, [.. Given.Repeat(5000, 7)]));

        Assert.Equal(("MIN_STEP", 5100), (decision.Rule, decision.Steps));
    }

    [Fact]
    [Edge("10.5", "tiny targets are lifted to the floor first")]
    public void Tiny_targets_are_lifted_to_the_floor_before_anything()
    {
        Assert.Equal(1600, Ramp(Week(600, [.. Given.Repeat(1500, 7)])).Steps);
        Assert.Equal(1500, Ramp(Week(600, [.. Given.Repeat(100, 7)])).Steps);
    }

    [Fact]
    [Edge("10.5", "a lowered target stays at the usual day or nine tenths")]
    public void Lowered_target_stays_at_the_usual_day_or_nine_tenths()
    {
        Assert.Equal(5400, Ramp(Week(6000, [.. Given.Repeat(2000, 7)])).Steps);
        Assert.Equal(5900, Ramp(Week(6000, [.. Given.Repeat(5900, 7)])).Steps);
        Assert.Equal(1500, Ramp(Week(1550, [.. Given.Repeat(500, 7)])).Steps);
    }

    [Fact]
    [Edge("11", "a flare holds, deloads or is ignored; never zero")]
    public void Flare_holds_or_deloads_or_is_ignored()
    {
        var week = Week(6000, [.. Given.Repeat(7000, 7)]) with { InFlare = true, ConsecutiveRaises = 2 };

        Assert.Equal((TargetAction.Hold, 6000, 2), Of(FlarePolicy.Hold));
        Assert.Equal((TargetAction.Deload, 5600, 0), Of(FlarePolicy.Deload));
        Assert.Equal((TargetAction.Raise, 6600, 3), Of(FlarePolicy.Ignore));
        Assert.Equal(1500, Ramp(Week(2000, [.. Given.Repeat(500, 7)]) with { InFlare = true, FlarePolicy = FlarePolicy.Deload }).Steps);

        (TargetAction, int, int) Of(FlarePolicy policy)
        {
            var decision = Ramp(week with { FlarePolicy = policy });
            return (decision.Action, decision.Steps, decision.ConsecutiveRaises);
        }
    }

    [Fact]
    [Edge("10.5", "a raise may wait for the wearer's choice")]
    public void Raise_that_needs_a_choice_keeps_the_target_until_then()
    {
        var decision = Ramp(Week(5000, [.. Given.Repeat(6000, 7)]) with { RaiseNeedsChoice = true });

        Assert.Equal((5000, TargetAction.Raise), (decision.Steps, decision.Action));
        Assert.Equal([5000, 5250, 5500], decision.Choices);
        Assert.StartsWith("Target 5,000, 5,500 if you choose it:", decision.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(900, 1500, "floor")]
    [InlineData(4777, 4750, null)]
    [InlineData(12_000, 8000, "ceiling")]
    public void First_target_is_the_baseline_in_bounds(int baseline, int steps, string? cap)
    {
        var decision = Ramp(Week(0) with { Current = null, Baseline = baseline });

        Assert.Equal((steps, TargetAction.First, cap), (decision.Steps, decision.Action, decision.Caps.SingleOrDefault()));
    }

    [Fact]
    [Edge("10.1", "fewer than four days hold; the target falls after bad weeks")]
    public void Percentile_follows_the_last_days_both_ways()
    {
        var strategy = new PercentileTarget();
        int[] nine = [3200, 4100, 2800, 5200, 3900, 4700, 3600, 6100, 4400];

        Assert.Equal((4400, TargetAction.Raise), Of(4000, nine));
        Assert.Equal((4400, TargetAction.Lower), Of(5000, nine));
        Assert.Equal((5000, TargetAction.Hold), Of(5000, 1, 2, 3));
        Assert.Equal((1500, TargetAction.Lower), Of(5000, 100, 100, 100, 100));
        Assert.Equal((8000, TargetAction.Raise), Of(5000, 9000, 9000, 9000, 9000));

        (int, TargetAction) Of(int target, params int[] recent)
        {
            var decision = strategy.Decide(Week(target) with { Recent = recent }, Options);
            return (decision.Steps, decision.Action);
        }
    }

    [Fact]
    public void Coached_goal_offers_more_only_up_to_the_ceiling()
    {
        var offer = new CoachedStepTarget().Decide(Week(5000, [.. Given.Repeat(6000, 7)]), Options);
        var waiting = new CoachedStepTarget().Decide(Week(5000, [.. Given.Repeat(6000, 7)]) with { RaiseNeedsChoice = true }, Options);
        var top = new CoachedStepTarget().Decide(Week(8000, [.. Given.Repeat(9000, 7)]), Options);

        Assert.Equal((5500, TargetAction.Raise), (offer.Steps, offer.Action));
        Assert.Equal(5000, waiting.Steps);
        Assert.Equal((8000, TargetAction.Hold), (top.Steps, top.Action));
        Assert.Empty(top.Choices);
    }

    [Fact]
    [Edge("10.3", "the quota starts below the baseline only for those who chose pacing")]
    public void Quota_starts_lower_only_for_those_who_pace()
    {
        var quota = new QuotaTarget();
        var situation = Week(4000) with { Baseline = 4000, WeeksSinceBegin = 1, QuotaGoal = 6000 };

        Assert.Equal(4400, quota.Decide(situation, Options).Steps);
        Assert.Equal(3600, quota.Decide(situation with { Pacing = true }, Options).Steps);
        Assert.Equal(6000, quota.Decide(situation with { WeeksSinceBegin = 30 }, Options).Steps);
        Assert.Equal(8000, quota.Decide(situation with { WeeksSinceBegin = 30, QuotaGoal = 12_000 }, Options).Steps);
    }

    [Fact]
    public void Fixed_target_is_the_wearers_number()
    {
        Assert.Equal(12_345, new FixedTarget().Decide(Week(5000) with { FixedSteps = 12_345 }, Options).Steps);
        Assert.Equal(5000, new FixedTarget().Decide(Week(5000), Options).Steps);
    }

    [Fact]
    public void Strategies_are_found_by_name_in_any_case()
    {
        Assert.Equal(["ramp", "percentile", "coached", "quota", "fixed", "drift"], TargetStrategies.All.Select(known => known.Name));
        Assert.IsType<QuotaTarget>(TargetStrategies.Find("Quota"));
        Assert.Null(TargetStrategies.Find("magic"));
    }
}
