namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// Milliseconds since 1970 that only go forward while we run, however the wall clock is set; comparable with what an
/// earlier run wrote down.
/// </summary>
internal sealed class BrokerClock(TimeProvider time)
{
    private readonly long _startMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly long _startTimestamp = time.GetTimestamp();

    public long NowMs => _startMs + (long)time.GetElapsedTime(_startTimestamp).TotalMilliseconds;

    public long UptimeSeconds => (NowMs - _startMs) / 1000;
}
