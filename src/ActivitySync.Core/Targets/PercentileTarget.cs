namespace ActivitySync.Core.Targets;

/// <summary>
/// Every day a percentile of the wearer's own last days (Adams' adaptive goals). Goes down by itself after bad weeks
/// and up only as fast as they do.
/// </summary>
public sealed class PercentileTarget : ITargetStrategy
{
    /// <summary>Name in settings.</summary>
    public const string StrategyName = "percentile";

    /// <inheritdoc/>
    public string Name => StrategyName;

    /// <inheritdoc/>
    public bool IsDaily => true;

    /// <inheritdoc/>
    public bool NeedsBaseline => true;

    /// <inheritdoc/>
    public TargetDecision Decide(TargetSituation situation, TargetOptions options)
    {
        if (situation.Current is not { } current)
        {
            return FirstTarget.FromBaseline(situation, options);
        }
        if (situation.Recent.Count < options.MinValidDays)
        {
            return Result(current, "INSUFFICIENT_DATA", [new("valid_days", situation.Recent.Count)],
                $"Target {Wording.Number(current)}, unchanged: only {Wording.Count(situation.Recent.Count, "day", "days")} of the last {options.PercentileWindowDays} could be judged.");
        }
        var percentile = Percentile.Of(situation.Recent, options.Percentile);
        var rounded = (int)decimal.Floor(percentile) / options.RoundTo * options.RoundTo;
        var steps = Math.Clamp(rounded, options.Floor, situation.Ceiling);
        return Result(steps, $"P{options.Percentile}",
            [new("valid_days", situation.Recent.Count), new("percentile", percentile), new("ceiling", situation.Ceiling), new("floor", options.Floor)],
            $"Target {Wording.Number(steps)}: the {options.Percentile}th percentile of your last {situation.Recent.Count} days is {Wording.Number(percentile)}.") with
        {
            Caps = steps < rounded ? ["ceiling"] : steps > rounded ? ["floor"] : [],
        };

        TargetDecision Result(int steps, string rule, IReadOnlyList<NamedNumber> inputs, string sentence) => new()
        {
            Steps = steps,
            Action = steps > current ? TargetAction.Raise : steps < current ? TargetAction.Lower : TargetAction.Hold,
            Rule = rule,
            Inputs = inputs,
            Sentence = sentence,
        };
    }
}
