using ActivitySync.Core.Movement;

namespace ActivitySync.Core.Scoring;

/// <summary>Effort of the seven days that end with this one.</summary>
/// <param name="Moderate">Moderate minutes.</param>
/// <param name="Vigorous">Vigorous minutes.</param>
/// <param name="Days">Days whose effort is known.</param>
internal sealed record WeekEffort(int Moderate, int Vigorous, int Days)
{
    /// <summary>Moderate-equivalent minutes.</summary>
    public int Equivalent => WeeklyActivity.Equivalent(Moderate, Vigorous);

    /// <summary>MET-minutes.</summary>
    public int MetMinutes => WeeklyActivity.MetMinutes(Moderate, Vigorous);

    /// <summary>
    /// The sum; null when this day's effort or too many others are not known. Unknown days add nothing.
    /// </summary>
    public static WeekEffort? Of(JudgedDay day, History past, ScoringOptions options)
    {
        if (day.Activity is not { } today || day.Movement.Validity == Validity.Insufficient)
        {
            return null;
        }
        var days = past.LastDays(options.WeekDays - 1)
            .Where(day => day.Effort is not null && day.Validity != Validity.Insufficient)
            .Select(day => (day.Effort!.Value.ModerateMinutes, day.Effort.Value.VigorousMinutes))
            .Append((today.ModerateMinutes, today.VigorousMinutes)).ToList();
        return days.Count < options.MinWeekDays
            ? null
            : new WeekEffort(days.Sum(d => d.ModerateMinutes), days.Sum(d => d.VigorousMinutes), days.Count);
    }
}
