using ActivitySync.Ingest;
using Microsoft.Data.Sqlite;
using NodaTime.Text;

namespace ActivitySync.Spool;

/// <summary>
/// The small tables of spool.db: what is in quarantine, which days were touched since they were scored, what our retained
/// topics should hold. Shares the spool's connection and its lock.
/// </summary>
internal sealed class SpoolState(SqliteConnection connection, Lock writing, int maxQuarantined)
{
    const string DeleteBursts = "DELETE FROM burst WHERE id BETWEEN $first AND $last";

    const string InsertQuarantined =
        """
        INSERT INTO quarantine (received_ms, topic, payload, retained, reason, detail)
        VALUES ($received, $topic, $payload, $retained, $reason, $detail)
        ON CONFLICT (topic, payload, reason) DO NOTHING
        """;

    const string EvictQuarantined =
        "DELETE FROM quarantine WHERE id <= (SELECT max(id) FROM quarantine) - $keep";

    const string TouchDay =
        """
        INSERT INTO touched_day (wearer, date, mark)
        VALUES ($wearer, $date, (SELECT value FROM counter WHERE name = 'mark'))
        ON CONFLICT (wearer, date) DO UPDATE SET mark = excluded.mark
        """;

    const string NextMark =
        """
        INSERT INTO counter (name, value) VALUES ('mark', 1)
        ON CONFLICT (name) DO UPDATE SET value = value + 1
        """;

    const string AddToCounter =
        """
        INSERT INTO counter (name, value) VALUES ($name, $by)
        ON CONFLICT (name) DO UPDATE SET value = value + excluded.value
        """;

    const string UpsertPublication =
        """
        INSERT INTO publication (topic, payload, pending) VALUES ($topic, $payload, 1)
        ON CONFLICT (topic) DO UPDATE SET payload = excluded.payload, pending = pending + 1
        WHERE payload IS NOT excluded.payload
        """;

    /// <summary>Bytes and messages that wait in bursts.</summary>
    public (long Bytes, long Messages) Waiting() => Read(
        "SELECT coalesce(sum(length(body)), 0), coalesce(sum(messages), 0) FROM burst",
        row => (row.GetInt64(0), row.GetInt64(1)))[0];

    /// <inheritdoc cref="MessageSpool.Complete"/>
    public void Complete(
        IReadOnlyList<SpooledBurst> bursts, IReadOnlyList<QuarantinedMessage> refused, IReadOnlyCollection<DayKey> touched)
        => Write(transaction =>
        {
            if (bursts.Count > 0)
            {
                Run(transaction, DeleteBursts, ("$first", bursts[0].Id), ("$last", bursts[^1].Id));
            }
            Quarantine(transaction, refused);
            Touch(transaction, touched);
        });

    /// <summary>Marks days as touched, so that the next scoring derives them again.</summary>
    public void Touch(IReadOnlyCollection<DayKey> days) => Write(transaction => Touch(transaction, days));

    /// <summary>Days touched since they were scored, by wearer and date.</summary>
    public IReadOnlyList<TouchedDay> TouchedDays() => Read(
        "SELECT wearer, date, mark FROM touched_day ORDER BY wearer, date",
        row => new TouchedDay(row.GetString(0), LocalDatePattern.Iso.Parse(row.GetString(1)).Value, row.GetInt64(2)));

    /// <summary>
    /// These days are scored and stored: their marks go, unless they were touched again meanwhile, and what our topics
    /// should hold is noted in the same transaction.
    /// </summary>
    public void Scored(IReadOnlyList<TouchedDay> days, IReadOnlyList<Publication> publications) => Write(transaction =>
    {
        foreach (var day in days)
        {
            Run(transaction, "DELETE FROM touched_day WHERE wearer = $wearer AND date = $date AND mark = $mark",
                ("$wearer", day.Wearer), ("$date", LocalDatePattern.Iso.Format(day.Date)), ("$mark", day.Mark));
        }
        foreach (var publication in publications)
        {
            Run(transaction, UpsertPublication, ("$topic", publication.Topic), ("$payload", publication.Payload));
        }
    });

    /// <summary>Publications the broker does not have yet, with the mark to give back to <see cref="Published"/>.</summary>
    public IReadOnlyList<(Publication Publication, long Mark)> Pending(int limit) => Read(
        "SELECT topic, payload, pending FROM publication WHERE pending > 0 ORDER BY topic LIMIT $limit",
        row => (new Publication(row.GetString(0), row.GetFieldValue<byte[]>(1)), row.GetInt64(2)),
        ("$limit", limit));

    /// <summary>The broker has this publication, unless it was changed since. One that cleared its topic is forgotten.</summary>
    public void Published(string topic, long mark) => Write(transaction =>
    {
        Run(transaction, "DELETE FROM publication WHERE topic = $topic AND pending = $mark AND length(payload) = 0",
            ("$topic", topic), ("$mark", mark));
        Run(transaction, "UPDATE publication SET pending = 0 WHERE topic = $topic AND pending = $mark",
            ("$topic", topic), ("$mark", mark));
    });

    /// <summary>Clears the topics from one to before another, in ordinal order: an empty retained payload removes them.</summary>
    public void Clear(string fromTopic, string beforeTopic) => Write(transaction => Run(transaction,
        """
        UPDATE publication SET payload = x'', pending = pending + 1
        WHERE topic >= $from AND topic < $before AND length(payload) > 0
        """, ("$from", fromTopic), ("$before", beforeTopic)));

    /// <summary>The broker may have lost everything: publish it all again.</summary>
    public void PublishAllAgain() => Write(transaction => Run(transaction,
        "UPDATE publication SET pending = pending + 1 WHERE pending = 0"));

    /// <summary>Newest quarantined messages.</summary>
    public IReadOnlyList<QuarantinedMessage> Quarantined(int limit) => Read(
        "SELECT id, received_ms, topic, payload, retained, reason, detail FROM quarantine ORDER BY id DESC LIMIT $limit",
        row => new QuarantinedMessage(
            row.GetInt64(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetBoolean(4), row.GetString(5),
            row.GetString(6))
        {
            Id = row.GetInt64(0),
        },
        ("$limit", limit));

    /// <summary>Messages in quarantine by reason.</summary>
    public IReadOnlyDictionary<string, long> QuarantineCounts() => Read(
        "SELECT reason, count(*) FROM quarantine GROUP BY reason",
        row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1))).ToDictionary();

    void Quarantine(SqliteTransaction transaction, IReadOnlyList<QuarantinedMessage> refused)
    {
        if (refused.Count == 0)
        {
            return;
        }
        foreach (var message in refused)
        {
            Run(transaction, InsertQuarantined, ("$received", message.ReceivedMs), ("$topic", message.Topic),
                ("$payload", message.Payload), ("$retained", message.Retained), ("$reason", message.Reason),
                ("$detail", message.Detail));
        }
        var evicted = Run(transaction, EvictQuarantined, ("$keep", maxQuarantined));
        Run(transaction, AddToCounter, ("$name", "quarantine_evicted"), ("$by", evicted));
    }

    void Touch(SqliteTransaction transaction, IReadOnlyCollection<DayKey> days)
    {
        if (days.Count == 0)
        {
            return;
        }
        Run(transaction, NextMark);
        foreach (var day in days)
        {
            Run(transaction, TouchDay, ("$wearer", day.Wearer), ("$date", LocalDatePattern.Iso.Format(day.Date)));
        }
    }

    void Write(Action<SqliteTransaction> work)
    {
        lock (writing)
        {
            try
            {
                using var transaction = connection.BeginTransaction();
                work(transaction);
                transaction.Commit();
            }
            catch (SqliteException reason)
            {
                throw SpoolFile.Unavailable(reason);
            }
        }
    }

    int Run(SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }
        return command.ExecuteNonQuery();
    }

    List<T> Read<T>(
        string sql, Func<SqliteDataReader, T> take, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        lock (writing)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
            {
                command.Parameters.AddWithValue(name, value);
            }
            using var rows = command.ExecuteReader();
            var all = new List<T>();
            while (rows.Read())
            {
                all.Add(take(rows));
            }
            return all;
        }
    }
}
