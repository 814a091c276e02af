using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace ActivitySync.Spool;

/// <summary>
/// Messages that could not be taken, whole and with the reason, until they are replayed, dropped or evicted. Bounded by
/// number, size and age; what is evicted is counted. What is too much gives way where there is most of it: a source that
/// floods pushes out its own messages and nobody else's. The same message with the same reason is kept once.
/// </summary>
internal sealed class Quarantine(SpoolState state, SpoolOptions options)
{
    const string Insert =
        """
        INSERT INTO quarantine (received_ms, topic, retained, reason, detail, digest, payload, source, wearer, date, reading)
        VALUES ($received, $topic, $retained, $reason, $detail, $digest, $payload, $source, $wearer, $date, $reading)
        ON CONFLICT (digest) DO NOTHING
        """;

    const string One = "1";

    const string Bytes = "length(payload) + 500";

    const string TooOld = "received_ms < $limit";

    const string CountRefused =
        """
        INSERT INTO refusal (source, reason, ignored, messages, last_ms) VALUES ($source, $reason, $ignored, $messages, $last)
        ON CONFLICT (source, reason) DO UPDATE SET
            messages = messages + excluded.messages, ignored = excluded.ignored, last_ms = max(last_ms, excluded.last_ms)
        """;

    const string CountEvicted =
        """
        INSERT INTO counter (name, value) VALUES ('quarantine_evicted', $by)
        ON CONFLICT (name) DO UPDATE SET value = value + excluded.value
        """;

    const string Columns =
        "SELECT id, received_ms, topic, payload, retained, reason, detail, source, wearer, reading FROM quarantine";

    /// <summary>Newest messages.</summary>
    public IReadOnlyList<QuarantinedMessage> Newest(int limit)
        => state.Read($"{Columns} ORDER BY id DESC LIMIT $limit", Take, ("$limit", limit));

    /// <summary>Newest messages before a number, with a reason and of a source where these are not empty.</summary>
    public IReadOnlyList<QuarantinedMessage> Page(long beforeId, string reason, string source, int limit) => state.Read(
        $"{Columns} WHERE id < $before AND ($reason = '' OR reason = $reason) AND ($source = '' OR source = $source) " +
        "ORDER BY id DESC LIMIT $limit",
        Take, ("$before", beforeId), ("$reason", reason), ("$source", source), ("$limit", limit));

    /// <summary>Messages by number, with a reason or of a source, oldest first; with neither, all.</summary>
    public IReadOnlyList<QuarantinedMessage> Find(long? id, string? reason, string? source = null) => state.Read(
        $"{Columns} WHERE ($id < 0 OR id = $id) AND ($reason = '' OR reason = $reason) AND ($source = '' OR source = $source) " +
        "ORDER BY id",
        Take, ("$id", id ?? -1), ("$reason", reason ?? ""), ("$source", source ?? ""));

    /// <summary>What was refused and ignored, ever, by source and reason.</summary>
    public IReadOnlyList<RefusalCount> Refusals() => state.Read(
        "SELECT source, reason, ignored, messages, last_ms FROM refusal ORDER BY source, reason",
        row => new RefusalCount(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetInt64(3), row.GetInt64(4)));

    /// <summary>Number of messages in quarantine by source and reason.</summary>
    public IReadOnlyDictionary<(string Source, string Reason), long> Held() => state.Read(
        "SELECT source, reason, count(*) FROM quarantine GROUP BY source, reason",
        row => KeyValuePair.Create((row.GetString(0), row.GetString(1)), row.GetInt64(2))).ToDictionary();

    /// <summary>Number of messages by reason.</summary>
    public IReadOnlyDictionary<string, long> Counts() => state.Read(
        "SELECT reason, count(*) FROM quarantine GROUP BY reason",
        row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1))).ToDictionary();

    /// <summary>Number of messages by topic and reason, and by wearer where that is known.</summary>
    public IReadOnlyList<(string Wearer, string Topic, string Reason, long Count)> CountsByTopic() => state.Read(
        "SELECT wearer, topic, reason, count(*) FROM quarantine GROUP BY wearer, topic, reason ORDER BY topic, reason, wearer",
        row => (row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)));

    /// <summary>Messages evicted because there were too many or they were too old, ever.</summary>
    public long Evicted() => state.Read(
        "SELECT value FROM counter WHERE name = 'quarantine_evicted'", row => row.GetInt64(0)).FirstOrDefault();

    /// <summary>Forgets messages for good.</summary>
    public void Drop(IReadOnlyList<QuarantinedMessage> messages) => state.Write(transaction =>
    {
        foreach (var message in messages)
        {
            Remove(transaction, message.Id);
        }
    });

    /// <summary>Keeps a burst that is not what it was, whole: which of its messages is wrong cannot be known.</summary>
    internal static void SetAside(SqliteConnection connection, SqliteTransaction? transaction, long receivedMs, byte[] body)
    {
        var burst = new QuarantinedMessage(
            receivedMs, "", body, false, "spool_damaged", "A burst of messages that the disk has changed since it was kept.");
        SpoolState.Run(connection, transaction, Insert, Values(burst, ""));
    }

    /// <summary>Adds messages within a transaction of the spool's.</summary>
    internal void Add(SqliteTransaction transaction, IReadOnlyList<QuarantinedMessage> refused)
    {
        if (refused.Count == 0)
        {
            return;
        }
        foreach (var message in refused)
        {
            state.Run(transaction, Insert, Values(message, ""));
        }
        KeepWithinLimits(transaction);
    }

    /// <summary>Adds a message for a reading of a date that scoring set aside; false when it is there.</summary>
    internal bool AddReading(SqliteTransaction transaction, QuarantinedMessage message, string date)
        => state.Run(transaction, Insert, Values(message, date)) > 0;

    /// <summary>Evicts what is too much.</summary>
    internal void KeepWithinLimits(SqliteTransaction transaction)
    {
        Level(transaction, One, options.MaxQuarantined);
        Level(transaction, Bytes, options.MaxQuarantineMegabytes * 1_048_576L);
    }

    // What a source has of a reason is cut, oldest first, to the highest level at which all of them together keep the limit.
    void Level(SqliteTransaction transaction, string weight, long limit)
    {
        var held = state.Read(transaction, $"SELECT source, reason, sum({weight}) FROM quarantine GROUP BY source, reason ORDER BY 3",
            row => (Source: row.GetString(0), Reason: row.GetString(1), Weight: row.GetInt64(2)));
        var room = limit;
        for (var i = 0; i < held.Count; i++)
        {
            var (source, reason, much) = held[i];
            var level = Math.Min(much, room / (held.Count - i));
            room -= level;
            if (much > level)
            {
                Evict(transaction,
                    $"""
                    id IN (SELECT id FROM (
                        SELECT id, sum({weight}) OVER (ORDER BY id) - ({weight}) AS older FROM quarantine
                        WHERE source = $source AND reason = $reason)
                    WHERE older < $limit)
                    """,
                    much - level, ("$source", source), ("$reason", reason));
            }
        }
    }

    /// <summary>Adds to the counts by source and reason within a transaction of the spool's.</summary>
    internal void Count(SqliteTransaction transaction, IReadOnlyCollection<RefusalCount> refusals)
    {
        foreach (var refusal in refusals)
        {
            state.Run(transaction, CountRefused, ("$source", refusal.Source), ("$reason", refusal.Reason),
                ("$ignored", refusal.Ignored), ("$messages", refusal.Messages), ("$last", refusal.LastMs));
        }
    }

    /// <summary>Evicts what is older than may be kept, now in Unix milliseconds UTC.</summary>
    public void EvictOld(long nowMs) => state.Write(transaction =>
        Evict(transaction, TooOld, nowMs - (options.MaxQuarantineDays * 86_400_000L)));

    // A reading that had to go stays away, though scoring may find it once more.
    void Evict(SqliteTransaction transaction, string which, long limit, params (string, object)[] more)
    {
        (string, object)[] values = [("$limit", limit), .. more];
        state.Run(transaction, $"{SetAsideReadings.Settle} AND {which}", values);
        var evicted = state.Run(transaction, $"DELETE FROM quarantine WHERE {which}", values);
        if (evicted > 0)
        {
            state.Run(transaction, CountEvicted, ("$by", evicted));
        }
    }

    internal void Remove(SqliteTransaction transaction, long id)
    {
        state.Run(transaction, $"{SetAsideReadings.Settle} AND id = $id", ("$id", id));
        state.Run(transaction, "DELETE FROM quarantine WHERE id = $id", ("$id", id));
    }

    static (string, object)[] Values(QuarantinedMessage message, string date) =>
    [
        ("$received", message.ReceivedMs), ("$topic", message.Topic), ("$retained", message.Retained),
        ("$reason", message.Reason), ("$detail", message.Detail), ("$digest", Digest(message)), ("$payload", message.Payload),
        ("$source", message.Source), ("$wearer", message.Wearer), ("$date", date), ("$reading", message.Reading),
    ];

    static byte[] Digest(QuarantinedMessage message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(message.Reading.Length > 0
            ? $"{message.Reason}\0{message.Wearer}\0{message.Reading}\0" : $"{message.Reason}\0{message.Topic}\0"));
        hash.AppendData(message.Payload);
        return hash.GetHashAndReset();
    }

    static QuarantinedMessage Take(SqliteDataReader row) => new(
        row.GetInt64(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetBoolean(4), row.GetString(5),
        row.GetString(6))
    {
        Id = row.GetInt64(0),
        Source = row.GetString(7),
        Wearer = row.GetString(8),
        Reading = row.GetString(9),
    };
}
