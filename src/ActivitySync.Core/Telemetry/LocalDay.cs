using NodaTime;

namespace ActivitySync.Core.Telemetry;

/// <summary>
/// One wearer's day: the half-open span [<see cref="StartMs"/>, <see cref="EndMs"/>) of all instants whose local date,
/// in the wearer's zone at that instant and with their day start, is <see cref="Date"/>. Days tile time: each instant is
/// in exactly one. A day may last 0 (skipped by the zone: never emitted), 23, 24, 24.5, 25 or, when travelling, more hours.
/// </summary>
/// <param name="Date">The calendar date the day is called by.</param>
/// <param name="StartMs">First instant, Unix milliseconds UTC.</param>
/// <param name="EndMs">First instant after, Unix milliseconds UTC.</param>
/// <param name="Zone">Zone at the day's start.</param>
public sealed record LocalDay(LocalDate Date, long StartMs, long EndMs, DateTimeZone Zone)
{
    /// <summary>Length in minutes, the last one possibly cut.</summary>
    public int Minutes => (int)((EndMs - StartMs + 59_999) / 60_000);

    /// <summary>Whether the instant is in this day.</summary>
    public bool Contains(long timeMs) => timeMs >= StartMs && timeMs < EndMs;
}
