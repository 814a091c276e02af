namespace ActivitySync.Core.Scoring;

/// <summary>How far the day stands out above the last 30, by steps and by its longest walk.</summary>
internal sealed record Spikes(SpikeLevel Steps, SpikeLevel Walk, int? EnoughSteps)
{
    public static Spikes Of(JudgedDay day, History past, ScoringOptions options)
    {
        var days = past.LastDays(options.SpikeDays).Where(report => report.Validity == Movement.Validity.Valid).ToList();
        var steps = Reference(days.Select(report => report.Steps), options);
        var walks = Reference(days.Select(report => report.Effort?.LongestWalkMinutes), options);
        var mark = SpikeRule.Mark(steps, options);
        return new Spikes(
            day.Steps is { } today ? SpikeRule.Of(today, steps, options) : SpikeLevel.NoReference,
            day.Activity is { } activity ? SpikeRule.Of(activity.LongestWalkMinutes, walks, options) : SpikeLevel.NoReference,
            mark is null ? null : Math.Max(mark.Value, day.Target.Steps ?? 0));
    }

    static int Reference(IEnumerable<int?> values, ScoringOptions options)
    {
        var known = values.Where(value => value is not null).Select(value => value!.Value).ToList();
        return known.Count < options.MinSpikeDays ? 0 : known.Max();
    }
}
