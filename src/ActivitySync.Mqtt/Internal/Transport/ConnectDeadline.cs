namespace ActivitySync.Mqtt.Internal.Transport;

/// <summary>Gives the blocking calls of a connection attempt an end: aborts the link when time is up.</summary>
internal sealed class ConnectDeadline : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private ILink? _guarded;
    private bool _passed;
    private bool _cancelled;

    public ConnectDeadline(TimeProvider time, TimeSpan limit)
    {
        _limit = limit;
        _timer = time.CreateTimer(_ => Pass(), null, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>From now on it is this link that is aborted.</summary>
    public void Guard(ILink link)
    {
        lock (_gate)
        {
            _guarded = link;
            if (_passed || _cancelled)
            {
                link.Abort();
            }
        }
    }

    /// <summary>Ends the attempt now, because the client stops.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            _cancelled = true;
            _guarded?.Abort();
        }
    }

    public void ThrowIfPassed()
    {
        lock (_gate)
        {
            if (_passed || _cancelled)
            {
                throw new IOException(_cancelled ? "attempt cancelled" : $"no answer within {_limit.TotalSeconds} s");
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Pass()
    {
        lock (_gate)
        {
            _passed = true;
            _guarded?.Abort();
        }
    }
}
