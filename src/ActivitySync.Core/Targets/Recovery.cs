namespace ActivitySync.Core.Targets;

/// <summary>The way back after a flare took the target down.</summary>
public static class Recovery
{
    /// <summary>The next step up, never above the target before the flare.</summary>
    public static TargetDecision Step(int current, int before, TargetOptions options)
    {
        var wanted = current + before * options.RecoverPercent / 100;
        var steps = wanted >= before ? before : wanted / options.RoundTo * options.RoundTo;
        return new TargetDecision
        {
            Steps = steps,
            Action = TargetAction.Recover,
            Rule = "RECOVERY",
            Inputs = [new("target", current), new("before_flare", before), new("step_percent", options.RecoverPercent)],
            Caps = wanted > before ? ["before_flare"] : [],
            Sentence = $"Target {Wording.Number(steps)}: the flare is over, this is a step back towards {Wording.Number(before)}.",
        };
    }
}
