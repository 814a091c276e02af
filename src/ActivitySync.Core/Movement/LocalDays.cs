using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Movement;

/// <summary>
/// Which instants make up a wearer's days. A day starts at the first instant whose local date, in the zone at that
/// instant and counted from the wearer's day start, is that date or a later one; it ends where the next begins. So days
/// tile time even where a clock goes back over midnight or a traveller re-enters yesterday.
/// </summary>
public static class LocalDays
{
    /// <summary>The day called by this date; null when the wearer's zone skips the date.</summary>
    public static LocalDay? Of(Wearer wearer, LocalDate date)
    {
        var start = StartOf(wearer, date);
        var end = StartOf(wearer, date.PlusDays(1));
        return end <= start
            ? null
            : new LocalDay(date, start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds(), wearer.Zones.At(start));
    }

    /// <summary>The date of the day an instant belongs to.</summary>
    public static LocalDate DateAt(Wearer wearer, long timeMs)
    {
        var instant = Instant.FromUnixTimeMilliseconds(timeMs);
        var local = instant.InZone(wearer.Zones.At(instant)).LocalDateTime;
        var date = local.TimeOfDay < wearer.DayStart ? local.Date.PlusDays(-1) : local.Date;
        while (StartOf(wearer, date.PlusDays(1)) <= instant)
        {
            date = date.PlusDays(1);
        }
        return date;
    }

    /// <summary>Every day that shares an instant with [fromMs, toMs), ascending.</summary>
    public static IEnumerable<LocalDay> Overlapping(Wearer wearer, long fromMs, long toMs)
    {
        if (toMs <= fromMs)
        {
            yield break;
        }
        var last = DateAt(wearer, toMs - 1);
        for (var date = DateAt(wearer, fromMs); date <= last; date = date.PlusDays(1))
        {
            if (Of(wearer, date) is { } day)
            {
                yield return day;
            }
        }
    }

    static Instant StartOf(Wearer wearer, LocalDate date)
    {
        var stays = wearer.Zones.Stays;
        for (var i = 0; i < stays.Count; i++)
        {
            var inZone = StartIn(stays[i].Zone, date + wearer.DayStart);
            var start = inZone < stays[i].Since ? stays[i].Since : inZone;
            if (i == stays.Count - 1 || start < stays[i + 1].Since)
            {
                return start;
            }
        }
        throw new ArgumentException("A zone timeline has at least one stay.", nameof(wearer));
    }

    static Instant StartIn(DateTimeZone zone, LocalDateTime local)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count == 0 ? mapping.LateInterval.Start : mapping.First().ToInstant();
    }
}
