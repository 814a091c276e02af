namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// Publishers wait while the client named in <see cref="MqttBrokerOptions.HoldPublishersFor"/> has more to do than it gets
/// done: nothing is acknowledged that would then have to be dropped. Until it has subscribed, nobody else is let in: what
/// they published would be acknowledged and go nowhere. And while the journal cannot be written, so that what is
/// acknowledged is always kept. Owned by the gate.
/// </summary>
internal sealed class Hold(BrokerCore core)
{
    /// <summary>How soon a publisher that waits looks again. A full queue lasts longer at a million messages a second.</summary>
    public static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(5);

    private bool _isAsked;
    private bool _hasSubscribed;

    /// <summary>Nothing that is acknowledged now would survive a restart.</summary>
    public bool IsWithoutJournal => core.Options.HoldPublishersFor is not null && core.Journal?.IsBroken == true;

    /// <summary>It has done enough to go on.</summary>
    public bool IsOver => core.Options.HoldPublishersFor is not { } client
        || (!IsWithoutJournal && (core.Sessions.Find(client) is not { } session || session.Outbox.IsCalm));

    /// <summary>Whether a client may come in.</summary>
    public bool LetsIn(string clientId) =>
        core.Options.HoldPublishersFor is not { } client || _hasSubscribed || clientId == client;

    /// <summary>A session has a new subscription.</summary>
    public void Subscribed(Session session) => _hasSubscribed |= session.HoldsPublishers;

    /// <summary>The message being published was one too many.</summary>
    public void Ask() => _isAsked = true;

    /// <summary>Whether the packet just handled was one too many; asks once.</summary>
    public bool TakeAsked()
    {
        var isAsked = _isAsked;
        _isAsked = false;
        return isAsked;
    }
}
