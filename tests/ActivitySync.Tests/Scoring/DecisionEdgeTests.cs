using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;
using static ActivitySync.Tests.Scoring.LifeTests;

namespace ActivitySync.Tests.Scoring;

/// <summary>Which days a decision looks at, and what it does when strategy, flare or weekday come between.</summary>
public sealed class DecisionEdgeTests
{
    // The same days, under other settings from the next one on.
    static Fold Changed(Fold life, TargetSettings settings)
    {
        var changed = new Fold(With(settings)) { Next = life.Next };
        changed.Reports.AddRange(life.Reports);
        return changed;
    }

    static Fold Flaring(Fold life, int steps)
    {
        foreach (var pain in new[] { 3, 3, 3, 6 })
        {
            life.Tell(JournalKind.Pain, pain).Live(steps);
        }
        Assert.True(life.Last.Flare.Active);
        return life;
    }

    [Fact]
    public void Eased_steps_stay_those_of_the_days_before_the_flare()
    {
        var life = Flaring(Settled(days: 20), 6_000);
        var eased = life.Last.ScoringTarget;
        Assert.True(eased < life.Last.Target);

        Assert.Equal(Enumerable.Repeat(eased, 9), Enumerable.Range(0, 9).Select(_ => life.Live(2_000).ScoringTarget));
    }

    [Fact]
    public void A_change_of_strategy_in_the_week_looks_at_the_days_before_monday()
    {
        var life = new Fold(With(new TargetSettings { Strategy = "fixed", FixedSteps = 4_000 }));
        for (var day = 0; day < 16; day++)
        {
            life.Live(day < 14 ? 4_000 + (day * 100) : 2_000); // monday and tuesday stay below the target
        }

        // The nine days up to sunday are 4,500 to 5,300; of the week before monday all seven were met.
        Assert.Equal(4_900, Changed(life, new TargetSettings { Strategy = "quota" }).Live(5_000).Targets!.BaselineSteps);
        var ramp = Changed(life, new TargetSettings()).Live(5_000);
        Assert.Equal((TargetAction.Raise, 4_400), (ramp.Decision!.Action, ramp.Target)); // ten percent above the old target
        Assert.Contains("you met 7 of 7 days", ramp.Decision.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_daily_strategy_looks_at_the_days_up_to_yesterday()
    {
        var life = Settled(With(new TargetSettings { Strategy = "percentile" }), steps: 4_000, days: 14);
        for (var day = 0; day < 3; day++)
        {
            life.Live(7_000);
        }

        Assert.Equal(4_000, life.Live(7_000).Target); // three of nine days do not lift the 60th percentile, four do
        Assert.True(life.Live(7_000).Target > 4_000);
    }

    [Fact]
    public void A_day_called_off_is_no_day_of_the_week_and_a_short_one_that_met_the_target_is()
    {
        var life = Settled(days: 14);
        life.Tell(JournalKind.SickDay, 1).Live(900);
        life.Live(Given.MinuteSteps(Given.Day(date: life.Next), Given.Repeat(-1, 600).Concat(Given.Repeat(110, 60))), []);
        life.Live(Given.MinuteSteps(Given.Day(date: life.Next), Given.Repeat(-1, 600).Concat(Given.Repeat(10, 60))), []);
        for (var day = 0; day < 4; day++)
        {
            life.Live(6_600);
        }

        Assert.Contains("you met 5 of 5 days", life.Live(6_600).Decision!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_is_held_in_a_flare_says_so_on_mondays()
    {
        var life = Flaring(Settled(With(new TargetSettings { Strategy = "percentile" }), days: 17), 6_000); // up to a sunday
        for (var day = 0; day < 8; day++)
        {
            life.Live(2_000);
        }

        Assert.Equal(["FLARE", null, null, null, null, null, null, "FLARE"], life.Reports.TakeLast(8).Select(report => report.Decision?.Rule));
    }

    [Fact]
    public void A_target_at_the_floor_has_no_way_back_to_go()
    {
        var life = Flaring(Settled(With(new TargetSettings { FlarePolicy = "deload" }), steps: 1_500, days: 20), 1_500);

        Assert.Equal((TargetAction.Deload, 1_500, null), (life.Last.Decision!.Action, life.Last.Target, life.Last.Targets!.BeforeFlareSteps));
    }

    [Theory]
    [InlineData(120, 7_200)]
    [InlineData(200, 8_000)] // the highest target
    public void A_weekday_may_ask_for_more_up_to_the_highest_target(int percent, int target)
    {
        var life = Settled(With(new TargetSettings { WeekdayPercent = new Dictionary<IsoDayOfWeek, int> { [IsoDayOfWeek.Sunday] = percent } }), days: 7);

        Assert.Equal(target, life.Last.Target);
    }

    [Fact]
    public void Days_replayed_under_another_flare_policy_are_excused_by_that()
    {
        var journal = new List<JournalEntry>();
        var life = Settled(With(new TargetSettings { FlarePolicy = "hold" }), days: 20);
        foreach (var pain in new[] { 3, 3, 3, 6 })
        {
            journal.Add(new JournalEntry("ada", JournalKind.Pain, LocalDays.Of(Given.Wearer(), life.Next)!.StartMs + (12 * Given.Hour), pain));
            life.Tell(JournalKind.Pain, pain).Live(6_000);
        }

        Assert.Equal(Excuse.Flare, life.Last.Excuse);
        Assert.Equal(Excuse.None, Replayed("ignore", life.Reports)[^1].Excuse);
        Assert.Equal(Excuse.Flare, Replayed("hold", Replayed("ignore", life.Reports))[^1].Excuse);

        IReadOnlyList<DayReport> Replayed(string policy, IReadOnlyList<DayReport> reports) =>
            TargetReplay.Of(With(new TargetSettings { FlarePolicy = policy }), reports, journal, ScoringOptions.Default);
    }

    [Fact]
    public void A_day_that_cannot_tell_has_no_percentage_in_a_replay_either()
    {
        var life = Settled();
        life.Live(Given.MinuteSteps(Given.Day(date: life.Next), Given.Repeat(-1, 600).Concat(Given.Repeat(50, 60))), []);

        var replayed = TargetReplay.Of(Given.Wearer(), life.Reports, [], ScoringOptions.Default)[^1];

        Assert.Equal((Attainment.Unknown, null, null), (replayed.Met, replayed.AttainmentPercent, life.Last.AttainmentPercent));
        Assert.Equal((3_000, true), (replayed.Steps, replayed.Target > 0));
    }
}
