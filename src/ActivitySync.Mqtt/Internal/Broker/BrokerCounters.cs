namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>What $SYS reports. Owned by the gate.</summary>
internal sealed class BrokerCounters
{
    public long MessagesReceived { get; set; }

    public long MessagesSent { get; set; }

    /// <summary>QoS 0 to a slow client, QoS 1 and 2 beyond a full queue, expired or too large ones not counted.</summary>
    public long MessagesDropped { get; set; }

    public long BytesReceived { get; set; }

    public long BytesSent { get; set; }

    public long ConnectionsRefused { get; set; }
}
