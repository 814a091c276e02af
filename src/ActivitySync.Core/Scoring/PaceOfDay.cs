using ActivitySync.Core.Movement;
using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>How many steps of a target are usually made by a time of day. Our choice.</summary>
public static class PaceOfDay
{
    /// <summary>An even pace from waking to sleeping, on a day that begins at dayStart.</summary>
    public static int Even(int target, LocalTime wake, LocalTime sleep, LocalTime dayStart, LocalTime now)
    {
        var waking = Since(dayStart, wake);
        var sleeping = Since(dayStart, sleep);
        var span = (sleeping > waking ? sleeping : sleeping + NodaConstants.TicksPerDay) - waking;
        var gone = Math.Clamp(Since(dayStart, now) - waking, 0, span);
        return (int)((2 * (Int128)target * gone + span) / (2 * span));
    }

    /// <summary>By the wearer's own days: the median share of steps done by a minute of the clock.</summary>
    internal static int ByHabit(int target, IEnumerable<IReadOnlyList<int>> days, LocalTime dayStart, LocalTime now)
    {
        var share = Median.Of(days.Select(hours => ShareBy(hours, dayStart.Hour, now))) ?? 0;
        return (int)decimal.Round(target * share, 0, MidpointRounding.AwayFromZero);
    }

    static decimal ShareBy(IReadOnlyList<int> hours, int firstHour, LocalTime now)
    {
        var done = 0m;
        var hour = firstHour;
        while (hour != now.Hour)
        {
            done += hours[hour];
            hour = (hour + 1) % hours.Count;
        }
        done += hours[hour] * now.Minute / 60m;
        var total = hours.Sum();
        return total == 0 ? 0 : done / total;
    }

    static long Since(LocalTime start, LocalTime time) =>
        (time.TickOfDay - start.TickOfDay + NodaConstants.TicksPerDay) % NodaConstants.TicksPerDay;
}
