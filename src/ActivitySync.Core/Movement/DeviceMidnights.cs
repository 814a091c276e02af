using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Movement;

/// <summary>
/// When a device's own day began: local midnight in the wearer's zone, whatever the wearer's day start.
/// </summary>
internal sealed class DeviceMidnights(Wearer wearer)
{
    private readonly Wearer _byMidnight =
        wearer.DayStart == LocalTime.Midnight ? wearer : wearer with { DayStart = LocalTime.Midnight };
    private LocalDay? _current;

    /// <summary>First instant of the device's day that holds this instant.</summary>
    public long Before(long timeMs)
    {
        if (_current is null || !_current.Contains(timeMs))
        {
            _current = LocalDays.Of(_byMidnight, LocalDays.DateAt(_byMidnight, timeMs));
        }
        return _current!.StartMs;
    }
}
