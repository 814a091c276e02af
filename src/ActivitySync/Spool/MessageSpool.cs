using System.Data;
using ActivitySync.Ingest;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Spool;

/// <summary>
/// Raw messages on disk between their receipt and the store. A message is acknowledged after <see cref="Append"/>
/// returned, so what it took survives kill and power cut. One writer at a time; safe for concurrent use.
/// </summary>
internal sealed partial class MessageSpool : IDisposable
{
    const string InsertBurst = "INSERT INTO burst (received_ms, messages, body) VALUES ($received, $messages, $body)";

    const string DeleteBursts = "DELETE FROM burst WHERE id BETWEEN $first AND $last";

    const string OldestBursts = "SELECT id, received_ms, messages, body FROM burst WHERE id > $after ORDER BY id LIMIT $limit";

    readonly Lock _writing = new();
    readonly SqliteConnection _connection;
    readonly SqliteCommand _insertBurst;
    readonly SemaphoreSlim _news = new(0);
    readonly long _maxBytes;
    long _waitingBytes;
    long _waitingMessages;

    /// <exception cref="SpoolUnavailableException">The folder or file cannot be written.</exception>
    public MessageSpool(SpoolOptions options, ILogger<MessageSpool> logger)
    {
        _maxBytes = options.MaxMegabytes * 1_048_576L;
        _connection = SpoolFile.Open(options.Folder);
        Quarantine = new Quarantine(State = new SpoolState(_connection, _writing), options);
        _insertBurst = _connection.CreateCommand();
        _insertBurst.CommandText = InsertBurst;
        _insertBurst.Parameters.Add("$received", SqliteType.Integer);
        _insertBurst.Parameters.Add("$messages", SqliteType.Integer);
        _insertBurst.Parameters.Add("$body", SqliteType.Blob);
        (_waitingBytes, _waitingMessages) = State.Waiting();
        LogOpened(logger, _connection.DataSource, _waitingMessages);
    }

    /// <summary>The small tables beside the bursts: touched days and publications.</summary>
    public SpoolState State { get; }

    /// <summary>Messages that could not be taken.</summary>
    public Quarantine Quarantine { get; }

    /// <summary>Size of the waiting messages, bytes.</summary>
    public long WaitingBytes => Math.Max(0, Interlocked.Read(ref _waitingBytes)); // a verb may add beside us

    /// <summary>Messages waiting for the store.</summary>
    public long WaitingMessages => Math.Max(0, Interlocked.Read(ref _waitingMessages));

    /// <summary>Whether another burst would go over the limit. Then nothing may be acknowledged.</summary>
    public bool IsFull => WaitingBytes >= _maxBytes;

    /// <summary>Keeps a burst; returns after it is on disk. Body as in <see cref="BurstFrames"/>.</summary>
    /// <exception cref="SpoolUnavailableException">It could not be kept.</exception>
    public void Append(ArraySegment<byte> body, int messages, long receivedMs)
    {
        lock (_writing)
        {
            try
            {
                _insertBurst.Parameters[0].Value = receivedMs;
                _insertBurst.Parameters[1].Value = messages;
                _insertBurst.Parameters[2].Value = body.Array;
                _insertBurst.Parameters[2].Size = body.Count;
                _insertBurst.ExecuteNonQuery();
            }
            catch (SqliteException reason)
            {
                throw SpoolFile.Unavailable(reason);
            }
        }
        Interlocked.Add(ref _waitingBytes, body.Count);
        Interlocked.Add(ref _waitingMessages, messages);
        if (_news.CurrentCount == 0)
        {
            _news.Release();
        }
    }

    /// <summary>Returns when a burst was appended since the last call, or after the time given.</summary>
    public Task WaitForNewsAsync(TimeSpan atMost, CancellationToken stop) => _news.WaitAsync(atMost, stop);

    /// <summary>The oldest bursts after the given id, up to a number and about a size.</summary>
    /// <exception cref="SpoolUnavailableException">They cannot be read.</exception>
    public IReadOnlyList<SpooledBurst> Oldest(long afterId, int limit, long maxBytes)
    {
        lock (_writing)
        {
            try
            {
                return ReadOldest(afterId, limit, maxBytes);
            }
            catch (SqliteException reason)
            {
                throw SpoolFile.Unavailable(reason);
            }
        }
    }

    List<SpooledBurst> ReadOldest(long afterId, int limit, long maxBytes)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = OldestBursts;
        command.Parameters.AddWithValue("$after", afterId);
        command.Parameters.AddWithValue("$limit", limit);
        using var rows = command.ExecuteReader(CommandBehavior.SingleResult);
        var bursts = new List<SpooledBurst>();
        var bytes = 0L;
        while (bytes < maxBytes && rows.Read())
        {
            var body = rows.GetFieldValue<byte[]>(3);
            bytes += body.Length;
            bursts.Add(new SpooledBurst(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt32(2), body));
        }
        return bursts;
    }

    /// <summary>
    /// The store has these bursts: in one transaction they leave the spool, what was refused enters the quarantine and
    /// the touched days are marked. A crash before it repeats the bursts, and writing them again changes nothing.
    /// </summary>
    /// <exception cref="SpoolUnavailableException">Nothing was changed.</exception>
    public void Complete(
        IReadOnlyList<SpooledBurst> bursts, IReadOnlyList<QuarantinedMessage> refused, IReadOnlyCollection<DayKey> touched,
        IReadOnlyCollection<RefusalCount>? refusals = null)
    {
        State.Write(transaction =>
        {
            if (bursts.Count > 0)
            {
                State.Run(transaction, DeleteBursts, ("$first", bursts[0].Id), ("$last", bursts[^1].Id));
            }
            Quarantine.Add(transaction, refused);
            Quarantine.Count(transaction, refusals ?? []);
            State.Touch(transaction, touched);
        });
        Interlocked.Add(ref _waitingBytes, -bursts.Sum(burst => (long)burst.Body.Length));
        Interlocked.Add(ref _waitingMessages, -bursts.Sum(burst => (long)burst.Messages));
    }

    /// <summary>
    /// Sends quarantined messages down the road again, as if they came now but with the time of their first receipt: in
    /// one transaction they leave the quarantine and stand in the spool. Returns how many.
    /// </summary>
    public int Replay(IReadOnlyList<QuarantinedMessage> messages)
    {
        var bytes = 0L;
        State.Write(transaction =>
        {
            foreach (var message in messages)
            {
                var frames = new System.Buffers.ArrayBufferWriter<byte>();
                BurstFrames.Append(frames, System.Text.Encoding.UTF8.GetBytes(message.Topic), message.Payload,
                    message.Retained ? BurstFlags.Retained : BurstFlags.None);
                bytes += frames.WrittenCount;
                State.Run(transaction, InsertBurst, ("$received", message.ReceivedMs), ("$messages", 1),
                    ("$body", frames.WrittenSpan.ToArray()));
                Quarantine.Remove(transaction, message.Id);
            }
        });
        Interlocked.Add(ref _waitingBytes, bytes);
        Interlocked.Add(ref _waitingMessages, messages.Count);
        return messages.Count;
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _insertBurst.Dispose();
            _connection.Dispose();
        }
        _news.Dispose();
    }

    [LoggerMessage(LogLevel.Information, "Spool open at {Path}, {Messages} messages waiting")]
    static partial void LogOpened(ILogger logger, string path, long messages);
}
