using ActivitySync.Mqtt.Internal.Transport;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>
/// Decides when to pause before a read so that more can gather. Brokers send one message per packet; without a pause
/// every message wakes us (8 to 12 CPU s per million messages measured at 20,000 a second, against 2.7 with 1 ms). Only when
/// the last read was small and soon after the one before: a lone message never waits.
/// </summary>
internal sealed class Gathering(TimeSpan pause, TimeProvider time)
{
    // More than this in one read means that plenty gathers by itself.
    private const int PlentyBytes = 8_192;

    // Dense: at least one read within this many pauses.
    private const int DensePauses = 3;

    private long _lastRead = time.GetTimestamp();
    private bool _isDue;

    public void BeforeRead(ILink link)
    {
        if (_isDue)
        {
            link.Gather(pause);
        }
    }

    public void AfterRead(int bytes)
    {
        if (pause <= TimeSpan.Zero)
        {
            return;
        }

        var now = time.GetTimestamp();
        _isDue = bytes < PlentyBytes && time.GetElapsedTime(_lastRead, now) < pause * DensePauses;
        _lastRead = now;
    }
}
