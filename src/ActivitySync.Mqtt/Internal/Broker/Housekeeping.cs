namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>What time does: overdue connections, delayed wills, sessions that expire, $SYS.</summary>
internal sealed class Housekeeping(BrokerCore core)
{
    // Fine enough for a keep alive of one second, and a look at a thousand connections takes microseconds.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly List<Connection> _stuck = [];
    private readonly List<Connection> _ready = [];

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period, core.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                Sweep();
            }
        }
        catch (OperationCanceledException)
        {
            // The broker stops; RunAsync ends with it.
        }
    }

    private void Sweep()
    {
        bool isDue;
        lock (core.Gate)
        {
            var now = core.Clock.NowMs;
            foreach (var connection in core.Connections)
            {
                Judge(connection, now);
            }

            core.Sessions.Sweep(now);
            core.SysTopics.PublishWhenDue(now);
            core.EndTurn(_ready);
            isDue = core.Journal?.IsDueForCompaction == true;
        }

        foreach (var connection in _ready)
        {
            connection.Send();
        }

        foreach (var connection in _stuck)
        {
            connection.Abort();
        }

        _ready.Clear();
        _stuck.Clear();

        // Only this loop replaces the file, so it is safe to rewrite and flush it outside the gate.
        if (isDue)
        {
            core.Compact();
        }

        core.Journal?.Flush();
    }

    private void Judge(Connection connection, long now)
    {
        var overdue = connection.Deadlines.Judge(now, core.Options);
        if (overdue == Overdue.No)
        {
            return;
        }

        core.Log.LogOverdue(connection.Peer, overdue);
        switch (overdue)
        {
            case Overdue.KeepAlive:
                connection.Close(MqttReasonCode.KeepAliveTimeout);
                break;
            case Overdue.Packet:
                connection.Close(MqttReasonCode.ImplementationSpecificError);
                break;
            default:
                _stuck.Add(connection);
                break;
        }
    }
}
