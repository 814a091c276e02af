using ActivitySync.Core.Decoding;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Api;

/// <summary>Dates and times in addresses.</summary>
internal static class Dates
{
    /// <summary>Days of a range when nothing is said.</summary>
    public const int UsualDays = 30;

    /// <summary>Most days in one answer; more come on the next page.</summary>
    public const int MostDays = 400;

    public static string Text(LocalDate date) => LocalDatePattern.Iso.Format(date);

    // Nobody alive counted steps before, and a page or a zone's rules beyond are still within the calendar. Our choice.
    const int FirstYear = 1900;
    const int LastYear = 2199;

    /// <exception cref="ApiRefusal">It is none, or of another age.</exception>
    public static LocalDate Date(string? text)
        => text is not null && LocalDatePattern.Iso.Parse(text) is { Success: true, Value.Year: >= FirstYear and <= LastYear } parsed
            ? parsed.Value
            : throw ApiRefusal.BadRequest($"The date must be like 2026-03-29, from {FirstYear} to {LastYear}.", "Correct it and ask again.");

    /// <exception cref="ApiRefusal">It is none, or the zone skipped it.</exception>
    public static LocalDay Day(Wearer wearer, string text) => LocalDays.Of(wearer, Date(text))
        ?? throw ApiRefusal.NotFound($"{text} did not exist where {wearer.Id} was: the zone skipped it.", "Ask for another day.");

    /// <summary>From and to, the last month when nothing is said.</summary>
    /// <exception cref="ApiRefusal">They cannot be read, or are the wrong way round.</exception>
    public static (LocalDate From, LocalDate To) Range(Wearer wearer, string? from, string? to, TimeProvider time)
    {
        var last = to is null ? LocalDays.DateAt(wearer, time.GetUtcNow().ToUnixTimeMilliseconds()) : Date(to);
        var first = from is null ? last.PlusDays(1 - UsualDays) : Date(from);
        return first <= last ? (first, last) : throw ApiRefusal.BadRequest("from lies after to.", "Turn them round.");
    }

    /// <summary>The part of a range that fits on one page, and the address of the next page.</summary>
    public static (LocalDate To, string? Next) Page(string path, LocalDate from, LocalDate to, int? limit)
    {
        var days = Math.Clamp(limit ?? MostDays, 1, MostDays);
        var end = from.PlusDays(days - 1);
        return end >= to ? (to, null) : (end, $"{path}?from={Text(end.PlusDays(1))}&to={Text(to)}&limit={days}");
    }

    /// <summary>A moment on the wearer's clock, or with an offset; Unix milliseconds UTC.</summary>
    /// <exception cref="ApiRefusal">It is none.</exception>
    public static long Moment(Wearer wearer, string text) => SampleTime.TryParseIso(text, wearer, out var timeMs)
        ? timeMs
        : throw ApiRefusal.BadRequest("The time must be like 2026-03-29T08:30:00 or 2026-03-29T08:30:00.000+02:00.",
            "Correct it and ask again.");

    /// <summary>A moment to the millisecond on the wearer's clock, with its offset.</summary>
    public static string Moment(Wearer wearer, long timeMs)
    {
        var instant = Instant.FromUnixTimeMilliseconds(timeMs);
        return Shown.Format(instant.InZone(wearer.Zones.At(instant)).ToOffsetDateTime());
    }

    /// <summary>The instants of a range of dates, whatever zone the wearer was in: [FromMs, ToMs).</summary>
    public static (long FromMs, long ToMs) Instants(Wearer wearer, LocalDate from, LocalDate to)
    {
        var days = LocalDays.Overlapping(wearer, Utc(from.PlusDays(-2)), Utc(to.PlusDays(3)))
            .Where(day => day.Date >= from && day.Date <= to).ToList();
        return days.Count == 0 ? (0, 0) : (days[0].StartMs, days[^1].EndMs);
    }

    static long Utc(LocalDate date) => date.AtMidnight().InUtc().ToInstant().ToUnixTimeMilliseconds();

    static readonly OffsetDateTimePattern Shown =
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fffo<+HH:mm>");
}
