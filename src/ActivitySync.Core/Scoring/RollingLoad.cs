namespace ActivitySync.Core.Scoring;

/// <summary>The older ratio of a week's mean load to four weeks', for a chart; no alarm is raised from it.</summary>
public static class RollingLoad
{
    const int Week = 7;
    const int FourWeeks = 28;

    /// <summary>Last week against the last four weeks, itself included; null without four weeks.</summary>
    public static decimal? Coupled(IReadOnlyList<decimal> days) =>
        days.Count < FourWeeks ? null : Ratio(days.TakeLast(Week), days.TakeLast(FourWeeks));

    /// <summary>Last week against the three weeks before it; null without four weeks.</summary>
    public static decimal? Uncoupled(IReadOnlyList<decimal> days) =>
        days.Count < FourWeeks ? null : Ratio(days.TakeLast(Week), days.TakeLast(FourWeeks).Take(FourWeeks - Week));

    static decimal? Ratio(IEnumerable<decimal> acute, IEnumerable<decimal> chronic)
    {
        var mean = chronic.Average();
        return mean == 0 ? null : acute.Average() / mean;
    }
}
