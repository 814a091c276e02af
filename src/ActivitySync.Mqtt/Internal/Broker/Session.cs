namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// What the broker remembers of one client identifier (section 4.1): filters, messages under way in both directions,
/// and the will. Outlives connections while it has not expired. Owned by the gate.
/// </summary>
internal sealed class Session
{
    private readonly BrokerCore _core;

    public Session(string clientId, BrokerCore core)
    {
        ClientId = clientId;
        _core = core;
        HoldsPublishers = clientId == core.Options.HoldPublishersFor;
        Outbox = new Outbox(this, core);
    }

    public string ClientId { get; }

    /// <summary>Publishers wait for its client, see <see cref="Hold"/>.</summary>
    public bool HoldsPublishers { get; }

    /// <summary>Null: everything is allowed.</summary>
    public AccessList? Access { get; set; }

    public Outbox Outbox { get; }

    public Dictionary<byte[], Subscription> Filters { get; } = new(ByteComparer.Instance);

    /// <summary>Levels of all filters together; what they cost in the tree.</summary>
    public int FilterLevels { get; set; }

    /// <summary>QoS 2 messages that wait for PUBREL (4.3.3); null when the message was refused or sent before.</summary>
    public Dictionary<ushort, Message?> Incoming { get; } = [];

    public long IncomingBytes { get; set; }

    public Connection? Connection { get; set; }

    public bool IsConnected => Connection is not null;

    /// <summary>Session Expiry Interval; <see cref="Message.Never"/> for endless.</summary>
    public long ExpiryMs { get; set; }

    /// <summary>When it ends, while no client is connected.</summary>
    public long ExpiresAt { get; set; } = Message.Never;

    public Will? Will { get; set; }

    /// <summary>When the will is due, while no client is connected.</summary>
    public long WillAt { get; set; } = Message.Never;

    /// <summary>Where its changes are written; null when it ends with its connection or nothing is kept.</summary>
    public JournalRecords? Records => ExpiryMs > 0 ? _core.Journal?.Records : null;

    /// <summary>Takes a will, or none, and has the journal remember that.</summary>
    public void Bequeath(Will? will)
    {
        if (will is not null)
        {
            _core.Journal?.Records.Will(ClientId, will);
        }
        else if (Will is not null)
        {
            _core.Journal?.Records.WillEnd(ClientId);
        }

        Will = will;
        WillAt = Message.Never;
    }

    public bool MayReceive(Topic topic) => Access is null || Access.MayReceive(topic.Name);
}
