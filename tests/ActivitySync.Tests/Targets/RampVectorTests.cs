using ActivitySync.Core.Targets;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Targets;

public sealed class RampVectorTests
{
    static readonly int[] Before = [4800, 5100];

    public static TheoryData<string> Cases => Vectors.NamesOf("ramp");

    /// <summary>Inputs of the cases as the paper words them; where it does not, a week that gives its percentile.</summary>
    static (int Target, int[] Week, int Raises, bool Flare) Input(string name) => name switch
    {
        "raise_capped" => (5000, [5200, 4900, 6100, 5000, 5600, 5100, 5300], 0, false),
        "raise_capped_big" => (4000, [5200, 4900, 6100, 5000, 5600, 5100, 5300], 0, false),
        "hold_mid" => (5000, [5200, 4900, 6100, 4500, 5600, 4100, 4300], 0, false),
        "lower" => (6000, [5200, 4900, 6100, 4500, 5600, 4100, 4300], 0, false),
        "insufficient" => (5000, [5200, 4900, 6100], 0, false),
        "ceiling" => (8000, [8000, 8000, 8000, 8000, 8000, 8000, 7000], 0, false),
        "near_ceiling" => (7700, [8200, 8100, 8300, 8000, 9000, 8500, 7000], 0, false),
        "consolidation" => (5000, [5000, 5000, 5000, 5000, 5000, 5000, 4900], 3, false),
        "flare" => (6000, [5200, 4900, 6100, 4500, 5600, 4100, 4300], 0, true),
        _ => throw new InvalidOperationException(name),
    };

    [Theory, MemberData(nameof(Cases)), Trait(Vectors.Trait, "ramp")]
    public void Ramp_decides_as_computed(string name)
    {
        var expected = Vectors.Entry("ramp", name);
        var (target, week, raises, flare) = Input(name);
        var situation = new TargetSituation
        {
            Current = target,
            Week = [.. week.Select(steps => new TargetDay(steps, steps >= target))],
            Recent = [.. Before, .. week],
            Ceiling = 8000,
            ConsecutiveRaises = raises,
            InFlare = flare,
            FlarePolicy = FlarePolicy.Deload,
        };

        var decision = new RampTarget().Decide(situation, TargetOptions.Default);

        Assert.Equal(expected.GetProperty("action").GetString(), decision.Action.ToString().ToUpperInvariant());
        Assert.Equal(expected.GetProperty("reason").GetString(), decision.Rule);
        Assert.Equal(expected.GetProperty("target").GetInt32(), decision.Steps);
        Assert.Equal(expected.GetProperty("raises").GetInt32(), decision.ConsecutiveRaises);
        AssertInput("p60", "percentile");
        AssertInput("cap", "cap");
        AssertInput("median", "median");
        if (expected.TryGetProperty("att", out var attainment))
        {
            Assert.Equal(attainment.GetDouble(), situation.MetDays / (double)situation.Week.Count, 12);
        }

        void AssertInput(string vector, string input)
        {
            if (expected.TryGetProperty(vector, out var value))
            {
                Assert.Equal(value.GetDecimal(), decision.Inputs.Single(number => number.Name == input).Value);
            }
        }
    }
}
