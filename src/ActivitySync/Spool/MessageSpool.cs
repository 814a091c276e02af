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
        State = new SpoolState(_connection, _writing, options.MaxQuarantined);
        _insertBurst = _connection.CreateCommand();
        _insertBurst.CommandText = InsertBurst;
        _insertBurst.Parameters.Add("$received", SqliteType.Integer);
        _insertBurst.Parameters.Add("$messages", SqliteType.Integer);
        _insertBurst.Parameters.Add("$body", SqliteType.Blob);
        (_waitingBytes, _waitingMessages) = State.Waiting();
        LogOpened(logger, _connection.DataSource, _waitingMessages);
    }

    /// <summary>The small tables beside the bursts: quarantine, touched days, publications.</summary>
    public SpoolState State { get; }

    /// <summary>Size of the waiting messages, bytes.</summary>
    public long WaitingBytes => Interlocked.Read(ref _waitingBytes);

    /// <summary>Messages waiting for the store.</summary>
    public long WaitingMessages => Interlocked.Read(ref _waitingMessages);

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
    public IReadOnlyList<SpooledBurst> Oldest(long afterId, int limit, long maxBytes)
    {
        lock (_writing)
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
    }

    /// <summary>
    /// The store has these bursts: in one transaction they leave the spool, what was refused enters the quarantine and
    /// the touched days are marked. A crash before it repeats the bursts, and writing them again changes nothing.
    /// </summary>
    /// <exception cref="SpoolUnavailableException">Nothing was changed.</exception>
    public void Complete(
        IReadOnlyList<SpooledBurst> bursts, IReadOnlyList<QuarantinedMessage> refused, IReadOnlyCollection<DayKey> touched)
    {
        State.Complete(bursts, refused, touched);
        Interlocked.Add(ref _waitingBytes, -bursts.Sum(burst => (long)burst.Body.Length));
        Interlocked.Add(ref _waitingMessages, -bursts.Sum(burst => (long)burst.Messages));
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
