namespace ActivitySync.Core.Scoring;

/// <summary>
/// Exponentially weighted averages of daily steps over a short and a long span. For a chart; no alarm is raised from
/// their ratio. A day that is not known leaves them as they were.
/// </summary>
public sealed record LoadAverage
{
    /// <summary>Short average, steps a day.</summary>
    public required double Acute { get; init; }

    /// <summary>Long average, steps a day.</summary>
    public required double Chronic { get; init; }

    /// <summary>Known days so far.</summary>
    public required int Days { get; init; }

    /// <summary>Short over long; null in the first weeks and when there is nothing to divide by.</summary>
    public double? Ratio { get; init; }

    /// <summary>Averages after one more known day.</summary>
    public static LoadAverage Next(LoadAverage? before, double steps, ScoringOptions options)
    {
        var acute = before is null ? steps : Mix(before.Acute, steps, options.AcuteDays);
        var chronic = before is null ? steps : Mix(before.Chronic, steps, options.ChronicDays);
        var days = (before?.Days ?? 0) + 1;
        return new LoadAverage
        {
            Acute = acute,
            Chronic = chronic,
            Days = days,
            Ratio = days < options.ChronicDays || chronic == 0 ? null : acute / chronic,
        };
    }

    static double Mix(double before, double today, int days)
    {
        var weight = 2.0 / (days + 1);
        return weight * today + (1 - weight) * before;
    }
}
