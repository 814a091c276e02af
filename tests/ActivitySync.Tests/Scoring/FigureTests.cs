using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using static ActivitySync.Tests.Scoring.LifeTests;

namespace ActivitySync.Tests.Scoring;

/// <summary>The report's numbers for dashboards, and how a day explains itself.</summary>
public sealed class FigureTests
{
    [Fact]
    public void Every_figure_carries_its_own_number()
    {
        var report = Settled().Last;
        report = report with
        {
            Steps = 1,
            Target = 2,
            AttainmentPercent = 3,
            Met = Attainment.Met,
            Score = 4,
            Points = new ScorePoints(5, 6, 7, 8),
            Coverage = 9,
            Status = DayStatus.Provisional,
            Validity = Validity.Valid,
            Streak = 10,
            WornMinutes = 11,
            Activity = report.Activity! with
            {
                LightMinutes = 12,
                ModerateMinutes = 13,
                VigorousMinutes = 14,
                WalkingMinutes = 15,
                LongestWalkMinutes = 16,
                StillMinutes = 17,
                LongestStillMinutes = 18,
                Breaks = 19,
                Hours = new Spread(20, 21),
                Blocks = new Spread(22, 23),
            },
            WeeklyEquivalentMinutes = 24,
            WeeklyMetMinutes = 25,
            WeeklyEssentialPoints = 26,
            BaselineSteps = 27,
            EnoughSteps = 28,
            StepSpike = SpikeLevel.Small,
            WalkSpike = SpikeLevel.Large,
            Flare = new FlareState { Active = true },
            RestingBpm = 58.5m,
            DayRestingBpm = 57.25m,
            Load = new LoadAverage { Acute = 30.5, Chronic = 31.5, Days = 32, Ratio = 0.5 },
        };

        Assert.Equal(
            """
            steps 1, target 2, attainment_percent 3, met 1, score 4, volume_points 5, spread_points 6, intensity_points 7,
            consistency_points 8, coverage 9, provisional 1, valid 1, streak 10, worn_minutes 11, light_minutes 12,
            moderate_minutes 13, vigorous_minutes 14, walking_minutes 15, longest_walk_minutes 16, still_minutes 17,
            longest_still_minutes 18, breaks 19, active_hours 20, eligible_hours 21, active_blocks 22, eligible_blocks 23,
            weekly_equivalent_minutes 24, weekly_met_minutes 25, weekly_essential_points 26, baseline_steps 27, enough_steps 28,
            spike 1, walk_spike 3, flare 1, resting_bpm 58.5, day_resting_bpm 57.25, acute_load 30.5, chronic_load 31.5,
            load_ratio 0.5
            """.ReplaceLineEndings(" "), Text(report));
        var plain = Text(report with
        {
            Met = Attainment.Missed,
            Status = DayStatus.Scored,
            Validity = Validity.Irregular,
            Flare = FlareState.None,
            StepSpike = SpikeLevel.None,
            WalkSpike = SpikeLevel.NoReference,
        });
        Assert.Contains(" met 0, ", plain, StringComparison.Ordinal);
        Assert.Contains(" provisional 0, valid 0, ", plain, StringComparison.Ordinal);
        Assert.Contains(" spike 0, flare 0, ", plain, StringComparison.Ordinal);
        var unscored = Text(report with { Score = null, Met = Attainment.Unknown });
        Assert.DoesNotContain("provisional", unscored, StringComparison.Ordinal);
        Assert.DoesNotContain(" met ", unscored, StringComparison.Ordinal);
    }

    static string Text(DayReport report) => string.Join(", ", report.Figures().Select(figure =>
        FormattableString.Invariant($"{figure.Name} {(figure.Whole is { } whole ? whole : figure.Fraction!.Value)}")));

    [Fact]
    public void A_scored_day_explains_itself_from_reading_to_score()
    {
        var life = Settled(days: 12);
        var wearer = Given.Wearer("UTC", "watch");
        var day = Given.Day(date: life.Next);
        List<StepSample> steps =
        [
            .. Given.MinuteSteps(day, Enumerable.Range(0, 1440).Select(m => m is >= 480 and < 1080 ? 8 : -1)),
            Given.Steps(day.StartMs + 12 * Given.Hour, 240, lengthMs: 30 * Given.Minute, device: "phone"),
            Given.Steps(day.StartMs + 13 * Given.Hour, 9000, lengthMs: 1, device: "phone"),
            Given.Steps(day.StartMs + 14 * Given.Hour, 100, CounterKind.Lifetime, device: "phone"),
            Given.Steps(day.StartMs + 15 * Given.Hour, 150, CounterKind.Lifetime, device: "phone"),
        ];

        var explained = Explained(steps);
        var known = Explained(steps, life.Reports[^6..]);

        Assert.Equal(
            [
                "reading watch First 8", "reading watch Ok 4792", "minutes watch 4800",
                "reading phone First 240", "reading phone ImplausibleRate 9000", "reading phone OtherCounter 50", "minutes phone 240",
                "merge watch 4800", "merge phone 0", "total steps 4800", "validity worn minutes 600", "validity validity ",
                "target target 6000", "target decision 6000",
                "score volume 32", "score spread 0", "score intensity 0", "score consistency 15", "score score 47",
            ],
            explained.Steps.Where(step => step.Stage != "reason").Select(step => $"{step.Stage} {step.Label} {step.Value}"));
        Assert.Equal(explained.Report.Reasons, explained.Steps.Where(step => step.Stage == "reason").Select(step => step.Sentence));
        Assert.Equal(604, explained.Deltas.Count);
        Assert.Equal("phone: 1 reading, too many for the time, not counted: 9,000 steps.", Of(explained, "phone ImplausibleRate"));
        Assert.Equal("volume: 32 points for 4,800 of 6,000 steps.", Of(explained, "volume"));
        Assert.Equal("spread: 0 points for 0 of 5 blocks of the day with a break in sitting.", Of(explained, "spread"));
        Assert.Equal("Score 47: parts worth 100 of 100 are known.", Of(explained, "score"));
        Assert.StartsWith($"Decided on {life.Reports[7].Date:uuuu-MM-dd}: Target 6,000", Of(known, "decision"), StringComparison.Ordinal);
        var partial = Explained(steps, [life.Last with { Met = Attainment.Unknown }]);
        Assert.Equal("intensity: not known.", Of(partial, "intensity"));
        Assert.EndsWith("of 100 are known, stretched to 100.", Of(partial, "score"), StringComparison.Ordinal);

        DayExplanation Explained(IReadOnlyList<StepSample> samples, IReadOnlyList<DayReport>? history = null) => DayExplanation.Of(
            wearer, day, new DaySamples { Steps = samples, HeartRates = [] }, history ?? life.Reports, [], ScoringOptions.Default);

        static string Of(DayExplanation explanation, string label) => explanation.Steps.Single(step => step.Label == label).Sentence;
    }
}
