namespace ActivitySync.Core.Targets;

/// <summary>
/// Pacing by quota: the same small share of the baseline more each week, whatever the last week was like, up to a goal.
/// Wearers who chose pacing start below their baseline. Follows time, not pain (graded activity).
/// </summary>
public sealed class QuotaTarget : ITargetStrategy
{
    /// <summary>Name in settings.</summary>
    public const string StrategyName = "quota";

    /// <inheritdoc/>
    public string Name => StrategyName;

    /// <inheritdoc/>
    public bool IsDaily => false;

    /// <inheritdoc/>
    public bool NeedsBaseline => true;

    /// <inheritdoc/>
    public TargetDecision Decide(TargetSituation situation, TargetOptions options)
    {
        var baseline = situation.Baseline ?? options.Floor;
        var goal = Math.Clamp(situation.QuotaGoal ?? situation.Ceiling, options.Floor, situation.Ceiling);
        var week = situation.WeeksSinceBegin + 1;
        var start = situation.Pacing ? options.QuotaStartPercent : 100;
        var quota = At(baseline, start, options.QuotaStepPercent, week, goal);
        var steps = Math.Max(options.Floor, (int)decimal.Floor(quota) / options.RoundTo * options.RoundTo);
        var current = situation.Current;
        return new TargetDecision
        {
            Steps = steps,
            Action = current is null ? TargetAction.First
                : steps > current ? TargetAction.Raise
                : steps < current ? TargetAction.Lower
                : TargetAction.Hold,
            Rule = "QUOTA",
            Inputs =
            [
                new("baseline", baseline), new("week", week), new("start_percent", start),
                new("step_percent", options.QuotaStepPercent), new("goal", goal), new("floor", options.Floor),
            ],
            Caps = quota >= goal ? ["goal"] : steps > quota ? ["floor"] : [],
            Sentence = $"Target {Wording.Number(steps)}: week {week} of your plan towards {Wording.Number(goal)}, {options.QuotaStepPercent} percent of your baseline more each week.",
        };
    }

    /// <summary>Quota of a week, 1 for the first: baseline × (start + step × (week − 1)), at most the goal.</summary>
    public static decimal At(int baseline, int startPercent, int stepPercent, int week, int goal) =>
        Math.Min(goal, baseline * (startPercent + stepPercent * (week - 1)) / 100m);
}
