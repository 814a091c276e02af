using ActivitySync.Core.Scoring;
using ActivitySync.Core.Targets;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Scoring;

public sealed class DayScoringTests
{
    [Fact]
    [Edge("9", "no target and no score before four valid days")]
    public void First_target_is_the_median_of_four_valid_days()
    {
        var life = new Fold(Given.Wearer());

        foreach (var (steps, known) in new[] { (4100, 1), (3000, 2), (5200, 3), (4777, 4) })
        {
            var report = life.Live(steps);
            Assert.Equal(DayStatus.Baselining, report.Status);
            Assert.Null(report.Target);
            Assert.Null(report.Score);
            Assert.Contains($"{known} of 4 days", report.Reasons[0], StringComparison.Ordinal);
        }
        var fifth = life.Live(5000);

        Assert.Equal(4400, fifth.Target);
        Assert.Equal(TargetAction.First, fifth.Decision!.Action);
        Assert.Equal(113, fifth.AttainmentPercent);
        Assert.Equal(Attainment.Met, fifth.Met);
        Assert.NotNull(fifth.Score);
    }

    [Fact]
    [Edge("10.5", "three raises are followed by a rest")]
    public void Target_rises_on_mondays_within_the_cap_and_rests_after_three_raises()
    {
        var life = new Fold(Given.Wearer());
        for (var day = 0; day < 6 * 7; day++)
        {
            life.Live(day < 4 ? 5000 : 9000);
        }

        var decisions = life.Reports.Where(report => report.Decision is not null).Select(report => report.Decision!).ToList();

        Assert.Equal(
            ["BASELINE", "INSUFFICIENT_DATA", "CAPPED", "CAPPED", "CAPPED", "CONSOLIDATION"],
            decisions.Select(decision => decision.Rule));
        Assert.Equal([5000, 5000, 5500, 6050, 6650, 6650], decisions.Select(decision => decision.Steps));
    }

    [Fact]
    public void Report_reads_back_to_the_same_bytes()
    {
        var life = new Fold(Given.Wearer() with { BirthYear = 1980 });
        for (var day = 0; day < 12; day++)
        {
            var report = life.Live(4000 + 300 * day, bpm: 62 + day % 3);
            var bytes = DayReportJson.Write(report);
            Assert.Equal(bytes, DayReportJson.Write(DayReportJson.Read(bytes)));
        }
        Assert.DoesNotContain(" :", System.Text.Encoding.UTF8.GetString(DayReportJson.Write(life.Last)), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_uses_the_target_that_will_hold_today()
    {
        var life = new Fold(Given.Wearer());
        for (var day = 0; day < 4; day++)
        {
            life.Live(6000);
        }
        var today = Given.Day(date: life.Next);

        var progress = life.Progress(14, Given.MinuteSteps(today, Given.Repeat(10, 14 * 60)).Skip(7 * 60).ToList());

        Assert.Equal(6000, progress.Target);
        Assert.Equal(4200, progress.Steps);
        Assert.Equal(1800, progress.Remaining);
        Assert.Equal(2800, progress.ExpectedNow);
        Assert.Equal(today.StartMs + 14 * Given.Hour, progress.LastSampleMs);
    }
}
