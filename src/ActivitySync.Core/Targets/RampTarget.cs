using ActivitySync.Core.Movement;

namespace ActivitySync.Core.Targets;

/// <summary>
/// The default: looks back at a week, raises with the wearer's own recent days, capped; rests after three raises;
/// lowers gently. Put together by us from the percentile and coached strategies.
/// </summary>
public sealed class RampTarget : ITargetStrategy
{
    /// <summary>Name in settings.</summary>
    public const string StrategyName = "ramp";

    /// <inheritdoc/>
    public string Name => StrategyName;

    /// <inheritdoc/>
    public bool IsDaily => false;

    /// <inheritdoc/>
    public bool NeedsBaseline => true;

    /// <inheritdoc/>
    public TargetDecision Decide(TargetSituation situation, TargetOptions options)
    {
        if (situation.Current is not { } current)
        {
            return FirstTarget.FromBaseline(situation, options);
        }
        var ramp = new Week(situation, options, Math.Clamp(current, options.Floor, situation.Ceiling));
        var (met, valid) = (situation.MetDays, situation.Week.Count);
        if (valid < options.MinValidDays)
        {
            return ramp.Hold("INSUFFICIENT_DATA", situation.ConsecutiveRaises,
                $"only {Wording.Count(valid, "day", "days")} of last week could be judged");
        }
        if (situation.InFlare && situation.FlarePolicy != FlarePolicy.Ignore)
        {
            return situation.FlarePolicy == FlarePolicy.Deload
                ? ramp.Deload()
                : ramp.Hold("FLARE", situation.ConsecutiveRaises, "your pain reports show a flare, so the target rests");
        }
        if (met * 100 >= options.RaiseFromPercent * valid)
        {
            return ramp.Target >= situation.Ceiling
                ? ramp.Hold("AT_CEILING", 0, $"you met {met} of {valid} days and are at the highest target, more is not asked for")
                : situation.ConsecutiveRaises >= options.MaxConsecutiveRaises
                ? ramp.Hold("CONSOLIDATION", 0, $"you met {met} of {valid} days; after {situation.ConsecutiveRaises} raises in a row this week is for settling in")
                : ramp.Raise();
        }
        return met * 100 < options.LowerBelowPercent * valid
            ? ramp.Lower()
            : ramp.Hold("MID_ATTAINMENT", 0, $"you met {met} of {valid} days");
    }

    /// <summary>The outcomes of one week's decision.</summary>
    sealed class Week(TargetSituation situation, TargetOptions options, int target)
    {
        private readonly decimal? _percentile =
            situation.Recent.Count == 0 ? null : Percentile.Of(situation.Recent, options.Percentile);
        private readonly decimal? _median = Median.Of(situation.Week.Select(day => day.Steps));

        public int Target => target;

        public TargetDecision Hold(string rule, int raises, string because) =>
            Result(target, TargetAction.Hold, rule, raises, $"Target {Wording.Number(target)}, unchanged: {because}.");

        public TargetDecision Deload()
        {
            var share = (int)decimal.Floor(_median!.Value * options.DeloadPercent / 100m);
            var steps = Rounded(Math.Min(target, Math.Max(options.Floor, share)));
            return Result(steps, TargetAction.Deload, "FLARE", 0,
                $"Target {Wording.Number(steps)}: your pain reports show a flare; this is {options.DeloadPercent} percent of your usual {Wording.Number(_median.Value)} and comes back in steps.") with
            {
                Caps = share < options.Floor ? ["floor"] : share > target ? ["target"] : [],
            };
        }

        public TargetDecision Raise()
        {
            var percentile = _percentile ?? target;
            var wanted = Math.Max(percentile, target + options.MinRaiseSteps);
            var percentCap = target * (100 + options.MaxRaisePercent) / 100;
            var stepsCap = target + options.MaxRaiseSteps;
            var cap = Math.Min(Math.Min(percentCap, stepsCap), situation.Ceiling);
            var isCapped = wanted > cap;
            var steps = Rounded((int)decimal.Floor(Math.Min(wanted, cap)));
            List<string> caps = isCapped
                ? [cap == situation.Ceiling ? "ceiling" : cap == percentCap ? "percent" : "steps"] : [];
            var rule = isCapped ? "CAPPED" : percentile >= target + options.MinRaiseSteps ? $"P{options.Percentile}" : "MIN_STEP";
            var half = Rounded(target + (steps - target) / 2);
            var held = situation.RaiseNeedsChoice ? target : steps;
            var lead = situation.RaiseNeedsChoice
                ? $"Target {Wording.Number(target)}, {Wording.Number(steps)} if you choose it"
                : $"Target {Wording.Number(steps)}";
            return Result(held, TargetAction.Raise, rule, situation.ConsecutiveRaises + 1,
                $"{lead}: you met {situation.MetDays} of {situation.Week.Count} days; the {options.Percentile}th percentile of your last {situation.Recent.Count} days is {Wording.Number(percentile)}; the cap this week is {Wording.Number(cap)}.") with
            {
                Caps = caps,
                Choices = [target, half, steps],
                Inputs = [.. Inputs(), new("cap", cap)],
            };
        }

        public TargetDecision Lower()
        {
            var kept = Math.Max(_median!.Value, target * options.LowerToPercent / 100m);
            var steps = Rounded((int)decimal.Floor(Math.Max(options.Floor, Math.Min(target, kept))));
            return Result(steps, TargetAction.Lower, "LOW_ATTAINMENT", 0,
                $"Target {Wording.Number(steps)}: you met {situation.MetDays} of {situation.Week.Count} days; a nearer target is easier to keep.") with
            {
                Caps = kept < options.Floor ? ["floor"] : kept > target ? ["target"] : [],
            };
        }

        TargetDecision Result(int steps, TargetAction action, string rule, int raises, string sentence) => new()
        {
            Steps = steps,
            Action = action,
            Rule = rule,
            Inputs = Inputs(),
            ConsecutiveRaises = raises,
            Sentence = sentence,
        };

        List<NamedNumber> Inputs()
        {
            List<NamedNumber> inputs =
            [
                new("target", target),
                new("valid_days", situation.Week.Count),
                new("met_days", situation.MetDays),
                new("ceiling", situation.Ceiling),
                new("floor", options.Floor),
                new("consecutive_raises", situation.ConsecutiveRaises),
            ];
            if (_percentile is { } percentile)
            {
                inputs.Add(new("percentile", percentile));
            }
            if (_median is { } median)
            {
                inputs.Add(new("median", median));
            }
            return inputs;
        }

        int Rounded(int steps) => steps / options.RoundTo * options.RoundTo;
    }
}
