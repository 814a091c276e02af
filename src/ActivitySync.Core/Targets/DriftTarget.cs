namespace ActivitySync.Core.Targets;

/// <summary>
/// The daily drift some watches use, reconstructed by others from published rows; for comparison in simulations only.
/// It ratchets: a good run raises it without a ceiling of its own.
/// </summary>
public sealed class DriftTarget : ITargetStrategy
{
    /// <summary>Name in settings.</summary>
    public const string StrategyName = "drift";

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
        var days = situation.Week;
        var isSameSide = days.Count >= 2 && days[^1].Met == days[^2].Met;
        var change = days.Count == 0 ? 0 : Change(days[^1].Steps, current, isSameSide);
        var wanted = (int)decimal.Round((current + change) / 10m, 0, MidpointRounding.AwayFromZero) * 10;
        var steps = Math.Clamp(wanted, options.Floor, situation.Ceiling);
        return new TargetDecision
        {
            Steps = steps,
            Action = steps > current ? TargetAction.Raise : steps < current ? TargetAction.Lower : TargetAction.Hold,
            Rule = "DRIFT",
            Inputs = [new("target", current), new("change", change)],
            Caps = steps < wanted ? ["ceiling"] : steps > wanted ? ["floor"] : [],
            Sentence = $"Target {Wording.Number(steps)}: it follows your last days.",
        };
    }

    /// <summary>
    /// A fifth of the surplus or deficit when yesterday was on the same side of the goal, else a tenth.
    /// </summary>
    public static decimal Change(int steps, int goal, bool isSameSide) => (steps - goal) * (isSameSide ? 0.2m : 0.1m);
}
