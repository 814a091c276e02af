using ActivitySync.Core.Targets;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Targets;

public sealed class StrategyVectorTests
{
    static readonly TargetOptions Options = TargetOptions.Default;
    static readonly int[] NineDays = [3200, 4100, 2800, 5200, 3900, 4700, 3600, 6100, 4400];

    public static TheoryData<string> Percentiles => Vectors.NamesOf("percentile");

    public static TheoryData<string> Coached => Vectors.NamesOf("copd_step");

    public static TheoryData<string> Quotas => Vectors.NamesOf("quota");

    [Theory, MemberData(nameof(Percentiles)), Trait(Vectors.Trait, "percentile")]
    [Edge("10.1", "an outlier does not move the percentile; ranks are clamped and interpolated")]
    public void Percentile_lies_between_ranks(string name)
    {
        var expected = Vectors.Entry("percentile", name);
        switch (name)
        {
            case "sorted":
                Assert.Equal(Vectors.Ints(expected), NineDays.Order());
                break;
            case "first7sorted":
                Assert.Equal(Vectors.Ints(expected), NineDays.Take(7).Order());
                break;
            default:
                var (days, percent) = name switch
                {
                    "p60_m9" => (NineDays, 60),
                    "p40_m9" => (NineDays, 40),
                    "p50_m9" => (NineDays, 50),
                    "p60_m7" => ([.. NineDays.Take(7)], 60),
                    "p60_m4" => ([3000, 3500, 4000, 9000], 60),
                    "p60_next_day_5000_replaces_oldest_3200" => ([.. NineDays.Skip(1), 5000], 60),
                    _ => throw new InvalidOperationException(name),
                };
                Assert.Equal(expected.GetDecimal(), Percentile.Of(days, percent));
                break;
        }
    }

    [Theory, MemberData(nameof(Coached)), Trait(Vectors.Trait, "copd_step")]
    [Edge("10.2", "fewer than four valid days keep the goal; hardly reached twice lowers it")]
    public void Coached_goal_follows_how_often_it_was_reached(string name)
    {
        (int? goal, int[] week, int middling) = name switch
        {
            "first" => ((int?)null, new[] { 3100, 2900, 4200, 3800, 50, 3600, 4000 }, 0),
            "ok" => (5000, [5200, 4900, 6100, 5000, 5600, 4100, 5300], 0),
            "ko1" => (5000, [3100, 2900, 4200, 3800, 2500, 3600, 5100], 0),
            "ko2" => (5000, [5200, 2900, 5100, 3800, 2500, 3600, 4000], 0),
            "ko2bis" => (5000, [5200, 2900, 5100, 3800, 2500, 3600, 4000], 1),
            "nc" => (5000, [5200, 4900, 4800, 60, 50, 40, 30], 0),
            _ => throw new InvalidOperationException(name),
        };

        var decision = new CoachedStepTarget().Decide(new TargetSituation
        {
            Current = goal,
            Week = [.. week.Select(steps => new TargetDay(steps, steps >= goal))],
            Recent = [],
            Ceiling = 10_000,
            MiddlingWeeks = middling,
        }, Options);

        var expected = Vectors.Entry("copd_step", name);
        Assert.Equal(expected.GetProperty("status").GetString(), decision.Rule);
        Assert.Equal(expected.GetProperty("med6").GetDecimal(), Input("median_of_best"));
        if (expected.TryGetProperty("reached", out var reached))
        {
            Assert.Equal(reached.GetDecimal(), Input("met_days"));
        }
        if (expected.TryGetProperty("goal", out var next))
        {
            Assert.Equal(next.GetInt32(), decision.Steps);
        }
        else
        {
            string[] offers = ["keep", "plus5min", "plus10min"];
            Assert.Equal(offers.Select(offer => expected.GetProperty(offer).GetInt32()), decision.Choices);
        }

        decimal Input(string input) => decision.Inputs.Single(number => number.Name == input).Value;
    }

    [Theory, MemberData(nameof(Quotas)), Trait(Vectors.Trait, "quota")]
    public void Quota_grows_by_the_same_share_of_the_baseline(string name)
    {
        var (baseline, start, goal) = name switch
        {
            "tg_walk_200m" => (200, 80, 300),
            "steps_b4000" => (4000, 80, 6000),
            "seventy_pct_start_b4000" => (4000, 70, 6000),
            _ => throw new InvalidOperationException(name),
        };

        var weeks = Enumerable.Range(1, 9).Select(week => QuotaTarget.At(baseline, start, 10, week, goal));

        Assert.Equal(Vectors.Entry("quota", name).EnumerateArray().Select(week => week.GetDecimal()), weeks);
    }

    [Fact, Trait(Vectors.Trait, "garmin")]
    public void Drift_explains_the_published_rows()
    {
        foreach (var row in Vectors.Section("garmin").EnumerateArray())
        {
            var change = DriftTarget.Change(
                row.GetProperty("actual").GetInt32(), row.GetProperty("goal").GetInt32(),
                row.GetProperty("factor").GetDecimal() == 0.2m);

            Assert.Equal(row.GetProperty("pred").GetDecimal(), change);
            Assert.Equal(row.GetProperty("resid").GetDecimal(), row.GetProperty("observed").GetDecimal() - change);
        }
    }

    [Fact, Trait(Vectors.Trait, "recover")]
    public void Target_comes_back_in_steps_after_a_flare()
    {
        var steps = new List<int> { 3900 };
        while (steps[^1] < 6000)
        {
            steps.Add(Recovery.Step(steps[^1], 6000, Options).Steps);
        }

        Assert.Equal(Vectors.Ints(Vectors.Entry("recover", "6000 from 3900")), steps.Skip(1));
    }

    public static TheoryData<string> Flares => Vectors.NamesOf("flare");

    [Theory, MemberData(nameof(Flares)), Trait(Vectors.Trait, "flare")]
    public void Pain_two_points_above_its_median_is_a_flare(string name)
    {
        var expected = Vectors.Entry("flare", name);
        var baseline = expected.GetProperty("baseline").GetDecimal();
        var now = baseline + expected.GetProperty("delta").GetDecimal();
        decimal[] earlier = [baseline, baseline - 0.5m, baseline + 0.5m];

        Assert.Equal(baseline, FlareRule.BaselineOf(earlier, Options));
        Assert.Equal(expected.GetProperty("flare").GetBoolean(), FlareRule.IsFlare(earlier, now, Options));
    }
}
