using ActivitySync.Core.Movement;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// How one day's numbers came about: from readings over deltas, minutes and the merge to total, target and score. Made
/// by the functions that derive and score, not beside them.
/// </summary>
public sealed record DayExplanation
{
    /// <summary>Every reading that touches the day, by device.</summary>
    public required IReadOnlyList<ExplainedDelta> Deltas { get; init; }

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
        AddReport(steps, report);
        return new DayExplanation
        {
            Deltas = [.. devices.SelectMany(device => device.Deltas.Select(delta => (device.Counter, Delta: delta))
                .Concat(device.OtherDeltas)
                .Select(delta => new ExplainedDelta(device.Device, delta.Counter, delta.Delta)))],
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
        CounterRule.ImplausibleRate => "too many for the time, not counted",
        _ => "another counter of the device stands for the day, not counted",
    };

    static void AddMovement(List<ExplanationStep> steps, DayMovement movement)
    {
        steps.AddRange(movement.Devices.Select(device => new ExplanationStep("merge", device.Device, device.CountedSteps,
            $"{device.Device}: {Wording.Number(device.CountedSteps)} counted, {Wording.Number(device.OverlapSteps)} left out where a more trusted device counted.")));
        steps.Add(new("total", "steps", movement.Steps,
            $"Together {Wording.Number(movement.Steps)} steps, {Wording.Number(movement.CoarseSteps)} of them without minutes."));
        steps.Add(new("validity", "worn minutes", movement.WornMinutes,
            $"Worn {Wording.Number(movement.WornMinutes)} of {Wording.Number(movement.Minutes)} minutes."));
    }

    static void AddReport(List<ExplanationStep> steps, DayReport report)
    {
        if (report is { Target: { } target })
        {
            steps.Add(new("target", "target", target, $"Target {Wording.Number(target)} steps."));
        }
        if (report is { Points: { } points, Score: { } score })
        {
            Add("volume", points.Volume);
            Add("spread", points.Spread);
            Add("intensity", points.Intensity);
            Add("consistency", points.Consistency);
            steps.Add(new("score", "score", score, $"Score {score}, made of {report.Coverage} of 100."));
        }
        steps.AddRange(report.Reasons.Select(reason => new ExplanationStep("reason", "reason", null, reason)));

        void Add(string part, int? value) => steps.Add(new("score", part, value,
            value is null ? $"{part}: not known." : $"{part}: {Wording.Count(value.Value, "point", "points")}."));
    }
}
