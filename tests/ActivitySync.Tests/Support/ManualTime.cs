namespace ActivitySync.Tests.Support;

/// <summary>A clock that moves only when told. Timers are not supported: nothing tested with it may wait.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public void MoveTo(DateTimeOffset instant) => _now = instant;

    public void Advance(TimeSpan by) => _now += by;
}
