using ActivitySync.Ingest;
using Microsoft.Data.Sqlite;
using NodaTime.Text;

namespace ActivitySync.Spool;

/// <summary>
/// The small tables of spool.db: which days were touched since they were scored, what our retained topics should hold.
/// Shares the spool's connection and its lock. Every method may throw <see cref="SpoolUnavailableException"/>.
/// </summary>
internal sealed class SpoolState(SqliteConnection connection, Lock writing)
{
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

    const string UpsertPublication =
        """
        INSERT INTO publication (topic, payload, pending) VALUES ($topic, $payload, 1)
        ON CONFLICT (topic) DO UPDATE SET payload = excluded.payload, pending = pending + 1
        WHERE payload IS NOT excluded.payload
        """;

    // An empty retained payload removes a topic.
    const string ClearTopics =
        """
        UPDATE publication SET payload = x'', pending = pending + 1
        WHERE topic >= $from AND topic < $before AND length(payload) > 0
        """;

    // By their text, which is always one of ours; used under the lock, and closed with the connection.
    readonly Dictionary<string, SqliteCommand> _prepared = [];

    volatile TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Ends when there is something new to publish or to tell. Taken before looking, it misses nothing.
    /// </summary>
    public Task News => _news.Task;

    /// <summary>Bytes and messages that wait in bursts.</summary>
    public (long Bytes, long Messages) Waiting() => Read(
        "SELECT coalesce(sum(length(body)), 0), coalesce(sum(messages), 0) FROM burst",
        row => (row.GetInt64(0), row.GetInt64(1)))[0];

    /// <summary>Bytes of spool.db that hold nothing: bursts fit there without it growing.</summary>
    public long RoomInside() => Read(
        "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size", row => row.GetInt64(0))[0];

    /// <summary>When the oldest waiting burst was received, Unix milliseconds; null when none waits.</summary>
    public long? OldestReceivedMs() => Read(
        "SELECT received_ms FROM burst ORDER BY id LIMIT 1", row => (long?)row.GetInt64(0)).FirstOrDefault();

    /// <summary>What was said when a damaged file was last salvaged, and when; null when that never happened.</summary>
    public (long AtMs, string Report)? LastSalvage() => Read(
        "SELECT at_ms, report FROM salvage ORDER BY id DESC LIMIT 1",
        row => ((long, string)?)(row.GetInt64(0), row.GetString(1))).FirstOrDefault();

    /// <summary>Whether it is not known which days were touched, so that all must be derived again.</summary>
    public bool MustDeriveAll => Read("SELECT value FROM counter WHERE name = 'derive_all'", row => row.GetInt64(0)).Count > 0;

    /// <summary>Every day that needs it is marked as touched.</summary>
    public void TouchAll(IReadOnlyCollection<DayKey> days) => Write(transaction =>
    {
        Touch(transaction, days);
        Run(transaction, "DELETE FROM counter WHERE name = 'derive_all'");
    });

    /// <summary>Marks days as touched, so that the next scoring derives them again.</summary>
    public void Touch(IReadOnlyCollection<DayKey> days) => Write(transaction => Touch(transaction, days));

    /// <summary>Days touched since they were scored, by wearer and date.</summary>
    public IReadOnlyList<TouchedDay> TouchedDays() => Read(
        "SELECT wearer, date, mark FROM touched_day ORDER BY wearer, date",
        row => new TouchedDay(row.GetString(0), LocalDatePattern.Iso.Parse(row.GetString(1)).Value, row.GetInt64(2)));

    /// <summary>
    /// These days are scored and stored: their marks go, unless they were touched again meanwhile, and what our topics
    /// should hold, which of them are to be cleared, what is to be told and what is known of the past is noted in the same
    /// transaction.
    /// </summary>
    public void Scored(
        IReadOnlyList<TouchedDay> days, IReadOnlyList<Publication> publications, IReadOnlyList<OutboxEvent>? events = null,
        IReadOnlyList<(string From, string Before)>? cleared = null, IReadOnlyList<HeldDays>? past = null)
    {
        Write(transaction =>
        {
            Outbox.Add(this, transaction, events ?? []);
            foreach (var day in days)
            {
                Run(transaction, "DELETE FROM touched_day WHERE wearer = $wearer AND date = $date AND mark = $mark",
                    ("$wearer", day.Wearer), ("$date", LocalDatePattern.Iso.Format(day.Date)), ("$mark", day.Mark));
            }
            foreach (var publication in publications)
            {
                Run(transaction, UpsertPublication, ("$topic", publication.Topic), ("$payload", publication.Payload));
            }
            foreach (var (from, before) in cleared ?? [])
            {
                Run(transaction, ClearTopics, ("$from", from), ("$before", before));
            }
            foreach (var held in past ?? [])
            {
                PastDaysTable.Hold(this, transaction, held);
            }
        });
        Ring();
    }

    /// <summary>Something new is there to publish or to tell.</summary>
    internal void Ring() => Interlocked.Exchange(
        ref _news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Publications the broker does not have yet, with the mark to give back to <see cref="Published"/>.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="after">Only topics behind this one, in ordinal order; empty for all.</param>
    public IReadOnlyList<(Publication Publication, long Mark)> Pending(int limit, string after = "") => Read(
        "SELECT topic, payload, pending FROM publication WHERE pending > 0 AND topic > $after ORDER BY topic LIMIT $limit",
        row => (new Publication(row.GetString(0), row.GetFieldValue<byte[]>(1)), row.GetInt64(2)),
        ("$limit", limit), ("$after", after));

    /// <summary>The same for one topic; null when the broker has it.</summary>
    public (Publication Publication, long Mark)? PendingOf(string topic) => Read(
        "SELECT payload, pending FROM publication WHERE pending > 0 AND topic = $topic",
        row => ((Publication, long)?)(new Publication(topic, row.GetFieldValue<byte[]>(0)), row.GetInt64(1)), ("$topic", topic))
        .FirstOrDefault();

    /// <summary>What a topic of ours should hold; null when nothing was ever noted for it.</summary>
    public byte[]? PayloadOf(string topic) => Read(
        "SELECT payload FROM publication WHERE topic = $topic", row => row.GetFieldValue<byte[]>(0), ("$topic", topic))
        .FirstOrDefault();

    /// <summary>The broker has this publication, unless it was changed since. One that cleared its topic is forgotten.</summary>
    public void Published(string topic, long mark) => PublishedAll([(topic, mark)]);

    /// <summary>The same for several.</summary>
    public void PublishedAll(IReadOnlyList<(string Topic, long Mark)> publications) => Write(transaction =>
    {
        foreach (var (topic, mark) in publications)
        {
            Run(transaction, "DELETE FROM publication WHERE topic = $topic AND pending = $mark AND length(payload) = 0",
                ("$topic", topic), ("$mark", mark));
            Run(transaction, "UPDATE publication SET pending = 0 WHERE topic = $topic AND pending = $mark",
                ("$topic", topic), ("$mark", mark));
        }
    });

    /// <summary>Clears the topics from one to before another, in ordinal order.</summary>
    public void Clear(string fromTopic, string beforeTopic) => Write(transaction =>
        Run(transaction, ClearTopics, ("$from", fromTopic), ("$before", beforeTopic)));

    /// <summary>The broker may have lost everything: publish it all again.</summary>
    public void PublishAllAgain() => Write(transaction => Run(transaction,
        "UPDATE publication SET pending = pending + 1 WHERE pending = 0"));

    /// <summary>Clears every topic that does not begin with one of these: its wearer or prefix is no longer ours.</summary>
    public void ClearExcept(IReadOnlyList<string> beginnings)
    {
        var strangers = Read("SELECT topic FROM publication WHERE length(payload) > 0", row => row.GetString(0))
            .Where(topic => !beginnings.Any(beginning => topic.StartsWith(beginning, StringComparison.Ordinal))).ToList();
        if (strangers.Count > 0)
        {
            Write(transaction => strangers.ForEach(topic => Run(transaction,
                "UPDATE publication SET payload = x'', pending = pending + 1 WHERE topic = $topic", ("$topic", topic))));
        }
    }

    /// <summary>Marks days within a transaction of the spool's.</summary>
    internal void Touch(SqliteTransaction transaction, IReadOnlyCollection<DayKey> days)
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

    /// <summary>Runs work in a transaction, alone.</summary>
    internal void Write(Action<SqliteTransaction> work)
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
                throw SpoolFile.Unavailable(connection, reason);
            }
        }
    }

    /// <summary>Runs one statement, which is prepared once: a lot of five hundred wearers runs some of them a thousand times.</summary>
    internal int Run(SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }
            _prepared[sql] = command;
        }
        command.Transaction = transaction;
        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value;
        }
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs one statement.</summary>
    internal static int Run(
        SqliteConnection connection, SqliteTransaction? transaction, string sql,
        params ReadOnlySpan<(string Name, object Value)> parameters)
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

    /// <summary>Reads rows.</summary>
    internal List<T> Read<T>(
        string sql, Func<SqliteDataReader, T> take, params ReadOnlySpan<(string Name, object Value)> parameters)
        => Read(null, sql, take, parameters);

    /// <summary>Reads rows within a transaction.</summary>
    internal List<T> Read<T>(
        SqliteTransaction? transaction, string sql, Func<SqliteDataReader, T> take,
        params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        lock (writing)
        {
            try
            {
                using var command = connection.CreateCommand();
                command.Transaction = transaction;
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
            catch (SqliteException reason)
            {
                throw SpoolFile.Unavailable(connection, reason);
            }
        }
    }
}
