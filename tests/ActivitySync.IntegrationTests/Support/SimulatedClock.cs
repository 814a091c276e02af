namespace ActivitySync.IntegrationTests.Support;

/// <summary>
/// A clock whose date a test sets while waits pass in real time, so that connections live as they do. Each step forward
/// also moves the stopwatch a little: what rests in proportion to its work has rested by then.
/// </summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    static readonly long Rest = System.TimestampFrequency * 2;

    readonly Lock _gate = new();
    DateTimeOffset _now = start;
    long _rested;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return base.GetTimestamp() + _rested;
        }
    }

    public void MoveTo(DateTimeOffset instant)
    {
        lock (_gate)
        {
            _now = instant;
            _rested += Rest;
        }
    }
}
