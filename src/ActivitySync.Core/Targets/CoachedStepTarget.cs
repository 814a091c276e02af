using ActivitySync.Core.Movement;

namespace ActivitySync.Core.Targets;

/// <summary>
/// The weekly algorithm of a tele-coaching programme for people with COPD: looks at how many days reached the goal and
/// offers to keep it or take five or ten minutes more. Rules: NC too few days, KO1 hardly reached, KO2 sometimes
/// reached, KO2BIS so for a second week, OK reached.
/// </summary>
public sealed class CoachedStepTarget : ITargetStrategy
{
    /// <summary>Name in settings.</summary>
    public const string StrategyName = "coached";

    /// <inheritdoc/>
    public string Name => StrategyName;

    /// <inheritdoc/>
    public bool IsDaily => false;

    /// <inheritdoc/>
    public bool NeedsBaseline => true;

    /// <inheritdoc/>
    public TargetDecision Decide(TargetSituation situation, TargetOptions options)
    {
        var days = situation.Week.Count(day => day.Steps >= options.CoachedMinDaySteps);
        var median = Median.Of(situation.Week.Select(day => day.Steps).OrderDescending().Take(options.CoachedBestDays)) ?? 0;
        if (situation.Current is not { } goal)
        {
            return days < options.MinValidDays
                ? FirstTarget.FromBaseline(situation, options)
                : Result(median, TargetAction.First, "FIRST", 0, "the median of your best six days");
        }
        var reached = situation.MetDays;
        var week = $"you reached it on {reached} of {days} days";
        if (days < options.MinValidDays)
        {
            return Result(goal, TargetAction.Hold, "NC", situation.MiddlingWeeks,
                $"only {Wording.Count(days, "day", "days")} of last week could be judged");
        }
        var lower = Math.Min(goal - options.CoachedDown, median + options.CoachedUp);
        if (reached < options.CoachedLowDays)
        {
            return Result(lower, TargetAction.Lower, "KO1", 0, week);
        }
        if (reached < options.CoachedEnoughDays && median < goal)
        {
            return situation.MiddlingWeeks == 0
                ? Result(goal, TargetAction.Hold, "KO2", 1, week)
                : Result(lower, TargetAction.Lower, "KO2BIS", 0, $"{week}, and last week was similar");
        }
        return Offer();

        TargetDecision Offer()
        {
            int[] choices = [goal, Rounded(goal + options.CoachedUp), Rounded(goal + options.CoachedUpMore)];
            var taken = situation.RaiseNeedsChoice ? goal : choices[1];
            return Result(taken, choices[1] > goal ? TargetAction.Raise : TargetAction.Hold, "OK", 0, week) with
            {
                Caps = Whole(goal + options.CoachedUp) > situation.Ceiling ? ["ceiling"] : [],
                Choices = choices[2] > goal ? choices : [],
                ConsecutiveRaises = situation.ConsecutiveRaises + 1,
            };
        }

        TargetDecision Result(decimal steps, TargetAction action, string rule, int middling, string because) => new()
        {
            Steps = Rounded(steps),
            Action = action,
            Rule = rule,
            Inputs =
            [
                new("target", situation.Current ?? 0), new("valid_days", days), new("met_days", situation.MetDays),
                new("median_of_best", median), new("ceiling", situation.Ceiling), new("floor", options.Floor),
            ],
            Caps = Whole(steps) > situation.Ceiling ? ["ceiling"] : Whole(steps) < options.Floor ? ["floor"] : [],
            MiddlingWeeks = middling,
            Sentence = $"Target {Wording.Number(Rounded(steps))}: {because}.",
        };

        decimal Whole(decimal steps) =>
            decimal.Round(steps / options.CoachedRoundTo, 0, MidpointRounding.AwayFromZero) * options.CoachedRoundTo;

        int Rounded(decimal steps) => (int)Math.Clamp(Whole(steps), options.Floor, situation.Ceiling);
    }
}
