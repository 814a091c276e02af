using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using NodaTime;

namespace ActivitySync.Dashboard;

/// <summary>A calendar week of reports, Monday to Sunday. Null means not known, never zero.</summary>
/// <param name="Monday">Its first day.</param>
/// <param name="Days">Reports of its days, ascending.</param>
public sealed record Week(LocalDate Monday, IReadOnlyList<DayReport> Days)
{
    // A mean of one or two days says little of a week. Our choice.
    const int FewestDays = 3;

    /// <summary>Mean steps of its valid days.</summary>
    public int? MeanSteps => Mean(Days.Where(day => day.Validity == Validity.Valid).Select(day => day.Steps));

    /// <summary>Mean of its scores, without provisional ones.</summary>
    public int? MeanScore => Mean(Days.Where(day => day.Status == DayStatus.Scored).Select(day => day.Score));

    /// <summary>Days that met their target.</summary>
    public int MetDays => Days.Count(day => day.Met == Attainment.Met);

    /// <summary>Days that could.</summary>
    public int JudgedDays => Days.Count(day => day.Met is Attainment.Met or Attainment.Missed);

    /// <summary>Moderate-equivalent minutes of the seven days up to its last one.</summary>
    public int? EquivalentMinutes => Days.Count > 0 ? Days[^1].WeeklyEquivalentMinutes : null;

    /// <summary>Target of its last day.</summary>
    public int? Target => Days.Count > 0 ? Days[^1].Target : null;

    /// <summary>The weeks of reports, ascending.</summary>
    public static IReadOnlyList<Week> Of(IReadOnlyList<DayReport> reports)
        => [.. reports.GroupBy(report => report.Date.PlusDays(1 - (int)report.Date.DayOfWeek)).OrderBy(week => week.Key)
            .Select(week => new Week(week.Key, [.. week.OrderBy(day => day.Date)]))];

    static int? Mean(IEnumerable<int?> values)
    {
        var known = values.OfType<int>().ToList();
        return known.Count >= FewestDays ? (int)Math.Round(known.Average(), MidpointRounding.AwayFromZero) : null;
    }
}
