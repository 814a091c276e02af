using ActivitySync.Mqtt.Internal.Codec;
using ActivitySync.Mqtt.Internal.Transport;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>
/// Watches one connection from a timer: pings, gives a silent link up, and gives a server up that never answers our
/// SUBSCRIBE. The rule itself is <see cref="KeepAliveRule"/>.
/// </summary>
internal sealed class KeepAlive(
    TimeSpan interval, TimeSpan readyTimeout, ILink link, SendSide sendSide, TimeProvider time)
{
    private readonly KeepAliveRule _rule = new(interval);
    private readonly long _started = time.GetTimestamp();
    private ITimer? _timer;
    private long _received = time.GetTimestamp();
    private long _pinged;
    private int _isTicking;
    private volatile bool _isReading = true;
    private volatile bool _isReady;
    private volatile string? _verdict;

    /// <summary>Why the link was given up, if it was.</summary>
    public string? Verdict => _verdict;

    /// <summary>Set when every SUBACK is in.</summary>
    public bool IsReady
    {
        set => _isReady = value;
    }

    /// <summary>False while the handler blocks: then nobody reads, and silence says nothing about the server.</summary>
    public bool IsReading
    {
        set
        {
            if (value)
            {
                Received();
            }

            _isReading = value;
        }
    }

    public void Start()
    {
        var tick = _rule.IsOn ? _rule.Tick : readyTimeout;
        _timer = time.CreateTimer(_ => Tick(), null, tick, tick);
    }

    public void Received() => Volatile.Write(ref _received, time.GetTimestamp());

    public void Stop() => _timer?.Dispose();

    private void Tick()
    {
        // A tick that waits for a stuck send must not pile up with the next.
        if (Interlocked.Exchange(ref _isTicking, 1) != 0)
        {
            return;
        }

        try
        {
            Look();
        }
        finally
        {
            Volatile.Write(ref _isTicking, 0);
        }
    }

    private void Look()
    {
        var now = time.GetTimestamp();
        if (!_isReady && _isReading && time.GetElapsedTime(_started, now) >= readyTimeout)
        {
            GiveUp("no SUBACK in time");
            return;
        }

        var received = Volatile.Read(ref _received);
        var isWaiting = _pinged > received && !link.HasUnread;
        TimeSpan? sincePing = isWaiting ? time.GetElapsedTime(_pinged, now) : null;
        var sinceSent = time.GetElapsedTime(sendSide.LastSent, now);
        switch (_rule.Decide(sinceSent, time.GetElapsedTime(received, now), sincePing, _isReading))
        {
            case KeepAliveStep.Dead:
                GiveUp($"silent for {time.GetElapsedTime(received, now).TotalSeconds:0.0} s, PINGREQ unanswered");
                break;
            case KeepAliveStep.Ping:
                _pinged = now;
                lock (sendSide.Gate)
                {
                    if (sendSide.IsOpen)
                    {
                        sendSide.Buffer.Append(PingPacket.Request);
                    }
                }

                sendSide.Flush();
                break;
        }
    }

    private void GiveUp(string why)
    {
        _verdict = why;
        link.Abort();
    }
}
