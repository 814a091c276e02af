using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// Days in a row that met their target. Rest, sickness, flares and journeys do not end it; nor do a few days that
/// cannot be judged or are judged provisionally.
/// </summary>
/// <param name="Length">Days met.</param>
/// <param name="Pause">Unjudged days since the last one met.</param>
internal readonly record struct Streaks(int Length, int Pause)
{
    public static Streaks Next(
        DayReport? last, JudgedDay day, DayStatus status, LocalDate date, ScoringOptions options)
    {
        var missing = last is null ? 0 : Period.DaysBetween(last.Date, date) - 1;
        var pause = (last?.StreakPause ?? 0) + missing;
        var length = pause > options.StreakGapDays ? 0 : last?.Streak ?? 0;
        if (status == DayStatus.Provisional || day.Met is Attainment.Unknown or Attainment.None)
        {
            return new Streaks(pause + 1 > options.StreakGapDays ? 0 : length, pause + 1);
        }
        return day.Met switch
        {
            Attainment.Met => new Streaks(length + 1, 0),
            Attainment.Excused => new Streaks(length, pause),
            _ => new Streaks(0, 0),
        };
    }
}
