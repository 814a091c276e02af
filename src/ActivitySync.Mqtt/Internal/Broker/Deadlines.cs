namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>When one connection has been silent, half-spoken or stuck for too long. Owned by the gate.</summary>
internal sealed class Deadlines(long now)
{
    // Time for the last packets to leave and be read once we have decided to close.
    private const long ClosingMs = 1000;

    private long _partialSince;

    /// <summary>On <see cref="BrokerClock"/>.</summary>
    public long LastReceived { get; set; } = now;

    /// <summary>1.5 times the keep alive [3.1.2-22]; 0 without.</summary>
    public long KeepAliveMs { get; set; }

    /// <summary>False until CONNECT is complete.</summary>
    public bool IsConnected { get; set; }

    /// <summary>0 when no send is under way.</summary>
    public long SendingSince { get; set; }

    /// <summary>0 unless closing.</summary>
    public long ClosingSince { get; set; }

    /// <summary>After a read: the clock runs from the read that left a packet unfinished until it is whole.</summary>
    public void MarkPartial(bool hasPartialPacket, bool hasProgress)
    {
        if (!hasPartialPacket)
        {
            _partialSince = 0;
        }
        else if (hasProgress || _partialSince == 0)
        {
            _partialSince = LastReceived;
        }
    }

    public Overdue Judge(long now, MqttBrokerOptions options)
    {
        if (ClosingSince != 0)
        {
            return now - ClosingSince > ClosingMs ? Overdue.Stuck : Overdue.No;
        }

        if (SendingSince != 0 && now - SendingSince > options.SendTimeout.TotalMilliseconds)
        {
            return Overdue.Stuck;
        }

        if (!IsConnected)
        {
            return now - LastReceived > options.ConnectTimeout.TotalMilliseconds ? Overdue.Stuck : Overdue.No;
        }

        if (_partialSince != 0 && now - _partialSince > options.PacketTimeout.TotalMilliseconds)
        {
            return Overdue.Packet;
        }

        return KeepAliveMs != 0 && now - LastReceived > KeepAliveMs ? Overdue.KeepAlive : Overdue.No;
    }
}

/// <summary>What a connection has waited too long for.</summary>
internal enum Overdue
{
    No,

    /// <summary>Nothing to say to it any more: no CONNECT, or it takes no bytes.</summary>
    Stuck,

    /// <summary>A packet was begun and not finished.</summary>
    Packet,
    KeepAlive,
}
