using System.Globalization;
using ActivitySync.Core.Scoring;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Scoring;

public sealed class ScaleVectorTests
{
    static readonly ScoringOptions Options = ScoringOptions.Default;

    public static TheoryData<string> Spikes => Vectors.NamesOf("spike");

    public static TheoryData<string> Doses => Vectors.NamesOf("dose");

    public static TheoryData<string> Loads => Vectors.NamesOf("acwr");

    public static TheoryData<string> Weeks => Vectors.NamesOf("weekly");

    [Theory, MemberData(nameof(Spikes)), Trait(Vectors.Trait, "spike")]
    public void Spike_is_judged_against_the_highest_day(string name)
    {
        var (today, reference) = (long.Parse(name.Split('/')[0]), long.Parse(name.Split('/')[1]));
        var level = SpikeRule.Of(today, reference, Options);

        Assert.Equal(Vectors.Entry("spike", name).GetString()!.Replace("_", "", StringComparison.Ordinal),
            level.ToString().ToUpperInvariant());
    }

    [Theory, MemberData(nameof(Doses)), Trait(Vectors.Trait, "dose")]
    public void Dose_curve_joins_the_quartiles(string steps) => Assert.Equal(
        Vectors.Entry("dose", steps).GetDecimal(),
        decimal.Round(DoseCurve.At(int.Parse(steps, CultureInfo.InvariantCulture)), 4));

    [Theory, MemberData(nameof(Weeks)), Trait(Vectors.Trait, "weekly")]
    public void Weekly_effort_on_known_scales(string name)
    {
        var expected = Vectors.Entry("weekly", name);
        if (name == "le8")
        {
            foreach (var entry in expected.EnumerateObject())
            {
                Assert.Equal(entry.Value.GetInt32(), WeeklyActivity.EssentialPoints(int.Parse(entry.Name)));
            }
            return;
        }
        var numbers = name[(name.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(',').Select(int.Parse).ToArray();
        Assert.Equal(expected.GetInt32(), name.StartsWith("eq", StringComparison.Ordinal)
            ? WeeklyActivity.Equivalent(numbers[0], numbers[1])
            : WeeklyActivity.MetMinutes(numbers[0], numbers[1]));
    }

    [Theory, MemberData(nameof(Loads)), Trait(Vectors.Trait, "acwr")]
    public void Load_averages_as_computed(string name)
    {
        var expected = Vectors.Entry("acwr", name);
        IEnumerable<int> ramp = [.. Given.Repeat(30, 21), .. Given.Repeat(50, 7)];
        var rolling = ramp.Select(day => (decimal)day).ToList();
        switch (name)
        {
            case "coupled_rolling":
                Assert.Equal(expected.GetDecimal(), decimal.Round(RollingLoad.Coupled(rolling)!.Value, 6));
                break;
            case "uncoupled_rolling":
                Assert.Equal(expected.GetProperty("ratio").GetDecimal(), decimal.Round(RollingLoad.Uncoupled(rolling)!.Value, 6));
                break;
            case "missing_day_policy":
                Assert.StartsWith("skip", expected.GetString(), StringComparison.Ordinal);
                break;
            default:
                IEnumerable<int> days = name switch
                {
                    "pkg_21x30_7x50" => ramp,
                    "one_double_day" => [.. Given.Repeat(5000, 28), 10_000],
                    "plus20pct_week" => [.. Given.Repeat(5000, 28), .. Given.Repeat(6000, 7)],
                    _ => throw new InvalidOperationException(name),
                };
                var load = days.Aggregate((LoadAverage?)null, (before, steps) => LoadAverage.Next(before, steps, Options))!;
                Assert.Equal(expected.GetProperty("acute").GetDouble(), load.Acute, 4);
                Assert.Equal(expected.GetProperty("chronic").GetDouble(), load.Chronic, 4);
                Assert.Equal(expected.GetProperty("ratio").GetDouble(), load.Ratio!.Value, 6);
                break;
        }
    }
}
