namespace ActivitySync.Core.Targets;

/// <summary>The first target: the wearer's own median so far, between floor and ceiling.</summary>
internal static class FirstTarget
{
    /// <summary>Decides the first target; the situation has a baseline.</summary>
    public static TargetDecision FromBaseline(TargetSituation situation, TargetOptions options)
    {
        var baseline = situation.Baseline ?? options.Floor;
        var steps = Math.Clamp(baseline / options.RoundTo * options.RoundTo, options.Floor, situation.Ceiling);
        List<string> caps = steps > baseline ? ["floor"] : steps == situation.Ceiling && baseline > steps ? ["ceiling"] : [];
        return new TargetDecision
        {
            Steps = steps,
            Action = TargetAction.First,
            Rule = "BASELINE",
            Inputs = [new("baseline", baseline), new("ceiling", situation.Ceiling), new("floor", options.Floor)],
            Caps = caps,
            Sentence = $"First target {Wording.Number(steps)}: half of your days so far had {Wording.Number(baseline)} steps or more.",
        };
    }
}
