using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Scoring;

/// <summary>Rules the paper gives in a subordinate clause.</summary>
public sealed class PaperWordTests
{
    [Theory]
    [InlineData(110, false)]
    [InlineData(111, true)]
    [Edge("10.3", "more than 110 % of a paced quota is no praise")]
    public void More_than_a_paced_quota_is_answered_with_caution(int percent, bool isSaid)
    {
        var life = LifeTests.Settled(LifeTests.With(new TargetSettings { Strategy = "quota", Pacing = true }), days: 15);
        var target = life.Last.Target!.Value;

        var report = life.Live(target * percent / 100);

        Assert.Equal(target, report.Target);
        Assert.Equal(isSaid, report.Reasons.Any(reason => reason.StartsWith("More than the day's quota.", StringComparison.Ordinal)));
    }

    [Fact]
    [Edge("12", "no bonus above 100 %")]
    public void More_steps_than_the_target_earn_no_more_points()
    {
        var life = LifeTests.Settled(days: 15);
        var met = life.Live(life.Last.Target!.Value);
        var twice = LifeTests.Settled(days: 15).Live(2 * met.Target!.Value);

        Assert.Equal((40, 40), (met.Points!.Volume, twice.Points!.Volume));
    }

    [Fact]
    [Edge("12", "a provisional day stays out of streaks")]
    public void A_provisional_day_stays_out_of_streaks()
    {
        var life = LifeTests.Settled();
        var before = life.Last.Streak;
        var day = Given.Day(date: life.Next);
        var report = life.Live([.. Enumerable.Range(0, 12).Select(i => Given.Steps(
            day.StartMs + ((8 + i) * Given.Hour) + (61 * Given.Minute), 600, lengthMs: 61 * Given.Minute))], []);

        Assert.Equal((DayStatus.Provisional, Attainment.Met), (report.Status, report.Met));
        Assert.Equal((before, 1), (report.Streak, report.StreakPause));
        Assert.Equal(before + 1, life.Live(7_000).Streak);
    }
}
