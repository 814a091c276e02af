using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Decoding;

/// <summary>
/// How long the slots of an export are. The rows do not say; the grouping was set in the app. Where the source does not
/// repeat it, it follows from where the rows of one message lie: a row at midnight on a date with no other row is that
/// whole day, everything else is a slot of the coarsest clock face on which all rows lie. Other messages have no part in
/// it, so that it does not depend on their order.
/// </summary>
internal sealed class ExportedSlots(IReadOnlyList<ExportedRow> rows, CounterKind? grouping)
{
    readonly HashSet<LocalDate> _dividedDates =
        [.. rows.Where(row => !row.IsAtMidnight).Select(row => row.Wall.Date)];

    readonly bool _isHourly = rows.All(row => row.Wall is { Minute: 0, Second: 0 });
    readonly bool _isMinutely = rows.All(row => row.Wall.Second == 0);

    /// <summary>The slot a row is of, and its end, Unix milliseconds UTC.</summary>
    public (CounterKind Counter, long EndMs) Of(ExportedRow row)
    {
        var isDay = row.IsAtMidnight
            && (grouping == CounterKind.DaySlot || (grouping is null && !_dividedDates.Contains(row.Wall.Date)));
        if (isDay)
        {
            return (CounterKind.DaySlot, EndOfDay(row));
        }
        var isHour = row.Wall is { Minute: 0, Second: 0 } && (grouping == CounterKind.HourSlot || (grouping != CounterKind.MinuteSlot && _isHourly));
        return isHour ? (CounterKind.HourSlot, row.StartMs + 3_600_000)
            : (CounterKind.MinuteSlot, row.StartMs + (_isMinutely ? 60_000 : 1_000));
    }

    // A day of the phone has 24 hours except where the wearer's zone, agreeing about its midnight, knows better.
    static long EndOfDay(ExportedRow row)
    {
        var start = Instant.FromUnixTimeMilliseconds(row.StartMs);
        var zone = row.Owner.Wearer.Zones.At(start);
        return start == zone.AtStartOfDay(row.Wall.Date).ToInstant()
            ? zone.AtStartOfDay(row.Wall.Date.PlusDays(1)).ToInstant().ToUnixTimeMilliseconds()
            : row.StartMs + 86_400_000;
    }
}
