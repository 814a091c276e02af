namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// Everything the connections share. Whoever touches it holds <see cref="Gate"/>: a connection takes it once per
/// batch of packets it has read, so the state machines below need no locks of their own and order is plain.
/// </summary>
internal sealed class BrokerCore : IDisposable
{
    private readonly List<Connection> _dirty = [];
    private FileStream? _folderLock;

    public BrokerCore(MqttBrokerOptions options, BrokerLog log, TimeProvider time)
    {
        Options = options;
        Log = log;
        Time = time;
        Clock = new BrokerClock(time);
        Retained = new RetainedStore(options.MaxRetainedMessages, options.MaxRetainedBytes);
        Router = new Router(this);
        Sessions = new SessionTable(this);
        SysTopics = new SysTopics(this);
        Hold = new Hold(this);
    }

    public Lock Gate { get; } = new();

    public MqttBrokerOptions Options { get; }

    public BrokerLog Log { get; }

    public TimeProvider Time { get; }

    public BrokerClock Clock { get; }

    public BrokerCounters Counters { get; } = new();

    public TopicTable Topics { get; } = new();

    public SubscriptionTree Subscriptions { get; } = new();

    public RetainedStore Retained { get; }

    public Router Router { get; }

    public SessionTable Sessions { get; }

    public SysTopics SysTopics { get; }

    public Hold Hold { get; }

    /// <summary>Null without a persistence folder.</summary>
    public Journal? Journal { get; private set; }

    /// <summary>Everybody connected or connecting.</summary>
    public HashSet<Connection> Connections { get; } = [];

    /// <summary>Outside the gate: says goodbye to everybody.</summary>
    public void CloseAll(MqttReasonCode reason)
    {
        var ready = new List<Connection>();
        lock (Gate)
        {
            foreach (var connection in Connections)
            {
                connection.Close(reason);
            }

            EndTurn(ready);
        }

        foreach (var connection in ready)
        {
            connection.Send();
        }
    }

    /// <summary>Outside the gate: closes every connection at once.</summary>
    public void AbortAll()
    {
        Connection[] all;
        lock (Gate)
        {
            all = [.. Connections];
        }

        foreach (var connection in all)
        {
            connection.Abort();
        }
    }

    /// <summary>Session Expiry Interval in milliseconds, cut to what the operator allows (3.1.2.11.2).</summary>
    public long ExpiryOf(uint seconds)
    {
        var most = (long)Options.MaximumSessionExpiry.TotalMilliseconds;
        var asked = seconds == uint.MaxValue ? Message.Never : seconds * 1000L;
        return most == 0 ? asked : Math.Min(asked, most);
    }

    /// <summary>Remembers a connection that has something to send.</summary>
    public void MarkDirty(Connection connection) => _dirty.Add(connection);

    /// <summary>
    /// Ends a turn under the gate: moves the connections whose output must be sent to <paramref name="ready"/>. The
    /// caller sends them after leaving the gate, everything for one connection in one write.
    /// </summary>
    public void EndTurn(List<Connection> ready)
    {
        foreach (var connection in _dirty)
        {
            if (connection.Sender.TryClaim())
            {
                ready.Add(connection);
            }
        }

        _dirty.Clear();
        Journal?.Commit();
    }

    /// <summary>Before anybody connects: takes up what an earlier run left.</summary>
    public void OpenJournal(string folder)
    {
        var path = Path.Combine(folder, "mqtt-broker.journal");
        LockFolder(folder);
        try
        {
            var journal = new Journal(path, Log, Time);
            if (!new JournalReplay(this).TryRun(journal.ReadAll()))
            {
                throw new MqttBrokerException($"{path} is not a journal of the MQTT broker; move it away.");
            }

            Journal = journal;
            Compact();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MqttBrokerException(
                $"The MQTT broker cannot keep its sessions in {path}: {failure.Message}", failure);
        }
    }

    public void Dispose()
    {
        Journal?.Dispose();
        _folderLock?.Dispose();
    }

    /// <summary>
    /// Outside the gate, one at a time: rewrites the journal to what is true now. Returns how long nobody was served:
    /// while a copy is made in memory, not while it is written.
    /// </summary>
    public TimeSpan Compact()
    {
        if (Journal is not { } journal)
        {
            return TimeSpan.Zero;
        }

        JournalDraft draft;
        TimeSpan pause;
        lock (Gate)
        {
            var started = Time.GetTimestamp();
            draft = journal.Draft(WriteAll);
            pause = Time.GetElapsedTime(started);
        }

        using (draft)
        {
            if (journal.TrySave(draft))
            {
                lock (Gate)
                {
                    var started = Time.GetTimestamp();
                    journal.Adopt(draft);
                    pause = TimeSpan.FromTicks(Math.Max(pause.Ticks, Time.GetElapsedTime(started).Ticks));
                }
            }
        }

        Log.LogCompacted(journal.Length, pause.TotalMilliseconds);
        return pause;
    }

    private void WriteAll(JournalRecords records)
    {
        foreach (var session in Sessions.All.Where(session => session.ExpiryMs > 0))
        {
            records.Session(session);
            foreach (var subscription in session.Filters.Values)
            {
                records.Filter(subscription);
            }

            foreach (var (id, message) in session.Incoming)
            {
                records.Incoming(session.ClientId, id, message);
            }

            session.Outbox.WriteTo(records);
        }

        foreach (var session in Sessions.All)
        {
            if (session.Will is { } will)
            {
                records.Will(session.ClientId, will);
            }
        }

        var retained = new List<Message>();
        Retained.CollectAll(retained);
        foreach (var message in retained.Where(message => !message.Topic.Name.AsSpan().StartsWith("$SYS/"u8)))
        {
            records.Retained(message);
        }
    }

    // A file of its own, because the journal is replaced when it is compacted. The system lets go of it with the process.
    private void LockFolder(string folder)
    {
        var path = Path.Combine(folder, "mqtt-broker.lock");
        try
        {
            Directory.CreateDirectory(folder);
            _folderLock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new MqttBrokerException($"The MQTT broker cannot write in {folder}: {failure.Message}", failure);
        }
        catch (IOException failure)
        {
            throw new MqttBrokerException(
                $"The MQTT broker cannot have {folder} for itself, another one seems to use it ({failure.Message}); "
                + "give each its own folder.",
                failure);
        }
    }
}
