namespace ActivitySync.Core.Scoring;

/// <summary>The four parts of the score; null for one that cannot be judged.</summary>
internal static class ScoreParts
{
    /// <summary>Volume, spread, intensity, consistency.</summary>
    public static IReadOnlyList<Component?> Of(
        JudgedDay day, WeekEffort? week, History past, ScoringOptions options) =>
        [Volume(day, options), Spread(day, options), Intensity(week, options), Consistency(day, past, options)];

    static Component? Volume(JudgedDay day, ScoringOptions options) =>
        day is { Steps: { } steps, Target.ScoringSteps: { } target and > 0 }
            ? new Component(options.VolumeWeight, steps, target) : null;

    static Component? Spread(JudgedDay day, ScoringOptions options) =>
        day.Activity is { Blocks: { } blocks } && blocks.Eligible >= options.MinBlocks
            ? new Component(options.SpreadWeight, blocks.Hit, blocks.Eligible) : null;

    static Component? Intensity(WeekEffort? week, ScoringOptions options) =>
        week is null ? null : new Component(options.IntensityWeight, week.Equivalent, options.WeeklyMinutes);

    static Component? Consistency(JudgedDay day, History past, ScoringOptions options)
    {
        var days = past.All.Where(report => report.IsUsual && report.Met is Attainment.Met or Attainment.Missed)
            .Select(report => report.Met).ToList();
        if (day.Met is Attainment.Met or Attainment.Missed)
        {
            days.Add(day.Met);
        }
        var last = days.TakeLast(options.ConsistencyDays).ToList();
        return last.Count < options.ConsistencyMet
            ? null
            : new Component(options.ConsistencyWeight, last.Count(met => met == Attainment.Met), options.ConsistencyMet);
    }
}
