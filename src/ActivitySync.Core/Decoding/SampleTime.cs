using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Core.Decoding;

/// <summary>Reads a sample's time: epoch milliseconds, or ISO 8601 with offset, or without one in the wearer's zone.</summary>
public static class SampleTime
{
    /// <summary>Stands for a field that was not there.</summary>
    public const long Absent = long.MinValue;

    // 1973 and 2255: no wearable's reading lies outside, a smaller number is almost surely seconds, and every store and
    // calendar can work with what lies between.
    const long SmallestPlausibleMs = 100_000_000_000;
    const long LargestPlausibleMs = 9_000_000_000_000;
    const int FirstYear = 1973;
    const int LastYear = 2254;

    /// <summary>The time at the reader, Unix milliseconds UTC, or false with a reason.</summary>
    public static bool TryRead(ref Utf8JsonReader json, Telemetry.Wearer wearer, out long timeMs, out Rejection? why)
    {
        timeMs = Absent;
        why = null;
        if (json.TokenType == JsonTokenType.Number)
        {
            if (!json.TryGetInt64(out timeMs) || timeMs is > LargestPlausibleMs or < 0)
            {
                why = new Rejection("bad_time", "A numeric time must be whole milliseconds since 1970.");
                return false;
            }
            if (timeMs < SmallestPlausibleMs)
            {
                why = new Rejection("time_unit", "The time looks like seconds; it must be milliseconds since 1970.");
                return false;
            }
            return true;
        }
        if (json.TokenType == JsonTokenType.String && TryParseIso(json.GetString()!, wearer, out timeMs))
        {
            return true;
        }
        why = new Rejection("bad_time", "The time must be milliseconds since 1970 or ISO 8601 text, not before 1973.");
        return false;
    }

    /// <summary>ISO 8601 text; text without offset is the wearer's wall clock.</summary>
    public static bool TryParseIso(string text, Telemetry.Wearer wearer, out long timeMs)
    {
        var withOffset = OffsetDateTimePattern.Rfc3339.Parse(text);
        if (withOffset.Success && withOffset.Value.Year is >= FirstYear and <= LastYear)
        {
            timeMs = withOffset.Value.ToInstant().ToUnixTimeMilliseconds();
            return true;
        }
        var local = LocalDateTimePattern.ExtendedIso.Parse(text);
        if (local.Success && local.Value.Year is >= FirstYear and <= LastYear)
        {
            timeMs = InstantOf(local.Value, wearer).ToUnixTimeMilliseconds();
            return true;
        }
        timeMs = Absent;
        return false;
    }

    /// <summary>
    /// The instant of a wall-clock time in the wearer's zone then: the earlier of two when clocks go back, moved forward
    /// by the gap when they skip it.
    /// </summary>
    public static Instant InstantOf(LocalDateTime local, Telemetry.Wearer wearer)
    {
        foreach (var (since, zone) in wearer.Zones.Stays.Reverse())
        {
            var instant = zone.AtLeniently(local).ToInstant();
            if (instant >= since)
            {
                return instant;
            }
        }
        return wearer.Zones.Stays[0].Zone.AtLeniently(local).ToInstant();
    }

    /// <summary>Why a time is not believable for a message received then; null when it is.</summary>
    public static Rejection? Check(long timeMs, long receivedMs, DecodingRules rules)
    {
        if (timeMs > receivedMs + (rules.MaxAheadMinutes * 60_000L))
        {
            return new Rejection("in_future",
                $"The time lies more than {rules.MaxAheadMinutes} minutes after the message came. Check the device's clock.");
        }
        return rules.MaxAgeDays > 0 && timeMs < receivedMs - (rules.MaxAgeDays * 86_400_000L)
            ? new Rejection("too_old",
                $"The time lies more than {rules.MaxAgeDays} days back. To take it, raise Ingest:MaxAgeDays and replay.")
            : null;
    }
}
