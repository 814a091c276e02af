using ActivitySync.Core.Movement;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// Decides about one wearer's target on one day, in this order: choice, flare, way back, week, first target.
/// </summary>
internal sealed class TargetDesk(Wearer wearer, LocalDate date, History history, TargetOptions options, FlareState flare)
{
    private readonly TargetState? _before = history.Last?.Targets;
    private readonly ITargetStrategy _strategy =
        TargetStrategies.Find(wearer.Target.Strategy ?? options.Strategy) ?? new RampTarget();

    /// <summary>Highest target of this wearer.</summary>
    public int Ceiling => Math.Max(options.Floor, wearer.Target.CeilingSteps ??
        (wearer.BirthYear is { } born && date.Year - born < options.OlderFromAge ? options.Ceiling : options.CeilingOlder));

    /// <summary>What a flare does to this wearer's target.</summary>
    public FlarePolicy Policy => FlareSettings.PolicyOf(wearer, options);

    /// <summary>A target for a day in a flare, from the days before it; never above the target itself.</summary>
    public int EasedSteps(int target)
    {
        var since = flare.Since ?? date;
        var median = Median.Of(history.Between(since.PlusDays(-7), since.PlusDays(-1))
            .Where(report => report is { IsUsual: true, Steps: not null }).Select(report => report.Steps!.Value));
        var eased = median is { } usual ? (int)decimal.Floor(usual * options.DeloadPercent / 100m) : target;
        return Math.Min(target, Math.Max(options.Floor, eased / options.RoundTo * options.RoundTo));
    }

    /// <summary>State after this day, and the decision made on it.</summary>
    public (TargetState? State, TargetDecision? Decision) Decide(decimal? choice)
    {
        var (state, decision) = DecideByDate();
        if (state is null || choice is not { } chosen || state.Choices.Count == 0)
        {
            return (state, decision);
        }
        var index = Math.Clamp((int)chosen, 0, state.Choices.Count - 1);
        var kept = state with
        {
            Steps = state.Choices[index],
            ConsecutiveRaises = index == 0 ? 0 : state.ConsecutiveRaises,
        };
        return (kept, Chosen(kept, index));
    }

    (TargetState? State, TargetDecision? Decision) DecideByDate()
    {
        if (_before is not { } before)
        {
            return First();
        }
        var isNewFlare = flare.Active && history.Last?.Flare.Active != true;
        if (isNewFlare && Policy == FlarePolicy.Deload && _strategy.NeedsBaseline)
        {
            return AtFlare(before);
        }
        if (before.BeforeFlareSteps is { } goal && !flare.Active)
        {
            return OnTheWayBack(before, goal);
        }
        var isHeld = flare.Active && Policy != FlarePolicy.Ignore && _strategy.NeedsBaseline;
        var isDue = _strategy.IsDaily || Monday(date) > before.WeekOf || before.Strategy != _strategy.Name;
        return !isDue ? (before, null) : isHeld ? Held(before) : Usual(before);
    }

    (TargetState? State, TargetDecision? Decision) First()
    {
        if (_strategy.NeedsBaseline && (history.Last?.BaselineDays.Count ?? 0) < options.MinValidDays)
        {
            return (null, null);
        }
        return Begin(new TargetState
        {
            Steps = 0,
            Strategy = _strategy.Name,
            Since = date,
            WeekOf = Monday(date),
            BaselineSteps = history.Last?.BaselineSteps,
        }, isFirst: true);
    }

    (TargetState State, TargetDecision Decision) Begin(TargetState state, bool isFirst)
    {
        var decision = _strategy.Decide(Situation(state, LastWeek(), isFirst), options);
        return (After(state, decision), decision);
    }

    (TargetState State, TargetDecision Decision) Usual(TargetState before)
    {
        var state = before with { WeekOf = Monday(date) };
        return before.Strategy == _strategy.Name ? Begin(state, isFirst: false) : Begin(state with
        {
            Since = date,
            BaselineSteps = Recent() is { Count: var days } recent && days >= options.MinValidDays
                ? (int)decimal.Floor(Median.Of(recent)!.Value) : history.Last?.BaselineSteps,
            ConsecutiveRaises = 0,
            MiddlingWeeks = 0,
        }, isFirst: false);
    }

    (TargetState State, TargetDecision? Decision) Held(TargetState before)
    {
        var held = before with { WeekOf = Monday(date), Choices = [] };
        return (held, Monday(date) > before.WeekOf ? new TargetDecision
        {
            Steps = before.Steps,
            Action = TargetAction.Hold,
            Rule = "FLARE",
            Inputs = [new("target", before.Steps)],
            ConsecutiveRaises = before.ConsecutiveRaises,
            Sentence = $"Target {Wording.Number(before.Steps)}, unchanged: your pain reports show a flare, so the target rests.",
        } : null);
    }

    (TargetState State, TargetDecision Decision) AtFlare(TargetState before)
    {
        var situation = Situation(before, Days(date.PlusDays(-7), date), isFirst: false);
        var decision = new RampTarget().Decide(situation, options);
        return (After(before, decision) with
        {
            WeekOf = Monday(date),
            BeforeFlareSteps = before.BeforeFlareSteps ?? (decision.Steps < before.Steps ? before.Steps : null),
            RecoveredDays = 0,
        }, decision);
    }

    (TargetState State, TargetDecision? Decision) OnTheWayBack(TargetState before, int goal)
    {
        var days = before.RecoveredDays + (history.Last is { IsUsual: true } ? 1 : 0);
        if (days < options.RecoverDays)
        {
            return (before with { RecoveredDays = days, WeekOf = Monday(date) }, null);
        }
        var decision = Recovery.Step(before.Steps, goal, options);
        return (After(before, decision) with
        {
            WeekOf = Monday(date),
            BeforeFlareSteps = decision.Steps >= goal ? null : goal,
            RecoveredDays = 0,
        }, decision);
    }

    TargetState After(TargetState before, TargetDecision decision) => before with
    {
        Steps = decision.Steps,
        Strategy = _strategy.Name,
        ConsecutiveRaises = decision.ConsecutiveRaises,
        MiddlingWeeks = decision.MiddlingWeeks,
        Choices = decision.Choices,
    };

    static TargetDecision Chosen(TargetState state, int index) => new()
    {
        Steps = state.Steps,
        Action = TargetAction.Choose,
        Rule = "CHOICE",
        Inputs = [new("choice", index), .. state.Choices.Select((steps, i) => new NamedNumber($"choice_{i}", steps))],
        Choices = state.Choices,
        ConsecutiveRaises = state.ConsecutiveRaises,
        Sentence = $"Target {Wording.Number(state.Steps)}, as you chose.",
    };

    TargetSituation Situation(TargetState state, IReadOnlyList<TargetDay> week, bool isFirst) => new()
    {
        Current = isFirst ? null : state.Steps,
        Week = week,
        Recent = Recent(),
        Baseline = state.BaselineSteps,
        Ceiling = Ceiling,
        ConsecutiveRaises = state.ConsecutiveRaises,
        MiddlingWeeks = state.MiddlingWeeks,
        WeeksSinceBegin = Period.DaysBetween(Monday(state.Since), Monday(date)) / 7,
        InFlare = flare.Active,
        FlarePolicy = Policy,
        Pacing = wearer.Target.Pacing,
        FixedSteps = wearer.Target.FixedSteps,
        QuotaGoal = wearer.Target.QuotaGoalSteps,
        RaiseNeedsChoice = wearer.Target.RaiseNeedsChoice,
    };

    List<int> Recent() => [.. history.Between(Anchor.PlusDays(-options.PercentileWindowDays), Anchor.PlusDays(-1))
        .Where(report => report is { IsUsual: true, Steps: not null })
        .Select(report => report.Steps!.Value).TakeLast(options.PercentileDays)];

    List<TargetDay> LastWeek() => Days(Anchor.PlusDays(-7), Anchor);

    /// <summary>Days that count, from one date up to, not including, another.</summary>
    List<TargetDay> Days(LocalDate from, LocalDate until) =>
        [.. history.Between(from, until.PlusDays(-1))
            .Where(report => report.HasTarget && report.Steps is not null &&
                (report.IsUsual || report is { Met: Attainment.Met, Excuse: Excuse.None }))
            .Select(report => new TargetDay(report.Steps!.Value, report.Met == Attainment.Met))];

    /// <summary>The day a decision looks back from: a late one sees what it would have seen on Monday.</summary>
    LocalDate Anchor => _strategy.IsDaily ? date : Monday(date);

    static LocalDate Monday(LocalDate date) => date.PlusDays(1 - (int)date.DayOfWeek);
}
