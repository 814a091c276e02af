namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>Sessions by client identifier: beginning, take-over, will and end (sections 3.1.4 and 4.1). Owned by the gate.</summary>
internal sealed class SessionTable(BrokerCore core)
{
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    public int Count => _sessions.Count;

    public IEnumerable<Session> All => _sessions.Values;

    /// <summary>The session of a client; null when there is none.</summary>
    public Session? Find(string clientId) => _sessions.GetValueOrDefault(clientId);

    public int ConnectedCount => _sessions.Values.Count(session => session.IsConnected);

    /// <summary>The session for a CONNECT; null when there is no room for a new one.</summary>
    public Session? Open(string clientId, bool cleanStart, out bool isPresent)
    {
        isPresent = false;
        if (_sessions.TryGetValue(clientId, out var session))
        {
            if (session.Connection is { } other)
            {
                // [3.1.4-3]: the old connection ends, and its will is due unless it is delayed.
                Detach(session, other);
                other.Close(MqttReasonCode.SessionTakenOver);
            }

            if (!cleanStart && IsAlive(session))
            {
                isPresent = true;
                session.Bequeath(null);
                session.ExpiresAt = Message.Never;
                return session;
            }

            End(session);
        }

        if (_sessions.Count >= core.Options.MaxSessions)
        {
            return null;
        }

        session = new Session(clientId, core);
        _sessions.Add(clientId, session);
        return session;
    }

    /// <summary>A session a journal kept.</summary>
    public Session Restore(string clientId)
    {
        var session = new Session(clientId, core);
        _sessions.Add(clientId, session);
        return session;
    }

    /// <summary>The connection is gone without a proper farewell: the will and the session run out from now.</summary>
    public void Detach(Session session, Connection connection)
    {
        if (!ReferenceEquals(session.Connection, connection))
        {
            return;
        }

        var now = core.Clock.NowMs;
        session.Connection = null;
        session.ExpiresAt = session.ExpiryMs == Message.Never ? Message.Never : now + session.ExpiryMs;
        if (session.Will is { } will)
        {
            // Whichever comes first: the delay or the end of the session [3.1.3-9].
            session.WillAt = Math.Min(now + will.DelayMs, session.ExpiresAt);
            PublishDueWill(session, now);
        }

        if (session.ExpiresAt <= now)
        {
            End(session);
        }
        else
        {
            session.Records?.Session(session);
            Router.Redistribute(session, isOver: false);
        }
    }

    /// <summary>Publishes delayed wills and ends sessions whose time has come.</summary>
    public void Sweep(long now)
    {
        List<Session>? over = null;
        foreach (var session in _sessions.Values)
        {
            if (!session.IsConnected && (session.WillAt <= now || session.ExpiresAt <= now))
            {
                (over ??= []).Add(session);
            }
        }

        foreach (var session in over ?? [])
        {
            PublishDueWill(session, now);
            if (session.ExpiresAt <= now)
            {
                End(session);
            }
        }
    }

    private bool IsAlive(Session session) => session.ExpiresAt > core.Clock.NowMs;

    private void PublishDueWill(Session session, long now)
    {
        if (session.Will is { } will && session.WillAt <= now)
        {
            session.Bequeath(null);
            core.Router.Publish(will.ToMessage(now));
        }
    }

    private void End(Session session)
    {
        if (!_sessions.Remove(session.ClientId))
        {
            return;
        }

        core.Journal?.Records.SessionEnd(session.ClientId);

        // The end of the session is due time for any will [3.1.2-10].
        session.WillAt = 0;
        PublishDueWill(session, core.Clock.NowMs);
        foreach (var subscription in session.Filters.Values)
        {
            core.Subscriptions.Remove(subscription);
        }

        session.Filters.Clear();
        Router.Redistribute(session, isOver: true);
    }
}
