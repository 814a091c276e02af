namespace ActivitySync.Core.Targets;

/// <summary>The wearer's own number, never changed by us.</summary>
public sealed class FixedTarget : ITargetStrategy
{
    /// <summary>Name in settings.</summary>
    public const string StrategyName = "fixed";

    /// <inheritdoc/>
    public string Name => StrategyName;

    /// <inheritdoc/>
    public bool IsDaily => false;

    /// <inheritdoc/>
    public bool NeedsBaseline => false;

    /// <inheritdoc/>
    public TargetDecision Decide(TargetSituation situation, TargetOptions options)
    {
        var steps = situation.FixedSteps ?? situation.Current ?? situation.Ceiling;
        return new TargetDecision
        {
            Steps = steps,
            Action = situation.Current is null ? TargetAction.First
                : steps > situation.Current ? TargetAction.Raise
                : steps < situation.Current ? TargetAction.Lower
                : TargetAction.Hold,
            Rule = "FIXED",
            Inputs = [new("fixed", steps)],
            Sentence = $"Target {Wording.Number(steps)}, as you set it.",
        };
    }
}
