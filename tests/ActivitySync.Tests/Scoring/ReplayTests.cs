using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using static ActivitySync.Tests.Scoring.LifeTests;

namespace ActivitySync.Tests.Scoring;

/// <summary>Stored days replayed under the settings they were lived with come out as they were, whatever happened.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("ramp", "hold")]
    [InlineData("ramp", "deload")]
    [InlineData("percentile", "ignore")]
    [InlineData("coached", "hold")]
    [InlineData("quota", "deload")]
    [InlineData("fixed", "hold")]
    public void Replay_is_the_life_lived(string strategy, string policy)
    {
        var wearer = With(new TargetSettings { Strategy = strategy, FlarePolicy = policy, FixedSteps = 5500 });
        var journal = new List<JournalEntry>();
        var life = new Fold(wearer);
        for (var day = 0; day < 90; day++)
        {
            if (day is > 10 and < 80)
            {
                Tell(JournalKind.Pain, day % 30 == 12 ? 7 : 3);
            }
            if (day % 17 == 5)
            {
                Tell(day % 2 == 0 ? JournalKind.RestDay : JournalKind.SickDay, 1);
            }
            if (day % 23 == 9)
            {
                Tell(JournalKind.TargetChoice, 0);
            }
            if (day % 19 == 7)
            {
                life.Live([], []);
            }
            else
            {
                life.Live(4000 + day % 7 * 700);
            }
        }

        var replay = TargetReplay.Of(wearer, life.Reports, journal, ScoringOptions.Default);

        Assert.Equal(life.Reports.Select(Facts), replay.Select(Facts));
        Assert.All(replay, report => Assert.Equal((null, null, 0), (report.Score, report.Points, report.Coverage)));
        Assert.All(replay.Zip(life.Reports), pair => Assert.Equal(
            pair.Second.Status is DayStatus.Insufficient or DayStatus.Baselining ? pair.Second.Status : DayStatus.Excused, pair.First.Status));
        Assert.All(replay, report => Assert.Equal(report.Decision is null ? [] : [report.Decision.Sentence], report.Reasons));

        void Tell(JournalKind kind, decimal value)
        {
            life.Tell(kind, value);
            var noon = Core.Movement.LocalDays.Of(wearer, life.Next)!.StartMs + 12 * Given.Hour;
            journal.Add(new JournalEntry(wearer.Id, kind, noon + journal.Count, value));
        }
    }

    static (NodaTime.LocalDate, Excuse, int?, int?, int?, Attainment, string?, int?, bool, int?) Facts(DayReport report) => (
        report.Date, report.Excuse, report.Target, report.ScoringTarget, report.AttainmentPercent, report.Met,
        report.Decision?.Sentence, report.Targets?.Steps, report.Flare.Active, report.Targets?.BeforeFlareSteps);

    [Fact]
    public void What_was_told_after_a_day_or_long_before_it_is_not_known_on_it()
    {
        var life = Settled(days: 8);
        var late = life.Reports[^1].EndMs;

        var replay = TargetReplay.Of(
            Given.Wearer(), life.Reports, [new JournalEntry("ada", JournalKind.Flare, late, 1)], ScoringOptions.Default);

        Assert.All(replay, report => Assert.False(report.Flare.Active));
    }
}
