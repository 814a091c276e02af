using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Tests.Support;

/// <summary>Data for tests of the road, so that a test states only what matters to it.</summary>
public static class Some
{
    /// <summary>2026-06-15T12:00:00Z, a Monday.</summary>
    public const long Noon = 1_781_524_800_000;

    public const long MinuteMs = 60_000;
    public const long HourMs = 60 * MinuteMs;
    public const long DayMs = 24 * HourMs;

    public static DateTimeOffset NoonTime { get; } = DateTimeOffset.FromUnixTimeMilliseconds(Noon);

    public static Wearer Wearer(string id = "ana", string zone = "Europe/Berlin") => new()
    {
        Id = id,
        Zones = new ZoneTimeline(DateTimeZoneProviders.Tzdb[zone]),
    };

    public static DecodingRules Rules(params Wearer[] wearers) => new()
    {
        Wearers = (wearers.Length == 0 ? [Wearer()] : wearers).ToDictionary(wearer => wearer.Id),
    };
}
