using ActivitySync.Core.Movement;
using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Jobs;

/// <summary>The hours of derived days as rows of their own, so that dashboards need no samples.</summary>
internal static class HourRows
{
    /// <summary>Rows for the days whose hours are not stored as they are; all hours of such a day.</summary>
    /// <param name="store">What is stored.</param>
    /// <param name="wearer">Whose.</param>
    /// <param name="days">The days, ascending.</param>
    /// <param name="isKnown">False when nothing of these days can be stored yet, which saves asking.</param>
    /// <param name="stop">To stop waiting.</param>
    public static async Task<IReadOnlyList<HourRow>> ChangedAsync(
        IStore store, string wearer, IReadOnlyList<(LocalDate Date, IReadOnlyList<DayHour> Hours)> days,
        bool isKnown, CancellationToken stop)
    {
        if (days.Count == 0)
        {
            return [];
        }
        var stored = (isKnown ? await store.ReadHoursAsync(wearer, days[0].Date, days[^1].Date, stop) : [])
            .ToLookup(row => row.Date);
        var changed = new List<HourRow>();
        foreach (var (date, hours) in days)
        {
            var before = stored[date].ToList();
            var revision = before.Count > 0 ? before[0].Revision : 0;
            var rows = hours.Select(hour => Row(wearer, date, hour, revision)).ToList();
            if (!rows.SequenceEqual(before))
            {
                changed.AddRange(rows.Select(row => row with { Revision = revision + 1 }));
            }
        }
        return changed;
    }

    static HourRow Row(string wearer, LocalDate date, DayHour hour, int revision) => new(
        wearer, date, hour.Hour, revision, hour.StartMs, hour.Minutes, hour.Steps, hour.CoarseSteps, hour.WalkingMinutes,
        (double?)hour.MedianBpm);
}
