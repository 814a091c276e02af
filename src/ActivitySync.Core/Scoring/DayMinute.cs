using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Scoring;

/// <summary>One minute of a day as it was judged, for a picture of the day.</summary>
/// <param name="Steps">Steps; null when they are not known by the minute.</param>
/// <param name="Bpm">Heart rate, bpm; null when not measured.</param>
/// <param name="Worn">Whether a device was worn.</param>
/// <param name="Intensity">How hard it was.</param>
public readonly record struct DayMinute(int? Steps, decimal? Bpm, bool Worn, Intensity Intensity)
{
    /// <summary>All minutes of a day, seen with the wearer's own resting heart rate as the day's report is.</summary>
    /// <param name="wearer">Whose day.</param>
    /// <param name="movement">The day.</param>
    /// <param name="reports">Reports of the days before.</param>
    /// <param name="options">The rules.</param>
    public static IReadOnlyList<DayMinute> Of(
        Wearer wearer, DayMovement movement, IReadOnlyList<DayReport> reports, ScoringOptions options)
    {
        var reserve = DayHeart.Of(wearer, movement, History.Of(reports, movement.Date), options).Reserve;
        var intensities = movement.IntensitiesWith(reserve, options.Movement);
        var minutes = new DayMinute[intensities.Length];
        for (var i = 0; i < minutes.Length; i++)
        {
            minutes[i] = new DayMinute(
                movement.StepsAt(i) is >= 0 and var steps ? steps : null, movement.BpmAt(i), movement.IsWornAt(i), intensities[i]);
        }
        return minutes;
    }
}
