using NodaTime;

namespace ActivitySync.Core.Telemetry;

/// <summary>Which time zone a wearer was in, and since when. Immutable; ordered; the first zone reaches back for ever.</summary>
public sealed class ZoneTimeline
{
    private readonly (Instant Since, DateTimeZone Zone)[] _stays;

    /// <summary>A wearer who stays in one zone.</summary>
    public ZoneTimeline(DateTimeZone zone) => _stays = [(Instant.MinValue, zone)];

    /// <summary>A wearer who travels: the zone to begin with, then each move at its instant, strictly ascending.</summary>
    /// <exception cref="ArgumentException">The moves are not strictly ascending.</exception>
    public ZoneTimeline(DateTimeZone first, IEnumerable<(Instant Since, DateTimeZone Zone)> moves)
    {
        _stays = [(Instant.MinValue, first), .. moves];
        for (var i = 1; i < _stays.Length; i++)
        {
            if (_stays[i].Since <= _stays[i - 1].Since)
            {
                throw new ArgumentException("Moves between zones must be in order of time.", nameof(moves));
            }
        }
    }

    /// <summary>Each stay with its first instant; the first begins at <see cref="Instant.MinValue"/>.</summary>
    public IReadOnlyList<(Instant Since, DateTimeZone Zone)> Stays => _stays;

    /// <summary>The zone at an instant.</summary>
    public DateTimeZone At(Instant instant)
    {
        var index = _stays.Length - 1;
        while (index > 0 && instant < _stays[index].Since)
        {
            index--;
        }
        return _stays[index].Zone;
    }
}
