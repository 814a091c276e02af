namespace ActivitySync.Mqtt.Internal;

/// <summary>
/// How long to wait after the n-th failure in a row: doubles from the first to the cap, of which half is left to
/// chance so that many clients do not return in step. Knows no clock and does not sleep; the jitter function gives a
/// number from 0 up to but not including 1.
/// </summary>
internal sealed class ReconnectSchedule(TimeSpan first, TimeSpan cap, Func<double> jitter)
{
    // 2^20 times any sensible first wait is beyond any sensible cap.
    private const int LastDoubling = 20;

    private int _failures;

    public void Succeeded() => _failures = 0;

    public TimeSpan Failed()
    {
        var doubled = first * Math.Pow(2, Math.Min(_failures, LastDoubling));
        _failures++;
        return (doubled < cap ? doubled : cap) * (0.5 + (jitter() / 2));
    }
}
