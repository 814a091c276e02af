using ActivitySync.Core.Targets;
using ActivitySync.Publish;

namespace ActivitySync.Tests.Publish;

/// <summary>Every decision a strategy can make has words in every language, with every number filled in.</summary>
public sealed class DecisionWordsTests
{
    static readonly TargetOptions Options = TargetOptions.Default;

    public static TheoryData<string> Codes => [.. Language.All.Keys];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_decision_has_words(string code)
    {
        var rules = new HashSet<string>();
        foreach (var decision in Decisions())
        {
            var words = DecisionWords.Of(Language.Of(code), decision);
            Assert.DoesNotContain("{", words, StringComparison.Ordinal);
            Assert.Contains(Language.Of(code).Number(decision.Steps), words, StringComparison.Ordinal);
            Assert.True(code == "en" || words != decision.Sentence, decision.Rule);
            rules.Add($"{decision.Rule}{(decision.Action == TargetAction.Deload ? " deload" : "")}");
        }
        Assert.Superset(new HashSet<string>
        {
            "BASELINE", "INSUFFICIENT_DATA", "FLARE", "FLARE deload", "AT_CEILING", "CONSOLIDATION", "CAPPED", "P60", "MIN_STEP",
            "MID_ATTAINMENT", "LOW_ATTAINMENT", "NC", "KO1", "KO2", "KO2BIS", "OK", "QUOTA", "DRIFT", "FIXED", "RECOVERY", "CHOICE",
        }, rules);
    }

    [Fact]
    public void A_raise_to_choose_names_both_targets()
    {
        var decision = new RampTarget().Decide(
            Situation(5_000, met: 6, steps: 6_000) with { RaiseNeedsChoice = true }, Options);

        Assert.Equal(
            "Ziel 5.000 (oder 5.500, wenn du es wählst): Du hast es an 6 von 7 Tagen erreicht; deine besseren Tage hatten zuletzt " +
            "6.000 Schritte oder mehr, und höher als 5.500 geht es diese Woche nicht.",
            DecisionWords.Of(Language.Of("de"), decision));
    }

    static IEnumerable<TargetDecision> Decisions()
    {
        ITargetStrategy[] strategies =
            [new RampTarget(), new PercentileTarget(), new CoachedStepTarget(), new QuotaTarget(), new DriftTarget(), new FixedTarget()];
        foreach (var strategy in strategies)
        {
            foreach (var situation in Situations())
            {
                yield return strategy.Decide(situation, Options);
            }
        }
        yield return Recovery.Step(4_000, 6_000, Options);
        yield return new TargetDecision
        {
            Steps = 5_500,
            Action = TargetAction.Choose,
            Rule = "CHOICE",
            Inputs = [new("choice", 1)],
            Sentence = "Target 5,500, as you chose.",
        };
    }

    static IEnumerable<TargetSituation> Situations()
    {
        yield return Situation(null, 0, 5_000) with { Baseline = 5_000 };
        yield return Situation(5_000, 0, 5_000, days: 2) with { Recent = [5_000] };
        yield return Situation(8_000, 6, 9_000) with { Ceiling = 8_000 };
        yield return Situation(5_000, 6, 6_000) with { ConsecutiveRaises = 3 };
        foreach (var steps in new[] { 4_000, 5_000, 5_200, 9_000 })
        {
            foreach (var met in new[] { 0, 2, 3, 6 })
            {
                var situation = Situation(5_000, met, steps);
                yield return situation;
                yield return situation with { MiddlingWeeks = 1 };
                yield return situation with { InFlare = true, FlarePolicy = FlarePolicy.Hold };
                yield return situation with { InFlare = true, FlarePolicy = FlarePolicy.Deload };
            }
        }
    }

    static TargetSituation Situation(int? current, int met, int steps, int days = 7) => new()
    {
        Current = current,
        Week = [.. Enumerable.Range(0, days).Select(day => new TargetDay(steps, day < met))],
        Recent = [.. Enumerable.Repeat(steps, 9)],
        Baseline = 5_000,
        Ceiling = 10_000,
    };
}
