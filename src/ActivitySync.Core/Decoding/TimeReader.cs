using System.Globalization;
using System.Text.Json;
using ActivitySync.Core.Telemetry;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Core.Decoding;

/// <summary>Reads times as third parties write them. Text without offset is the wearer's wall clock.</summary>
internal static class TimeReader
{
    // A device clock that was never set starts at 1970 or 2000.
    const int FirstYear = 2015;
    const int LastYear = 2254;

    const DateTimeStyles Styles = DateTimeStyles.AllowWhiteSpaces;

    static readonly string[] WithOffset =
    [
        "yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd h:mm:ss tt zzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm zzz",
        "yyyy-MM-dd h:mm tt zzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:sszzz",
    ];

    static readonly string[] WithoutOffset =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd h:mm:ss tt", "yyyy-MM-dd HH:mm", "yyyy-MM-dd",
        "yyyy-MM-dd h:mm tt",
    ];

    static readonly Rejection NotATime = new("bad_time", "The time is in no form that is known for this format.");

    static readonly Rejection ClockNotSet = new("clock_not_set",
        $"The time lies before {FirstYear}: the device's clock was not set. Set it and send the reading again.");

    /// <summary>Unix milliseconds UTC of a JSON number or text; null with a reason.</summary>
    public static long? Read(JsonElement element, TimeFormat format, Wearer wearer, out Rejection? why)
    {
        why = null;
        var time = element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetInt64(out var whole) ? FromNumber(whole, format.Unit)
                : element.TryGetDecimal(out var fraction) ? FromFraction(fraction, format.Unit) : null,
            JsonValueKind.String => FromText(element.GetString()!, format, wearer),
            _ => null,
        };
        return Believed(time, out why);
    }

    /// <summary>Unix milliseconds UTC of a text; null with a reason.</summary>
    public static long? Read(string text, TimeFormat format, Wearer wearer, out Rejection? why)
        => Believed(FromText(text, format, wearer), out why);

    static long? Believed(long? timeMs, out Rejection? why)
    {
        why = timeMs is null ? NotATime
            : timeMs < Instant.FromUtc(FirstYear, 1, 1, 0, 0).ToUnixTimeMilliseconds() ? ClockNotSet
            : timeMs > Instant.FromUtc(LastYear, 1, 1, 0, 0).ToUnixTimeMilliseconds() ? NotATime : null;
        return why is null ? timeMs : null;
    }

    static long? FromNumber(long number, TimeUnit unit) => unit switch
    {
        TimeUnit.Seconds when Math.Abs(number) < long.MaxValue / 1_000 => number * 1_000,
        TimeUnit.Centiseconds when Math.Abs(number) < long.MaxValue / 10 => number * 10,
        TimeUnit.Milliseconds => number,
        TimeUnit.Microseconds => number / 1_000,
        TimeUnit.Nanoseconds => number / 1_000_000,
        TimeUnit.ByDigits => number switch
        {
            >= 1_000_000_000 and < 10_000_000_000 => number * 1_000,
            >= 1_000_000_000_000 and < 10_000_000_000_000 => number,
            >= 1_000_000_000_000_000 and < 10_000_000_000_000_000 => number / 1_000,
            >= 1_000_000_000_000_000_000 => number / 1_000_000,
            _ => null,
        },
        _ => null,
    };

    static long? FromFraction(decimal number, TimeUnit unit)
        => unit is TimeUnit.Seconds or TimeUnit.ByDigits && number is > 0 and < 10_000_000_000 ? (long)(number * 1_000) : null;

    static long? FromText(string text, TimeFormat format, Wearer wearer)
    {
        // Phones set to 12 hours write a narrow no-break space, and some languages dots, before and in am and pm.
        var plain = text.Trim().Replace('\u202F', ' ').Replace('\u00A0', ' ')
            .Replace("a.m.", "am", StringComparison.OrdinalIgnoreCase)
            .Replace("p.m.", "pm", StringComparison.OrdinalIgnoreCase);
        if (plain.Length is 0 or > 64)
        {
            return null;
        }
        if (format.Pattern is { } pattern)
        {
            return pattern.Contains('z', StringComparison.Ordinal) || pattern.Contains('K', StringComparison.Ordinal)
                ? AtOffset(plain, [pattern]) : OnWall(plain, [pattern], wearer);
        }
        if (plain.Length <= 19 && long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return FromNumber(number, format.Unit);
        }
        return OffsetDateTimePattern.Rfc3339.Parse(plain) is { Success: true } rfc
                ? rfc.Value.Year is > 1 and < 9_999 ? Ms(rfc.Value.ToInstant()) : null
            : LocalDateTimePattern.ExtendedIso.Parse(plain) is { Success: true } iso ? OnWall(iso.Value, wearer)
            : AtOffset(plain, WithOffset) ?? OnWall(plain, WithoutOffset, wearer);
    }

    static long? AtOffset(string text, string[] patterns)
        => DateTimeOffset.TryParseExact(text, patterns, CultureInfo.InvariantCulture, Styles, out var time)
            ? time.ToUnixTimeMilliseconds() : null;

    static long? OnWall(string text, string[] patterns, Wearer wearer)
        => DateTime.TryParseExact(text, patterns, CultureInfo.InvariantCulture, Styles, out var time)
            ? OnWall(LocalDateTime.FromDateTime(DateTime.SpecifyKind(time, DateTimeKind.Unspecified)), wearer) : null;

    // Years at the ends of the calendar would leave it with their zone's offset.
    static long? OnWall(LocalDateTime local, Wearer wearer)
        => local.Year is > 1 and < 9_999 ? Ms(SampleTime.InstantOf(local, wearer)) : null;

    static long Ms(Instant instant) => instant.ToUnixTimeMilliseconds();
}
