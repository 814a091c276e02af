using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Jobs;

/// <summary>Which days of a range can be derived again.</summary>
internal static class Rescoring
{
    // Nobody's day is older, and the rules of zones end somewhere. Our choice.
    static readonly LocalDate First = new(1900, 1, 1);

    /// <summary>The closed days whose samples are all there, and how many stand as they are because retention took some.</summary>
    public static (List<LocalDate> Dates, int Kept) DaysOf(
        Wearer wearer, LocalDate from, LocalDate to, LocalDate lastClosed, long rawFromMs)
    {
        var days = new List<LocalDate>();
        for (var date = LocalDate.Max(from, First); date <= to && date <= lastClosed; date = date.PlusDays(1))
        {
            days.Add(date);
        }
        var kept = days.RemoveAll(date => LocalDays.Of(wearer, date) is { } day && !DayScorer.CanBeDerived(day, rawFromMs));
        return (days, kept);
    }
}
