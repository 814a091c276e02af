using System.Data;
using ActivitySync.Ingest;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Spool;

/// <summary>
/// Raw messages on disk between their receipt and the store. A message is acknowledged after <see cref="Append"/>
/// returned, so what it took survives kill and power cut. One writer at a time; safe for concurrent use.
/// </summary>
internal sealed partial class MessageSpool : IDisposable
{
    const string InsertBurst = "INSERT INTO burst (received_ms, messages, body, crc) VALUES ($received, $messages, $body, $crc)";

    const string DeleteBursts = "DELETE FROM burst WHERE id BETWEEN $first AND $last";

    // The length of a body is in the head of its row; the rest is read only of those that are taken.
    const string OldestBursts =
        """
        SELECT id, received_ms, messages, body, crc FROM burst
        WHERE id > $after AND ($lane IS NULL OR (messages = 1 AND length(body) >= $large) = $lane) ORDER BY id LIMIT $limit
        """;

    // A verb beside us writes without a word to us; asking costs a look at shared memory. Our choice.
    static readonly TimeSpan LookBesideEvery = TimeSpan.FromSeconds(1);

    // Less is not worth it: a usual day leaves some, and uses it again. Our choice.
    const long LeastToGiveBack = 64L << 20;

    // A file that has been emptied keeps its size on the disk; what is free inside it costs the disk nothing.
    const long LeastInside = 1_048_576;

    readonly Lock _writing = new();
    readonly FolderLock? _folder;
    readonly SqliteConnection _connection;
    readonly SqliteCommand _insertBurst;
    readonly SemaphoreSlim _news = new(0);
    readonly RawArchive? _archive;
    readonly DiskRoom _disk;
    readonly ILogger _logger;
    readonly long _maxBytes;
    readonly WaitingBursts _waiting = new();
    long _dataVersion;

    /// <summary>The spool of the service: no other may have the folder, and a damaged file is set aside.</summary>
    /// <exception cref="SpoolUnavailableException">The folder or file cannot be written, or another service has it.</exception>
    public MessageSpool(SpoolOptions options, ILogger<MessageSpool> logger, TimeProvider time)
        : this(options, logger, time, isService: true)
    {
    }

    MessageSpool(SpoolOptions options, ILogger logger, TimeProvider time, bool isService)
    {
        (_maxBytes, _logger) = (options.MaxMegabytes * 1_048_576L, logger);
        _disk = new DiskRoom(options.Folder, options.MinFreeMegabytes * 1_048_576L, time);
        string? salvaged = null;
        try
        {
            _folder = isService ? new FolderLock(options.Folder) : null;
            (_connection, salvaged) = isService
                ? SpoolFile.OpenChecked(options.Folder, time) : (SpoolFile.OpenBeside(options.Folder), null);
        }
        catch
        {
            _folder?.Dispose();
            throw;
        }
        if (salvaged is not null)
        {
            LogSalvaged(salvaged);
        }
        _archive = isService && options.ArchiveDays > 0 ? new RawArchive(options.Folder, options.ArchiveDays, time) : null;
        Quarantine = new Quarantine(State = new SpoolState(_connection, _writing), options);
        _insertBurst = _connection.CreateCommand();
        _insertBurst.CommandText = InsertBurst;
        _insertBurst.Parameters.Add("$received", SqliteType.Integer);
        _insertBurst.Parameters.Add("$messages", SqliteType.Integer);
        _insertBurst.Parameters.Add("$body", SqliteType.Blob);
        _insertBurst.Parameters.Add("$crc", SqliteType.Integer);
        _ = OthersWrote();
        LogOpened(_connection.DataSource, _waiting.Messages);
    }

    /// <summary>The spool of a verb, beside a service that may be running on it.</summary>
    /// <exception cref="SpoolUnavailableException">The folder or file cannot be written.</exception>
    public static MessageSpool OpenBeside(SpoolOptions options)
        => new(options, NullLogger.Instance, TimeProvider.System, isService: false);

    /// <summary>The small tables beside the bursts: touched days and publications.</summary>
    public SpoolState State { get; }

    /// <summary>What happened and has to be told, each once.</summary>
    public Outbox Outbox => new(State);

    /// <summary>Whose progress is to be told at once.</summary>
    public MovedWearers Moved { get; } = new();

    /// <summary>When each device was last heard.</summary>
    public DeviceTable Devices => new(State);

    /// <summary>Whether heart rates came in late.</summary>
    public LateHeartRates Late { get; } = new();

    /// <summary>What was received of each stream.</summary>
    public StreamTable Streams => new(State);

    /// <summary>What scoring knew of each wearer's past days.</summary>
    public PastDaysTable PastDays => new(State);

    /// <summary>Readings that scoring set aside.</summary>
    public SetAsideReadings SetAsides => new(State, Quarantine);

    /// <summary>Messages that could not be taken.</summary>
    public Quarantine Quarantine { get; }

    /// <summary>Size of the waiting messages, bytes.</summary>
    public long WaitingBytes => Math.Max(0, _waiting.Bytes); // what a verb added may not be counted yet

    /// <summary>Messages waiting for the store.</summary>
    public long WaitingMessages => Math.Max(0, _waiting.Messages);

    /// <summary>Whether a large message waits.</summary>
    public bool HasLarge => _waiting.HasLarge;

    /// <summary>Bytes left on the disk; null when it does not say.</summary>
    public long? DiskFreeBytes => _disk.Free;

    /// <summary>Bytes of the archive; null when none is kept.</summary>
    public long? ArchiveBytes => _archive?.Bytes();

    /// <summary>Whether nothing more may be acknowledged: the limit is reached, or the disk runs out of room.</summary>
    public bool IsFull => FullBecause is not null;

    /// <summary>Why nothing may be acknowledged, in words; null when there is room.</summary>
    public string? FullBecause => WaitingBytes >= _maxBytes ? "its limit is reached (Spool:MaxMegabytes)"
        : _disk.IsLow && State.RoomInside() < LeastInside ? "its disk has little room left (Spool:MinFreeMegabytes)" : null;

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
                _insertBurst.Parameters[3].Value = BurstChecksum.Of(receivedMs, messages, body);
                _insertBurst.ExecuteNonQuery();
            }
            catch (SqliteException reason)
            {
                throw SpoolFile.Unavailable(_connection, reason);
            }
            _waiting.Came(messages, body.Count);
        }
        TellOfNews();
    }

    void TellOfNews()
    {
        if (_news.CurrentCount == 0)
        {
            _news.Release();
        }
    }

    /// <summary>
    /// Returns when a burst was appended since the last call, here or within a second by a verb beside us, or after the time
    /// given.
    /// </summary>
    public async Task WaitForNewsAsync(TimeSpan atMost, CancellationToken stop)
    {
        for (var left = atMost; left > TimeSpan.Zero; left -= LookBesideEvery)
        {
            if (await _news.WaitAsync(left < LookBesideEvery ? left : LookBesideEvery, stop) || OthersWrote())
            {
                return;
            }
        }
    }

    // Counts anew when another process has written since the last look.
    bool OthersWrote()
    {
        lock (_writing)
        {
            try
            {
                var version = State.Read("PRAGMA data_version", row => row.GetInt64(0))[0];
                if (version == _dataVersion)
                {
                    return false;
                }
                _waiting.Set(State.Waiting(), State.Read(
                    "SELECT count(*) FROM burst WHERE messages = 1 AND length(body) >= $large", row => row.GetInt64(0),
                    ("$large", WaitingBursts.LargeBytes))[0]);
                _dataVersion = version;
                return true;
            }
            catch (SpoolUnavailableException) when (_dataVersion != 0)
            {
                return true; // whoever looks for the news meets it and says so
            }
        }
    }

    /// <summary>Number of the newest waiting burst; 0 when none waits.</summary>
    public long NewestId() => State.Read("SELECT coalesce(max(id), 0) FROM burst", row => row.GetInt64(0))[0];

    /// <summary>
    /// The oldest bursts after the given id, up to a number and about a size: all, or only single large messages, or all but
    /// those. One that is not what was kept goes to quarantine instead.
    /// </summary>
    /// <exception cref="SpoolUnavailableException">They cannot be read.</exception>
    public IReadOnlyList<SpooledBurst> Oldest(long afterId, int limit, long maxBytes, bool? isLarge = null)
    {
        lock (_writing)
        {
            try
            {
                var bursts = ReadOldest(afterId, limit, maxBytes, isLarge, out var damaged);
                damaged.ForEach(SetAside);
                return bursts.Count > 0 || damaged.Count == 0 ? bursts : ReadOldest(afterId, limit, maxBytes, isLarge, out _);
            }
            catch (SqliteException reason)
            {
                throw SpoolFile.Unavailable(_connection, reason);
            }
        }
    }

    List<SpooledBurst> ReadOldest(long afterId, int limit, long maxBytes, bool? isLarge, out List<SpooledBurst> damaged)
    {
        damaged = [];
        using var command = _connection.CreateCommand();
        command.CommandText = OldestBursts;
        command.Parameters.AddWithValue("$after", afterId);
        command.Parameters.AddWithValue("$limit", limit);
        command.Parameters.AddWithValue("$lane", (object?)isLarge ?? DBNull.Value);
        command.Parameters.AddWithValue("$large", WaitingBursts.LargeBytes);
        using var rows = command.ExecuteReader(CommandBehavior.SingleResult);
        var bursts = new List<SpooledBurst>();
        var bytes = 0L;
        while (bytes < maxBytes && rows.Read())
        {
            var body = rows.GetFieldValue<byte[]>(3);
            bytes += body.Length;
            var burst = new SpooledBurst(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt32(2), body);
            var isIntact = BurstChecksum.IsIntact(
                burst.ReceivedMs, burst.Messages, body, rows.IsDBNull(4) ? null : rows.GetInt64(4));
            (isIntact ? bursts : damaged).Add(burst);
        }
        return bursts;
    }

    void SetAside(SpooledBurst burst)
    {
        State.Write(transaction =>
        {
            Quarantine.SetAside(_connection, transaction, burst.ReceivedMs, burst.Body);
            State.Run(transaction, DeleteBursts, ("$first", burst.Id), ("$last", burst.Id));
        });
        _waiting.Left([burst]);
        LogDamagedBurst(burst.Messages);
    }

    /// <summary>
    /// The store has these bursts: in one transaction they leave the spool, what was refused enters the quarantine and
    /// the touched days are marked. A crash before it repeats the bursts, and writing them again changes nothing. The
    /// archive has them before they leave, so that no message is in neither.
    /// </summary>
    /// <exception cref="SpoolUnavailableException">Nothing was changed.</exception>
    public void Complete(
        IReadOnlyList<SpooledBurst> bursts, IReadOnlyList<QuarantinedMessage> refused, IReadOnlyCollection<DayKey> touched,
        IReadOnlyCollection<RefusalCount>? refusals = null, StreamNotes? streams = null)
    {
        _archive?.Append(bursts);
        State.Write(transaction =>
        {
            foreach (var (first, last) in WaitingBursts.Runs(bursts))
            {
                State.Run(transaction, DeleteBursts, ("$first", first), ("$last", last));
            }
            Quarantine.Add(transaction, refused);
            Quarantine.Count(transaction, refusals ?? []);
            Streams.Add(transaction, streams ?? StreamNotes.None);
            State.Touch(transaction, touched);
        });
        _waiting.Left(bursts);
    }

    /// <summary>
    /// Sends quarantined messages down the road again, as if they came now but with the time of their first receipt: in
    /// one transaction they leave the quarantine and stand in the spool. Returns how many.
    /// </summary>
    public int Replay(IReadOnlyList<QuarantinedMessage> messages)
    {
        var sizes = new List<int>();
        using var turn = _writing.EnterScope();
        State.Write(transaction =>
        {
            foreach (var message in messages)
            {
                var frames = new System.Buffers.ArrayBufferWriter<byte>();
                BurstFrames.Append(frames, System.Text.Encoding.UTF8.GetBytes(message.Topic), message.Payload,
                    (message.Retained ? BurstFlags.Retained : BurstFlags.None)
                    | (message.Reading.Length > 0 ? BurstFlags.Again : BurstFlags.None)
                    | (message.Reason == QuarantinedMessage.TooLarge ? BurstFlags.TooLarge : BurstFlags.None));
                sizes.Add(frames.WrittenCount);
                State.Run(transaction, InsertBurst, ("$received", message.ReceivedMs), ("$messages", 1),
                    ("$body", frames.WrittenSpan.ToArray()),
                    ("$crc", BurstChecksum.Of(message.ReceivedMs, 1, frames.WrittenSpan)));
                Quarantine.Remove(transaction, message.Id);
            }
        });
        sizes.ForEach(bytes => _waiting.Came(messages: 1, bytes));
        TellOfNews();
        return messages.Count;
    }

    /// <summary>
    /// Gives the disk back what an outage has left behind: a file that holds next to nothing any more is written anew.
    /// Returns the bytes given back.
    /// </summary>
    /// <exception cref="SpoolUnavailableException">Not now.</exception>
    public long GiveBackRoom()
    {
        lock (_writing)
        {
            var inside = State.RoomInside();
            // More than what is to be written anew, so that nobody waits long.
            if (inside < LeastToGiveBack || inside < new FileInfo(_connection.DataSource).Length / 2)
            {
                return 0;
            }
            Compact();
            return inside;
        }
    }

    /// <summary>Writes the file anew without what was deleted in it. Needs as much room again; nobody can write meanwhile.</summary>
    /// <exception cref="SpoolUnavailableException">There is not enough room.</exception>
    public void Compact()
    {
        lock (_writing)
        {
            try
            {
                SpoolState.Run(_connection, null, "VACUUM");
                SpoolState.Run(_connection, null, "PRAGMA wal_checkpoint(TRUNCATE)");
            }
            catch (SqliteException reason)
            {
                throw SpoolFile.Unavailable(_connection, reason);
            }
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _insertBurst.Dispose();
            _connection.Dispose();
        }
        _folder?.Dispose();
        _news.Dispose();
    }

    [LoggerMessage(LogLevel.Information, "Spool open at {Path}, {Messages} messages waiting")]
    partial void LogOpened(string path, long messages);

    [LoggerMessage(LogLevel.Error, "{Report}")]
    partial void LogSalvaged(string report);

    [LoggerMessage(LogLevel.Error,
        "A burst of {Messages} messages is not what was kept; it is in quarantine as spool_damaged. Look at the disk")]
    partial void LogDamagedBurst(int messages);
}
