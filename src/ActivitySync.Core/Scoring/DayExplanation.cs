using ActivitySync.Core.Movement;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using NodaTime.Text;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// How one day's numbers came about: from readings over deltas, minutes and the merge to total, target and score. Made
/// by the functions that derive and score, not beside them.
/// </summary>
public sealed record DayExplanation
{
    /// <summary>Every reading that touches the day, by device.</summary>
    public required IReadOnlyList<ExplainedDelta> Deltas { get; init; }

    /// <summary>Where the steps each device told of went; the parts add up exactly.</summary>
    public required IReadOnlyList<DeviceAccount> Accounts { get; init; }

    /// <summary>The way in steps.</summary>
    public required IReadOnlyList<ExplanationStep> Steps { get; init; }

    /// <summary>What was derived.</summary>
    public required DayMovement Movement { get; init; }

    /// <summary>What was judged.</summary>
    public required DayReport Report { get; init; }

    /// <summary>Explains a day.</summary>
    public static DayExplanation Of(
        Wearer wearer, LocalDay day, DaySamples samples, IReadOnlyList<DayReport> history,
        IReadOnlyList<JournalEntry> journal, ScoringOptions options)
    {
        var devices = DayDerivation.Devices(wearer, day, samples, options.Movement);
        var movement = DayDerivation.Derive(wearer, day, samples, options.Movement);
        var report = DayScoring.Score(wearer, movement, history, journal, options);
        var steps = new List<ExplanationStep>();
        foreach (var device in devices)
        {
            AddReadings(steps, device);
        }
        AddMovement(steps, movement);
        AddTarget(steps, report, history);
        AddScore(steps, report, options);
        return new DayExplanation
        {
            Deltas = [.. devices.SelectMany(device => device.Deltas.Select(delta => (device.Counter, Delta: delta))
                .Concat(device.OtherDeltas)
                .Select(delta => new ExplainedDelta(device.Device, delta.Counter, delta.Delta)))],
            Accounts = [.. devices.Zip(movement.Devices, (device, part) => DeviceAccount.Of(device, part.CountedSteps, day))],
            Steps = steps,
            Movement = movement,
            Report = report,
        };
    }

    static void AddReadings(List<ExplanationStep> steps, DeviceDay device)
    {
        foreach (var rule in device.Deltas.Concat(device.OtherDeltas.Select(other => other.Delta))
                     .GroupBy(delta => delta.Rule).OrderBy(rule => rule.Key))
        {
            var count = rule.Count();
            var sum = rule.Sum(delta => delta.Steps);
            steps.Add(new("reading", $"{device.Device} {rule.Key}", sum,
                $"{device.Device}: {Wording.Count(count, "reading", "readings")}, {Words(rule.Key)}: {Wording.Number(sum)} steps."));
        }
        steps.Add(new("minutes", device.Device, device.Steps,
            $"{device.Device}: {Wording.Number(device.Steps)} steps fall into this day."));
    }

    static string Words(CounterRule rule) => rule switch
    {
        CounterRule.First => "the first of the counter",
        CounterRule.Ok => "in order",
        CounterRule.DayReset => "the counter began a new day",
        CounterRule.Reboot => "the device was started anew",
        CounterRule.Rollover => "the counter went past its end",
        CounterRule.Dip => "a small fall, nothing counted",
        CounterRule.Reset => "the counter began again",
        CounterRule.NewSession => "the first of a session",
        CounterRule.Stale => "yesterday's figure still shown, nothing counted",
        CounterRule.Zero => "zero after a positive count, nothing counted",
        CounterRule.Mixed => "small counts among the counter's, not counted",
        CounterRule.Replaced => "replaced by a newer or longer statement, not counted",
        CounterRule.ImplausibleRate => "too many for the time, not counted",
        _ => "another counter of the device stands for the day, not counted",
    };

    static string Words(WearBasis basis) => basis switch
    {
        WearBasis.HeartRate => "heart rate",
        WearBasis.Steps => "steps alone",
        WearBasis.Both => "heart rate and steps",
        _ => "nothing",
    };

    static string Words(Validity validity) => validity switch
    {
        Validity.Valid => "valid",
        Validity.Irregular => "irregular",
        _ => "insufficient",
    };

    static string Words(ValidityReason reason) => reason switch
    {
        ValidityReason.Enough => "enough is known of it",
        ValidityReason.NoData => "there is no reading",
        ValidityReason.NoSteps => "there is heart rate, but no step counter",
        ValidityReason.ShortWear => "worn for too short a time",
        ValidityReason.FewHours => "worn in too few hours",
        ValidityReason.FewSteps => "hardly a step was counted",
        ValidityReason.ManySteps => "more steps were counted than can be believed",
        ValidityReason.MissingReadings => "the readings are much less than the device's own total",
        ValidityReason.ShortDay => "it was much shorter than 24 hours",
        _ => "it was much longer than 24 hours",
    };

    static void AddMovement(List<ExplanationStep> steps, DayMovement movement)
    {
        steps.AddRange(movement.Devices.Select(device => new ExplanationStep("merge", device.Device, device.CountedSteps,
            $"{device.Device}: {Wording.Number(device.CountedSteps)} counted, {Wording.Number(device.OverlapSteps)} left out where a more trusted device counted.")));
        steps.Add(new("total", "steps", movement.Steps,
            $"Together {Wording.Number(movement.Steps)} steps, {Wording.Number(movement.CoarseSteps)} of them without minutes."));
        steps.Add(new("validity", "worn minutes", movement.WornMinutes,
            $"Worn {Wording.Number(movement.WornMinutes)} of {Wording.Number(movement.Minutes)} minutes, found from {Words(movement.WearBasis)}."));
        steps.Add(new("validity", "validity", null,
            $"The day is {Words(movement.Validity)}: {Words(movement.ValidityReason)}."));
    }

    static void AddTarget(List<ExplanationStep> steps, DayReport report, IReadOnlyList<DayReport> history)
    {
        if (report.Target is not { } target)
        {
            return;
        }
        var decided = report.Decision is not null ? report : history.LastOrDefault(day => day.Decision is not null);
        steps.Add(new("target", "target", target, $"Target {Wording.Number(target)} steps."));
        if (decided is { Decision: { } decision })
        {
            steps.Add(new("target", "decision", decision.Steps,
                $"Decided on {LocalDatePattern.Iso.Format(decided.Date)}: {decision.Sentence}"));
        }
    }

    static void AddScore(List<ExplanationStep> steps, DayReport report, ScoringOptions options)
    {
        if (report is { Points: { } points, Score: { } score })
        {
            Add("volume", points.Volume,
                $"{Wording.Number(report.Steps ?? 0)} of {Wording.Number(report.ScoringTarget ?? 0)} steps");
            Add("spread", points.Spread,
                $"{report.Activity?.Blocks.Hit} of {report.Activity?.Blocks.Eligible} blocks of the day with a break in sitting");
            Add("intensity", points.Intensity,
                $"{report.WeeklyEquivalentMinutes} of {options.WeeklyMinutes} moderate-equivalent minutes in seven days");
            Add("consistency", points.Consistency,
                $"targets met in the last {options.ConsistencyDays} judged days, {options.ConsistencyMet} are full marks");
            steps.Add(new("score", "score", score,
                $"Score {score}: parts worth {report.Coverage} of 100 are known" +
                (report.Coverage < 100 ? ", stretched to 100." : ".")));
        }
        steps.AddRange(report.Reasons.Select(reason => new ExplanationStep("reason", "reason", null, reason)));

        void Add(string part, int? value, string from) => steps.Add(new("score", part, value,
            value is null ? $"{part}: not known." : $"{part}: {Wording.Count(value.Value, "point", "points")} for {from}."));
    }
}
