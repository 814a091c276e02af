using Microsoft.Data.Sqlite;

namespace ActivitySync.Spool;

/// <summary>
/// What happened and has to be told. A key is told once, ever; each channel (MQTT, a notification service) keeps its own
/// place in the row, so one that is away neither loses anything nor holds up another. Every method may throw
/// <see cref="SpoolUnavailableException"/>.
/// </summary>
internal sealed class Outbox(SpoolState state)
{
    // Longer than any day can be scored again for the first time (Ingest:MaxAgeDays and a margin). Our choice.
    const long KeptMs = 400L * 86_400_000;

    const string Insert =
        """
        INSERT INTO event (key, kind, wearer, at_ms, expires_ms, payload)
        VALUES ($key, $kind, $wearer, $at, $expires, $payload)
        ON CONFLICT (key) DO NOTHING
        """;

    const string Place =
        """
        INSERT INTO counter (name, value) VALUES ('told_' || $channel, $id)
        ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)
        """;

    const string Columns = "SELECT key, kind, wearer, at_ms, expires_ms, payload, id FROM event";

    /// <summary>Notes events; those whose key was noted before are left out.</summary>
    public void Add(IReadOnlyList<OutboxEvent> events)
    {
        if (events.Count > 0)
        {
            state.Write(transaction => Add(state, transaction, events));
            state.Ring();
        }
    }

    /// <summary>Events a channel has not told yet, oldest first.</summary>
    public IReadOnlyList<OutboxEvent> Untold(string channel, int limit) => state.Read(
        $"{Columns} WHERE id > coalesce((SELECT value FROM counter WHERE name = 'told_' || $channel), 0) ORDER BY id LIMIT $limit",
        Take, ("$channel", channel), ("$limit", limit));

    /// <summary>A channel has told, or may leave out, everything up to this event.</summary>
    public void Told(string channel, OutboxEvent upTo) => state.Write(transaction =>
        state.Run(transaction, Place, ("$channel", channel), ("$id", upTo.Id)));

    /// <summary>A channel that is new begins with what happens from now on; one that is known keeps its place.</summary>
    public void Begin(string channel) => state.Write(transaction => state.Run(transaction,
        """
        INSERT INTO counter (name, value) SELECT 'told_' || $channel, coalesce(max(id), 0) FROM event
        WHERE true ON CONFLICT (name) DO NOTHING
        """, ("$channel", channel)));

    /// <summary>Events whose key begins so, oldest first.</summary>
    public IReadOnlyList<OutboxEvent> Find(string keyBeginning) => state.Read(
        $"{Columns} WHERE key >= $from AND key < $to ORDER BY id", Take,
        ("$from", keyBeginning), ("$to", keyBeginning + "\uffff"));

    /// <summary>Notes events within a transaction of the spool's.</summary>
    internal static void Add(SpoolState state, SqliteTransaction transaction, IReadOnlyList<OutboxEvent> events)
    {
        var noted = 0;
        foreach (var one in events)
        {
            noted += state.Run(transaction, Insert, ("$key", one.Key), ("$kind", one.Kind), ("$wearer", one.Wearer),
                ("$at", one.AtMs), ("$expires", one.ExpiresMs), ("$payload", one.Payload));
        }
        if (noted > 0)
        {
            state.Run(transaction, "DELETE FROM event WHERE at_ms < $before", ("$before", events[0].AtMs - KeptMs));
        }
    }

    static OutboxEvent Take(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetFieldValue<byte[]>(5))
    {
        Id = row.GetInt64(6),
    };
}

/// <summary>Something that happened.</summary>
/// <param name="Key">What makes it the same event when it is found again, e.g. <c>goal_met/ana/2026-06-15</c>.</param>
/// <param name="Kind">Its word, e.g. <c>goal_met</c>.</param>
/// <param name="Wearer">Whom it is about; empty for the service itself.</param>
/// <param name="AtMs">When it was found, Unix milliseconds UTC.</param>
/// <param name="ExpiresMs">From when on nobody wants to hear it any more, Unix milliseconds UTC.</param>
/// <param name="Payload">Its JSON.</param>
internal sealed record OutboxEvent(string Key, string Kind, string Wearer, long AtMs, long ExpiresMs, byte[] Payload)
{
    /// <summary>Place in the outbox; 0 before it is there.</summary>
    public long Id { get; init; }
}
