using ActivitySync.Core.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace ActivitySync.Storage.Sqlite;

/// <summary>
/// The embedded store: one file, activity.db, nothing to install. Writers take turns; readers see the last commit and
/// never wait. A write is on disk when it returns.
/// </summary>
internal sealed partial class SqliteStore(SqliteStoreOptions options, ILogger<SqliteStore> logger, TimeProvider time)
    : IStore
{
    const string MetInUse = "damage was met while it was in use";

    readonly ActivityFile _file = new(options);
    readonly SemaphoreSlim _turn = new(1);

    // Used by whoever has the turn. Null before the first write and after one that failed.
    ActivityWriter? _writer;

    // Set when a statement found damage; the next preparation then reads the whole file.
    volatile bool _isSuspect;

    volatile bool _isMended;
    bool _isNotedOpen;
    int _disposed;

    ActivityWriter Writer => _writer ??= new ActivityWriter(_file.OpenToWrite());

    public async Task<string> PrepareAsync(CancellationToken stop)
    {
        var version = "";
        await InTurnAsync(
            () =>
            {
                Close();
                version = options.IsService ? OpenChecked() : Open();
            },
            stop);
        return $"SQLite {version} in {_file.Path}, schema {Schema.Newest}.";
    }

    public async Task WriteAsync(SampleBatch batch, CancellationToken stop)
    {
        StoreLimits.Check(batch);
        if (batch.Count > 0)
        {
            await InTurnAsync(() => Writer.Write(batch, stop), stop);
        }
    }

    public Task<IReadOnlyList<StepSample>> ReadStepsAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop) =>
        ReadAsync<StepSample>(connection => SampleReader.Steps(connection, wearer, fromMs, toMs), stop);

    public Task<IReadOnlyList<StepSample>> ReadLastStepsAsync(string wearer, long beforeMs, CancellationToken stop) =>
        ReadAsync<StepSample>(connection => SampleReader.LastSteps(connection, wearer, beforeMs), stop);

    public Task<IReadOnlyList<HeartRateSample>> ReadHeartRatesAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop) =>
        ReadAsync<HeartRateSample>(connection => SampleReader.HeartRates(connection, wearer, fromMs, toMs), stop);

    public Task<IReadOnlyList<JournalEntry>> ReadJournalAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop) =>
        ReadAsync<JournalEntry>(connection => SampleReader.Journal(connection, wearer, fromMs, toMs), stop);

    public async Task AppendDaysAsync(IReadOnlyList<DayRow> rows, CancellationToken stop)
    {
        foreach (var row in rows)
        {
            StoreLimits.Check(row);
        }
        if (rows.Count > 0)
        {
            await InTurnAsync(() => Writer.Append(rows), stop);
        }
    }

    public Task<IReadOnlyList<DayRow>> ReadDaysAsync(
        string wearer, LocalDate from, LocalDate to, CancellationToken stop) =>
        ReadAsync<DayRow>(connection => DerivedReader.Days(connection, wearer, from, to), stop);

    public Task<IReadOnlyList<DayRow>> ReadDayRevisionsAsync(string wearer, LocalDate date, CancellationToken stop) =>
        ReadAsync<DayRow>(connection => DerivedReader.DayRevisions(connection, wearer, date), stop);

    public async Task AppendTargetsAsync(IReadOnlyList<TargetRow> rows, CancellationToken stop)
    {
        foreach (var row in rows)
        {
            StoreLimits.Check(row);
        }
        if (rows.Count > 0)
        {
            await InTurnAsync(() => Writer.Append(rows), stop);
        }
    }

    public Task<IReadOnlyList<TargetRow>> ReadTargetsAsync(
        string wearer, LocalDate from, LocalDate to, CancellationToken stop) =>
        ReadAsync<TargetRow>(connection => DerivedReader.Targets(connection, wearer, from, to), stop);

    public Task<IReadOnlyList<TargetRow>> ReadTargetRevisionsAsync(
        string wearer, LocalDate date, CancellationToken stop) =>
        ReadAsync<TargetRow>(connection => DerivedReader.TargetRevisions(connection, wearer, date), stop);

    public Task<IReadOnlyList<string>> ReadWearersAsync(CancellationToken stop) => ReadAsync(WearerTables.All, stop);

    public async Task<StoredSpan?> ReadSpanAsync(string wearer, CancellationToken stop) =>
        await ReadAsync(connection => WearerTables.SpanOf(connection, wearer), stop) is [var span] ? span : null;

    public Task EraseAsync(string wearer, CancellationToken stop) => InTurnAsync(() => Writer.Erase(wearer), stop);

    public async Task AppendHoursAsync(IReadOnlyList<HourRow> rows, CancellationToken stop)
    {
        foreach (var row in rows)
        {
            StoreLimits.Check(row);
        }
        if (rows.Count > 0)
        {
            await InTurnAsync(() => Writer.Append(rows), stop);
        }
    }

    public Task<IReadOnlyList<HourRow>> ReadHoursAsync(
        string wearer, LocalDate from, LocalDate to, CancellationToken stop) =>
        ReadAsync<HourRow>(connection => RollupTables.Hours(connection, wearer, from, to, everyRevision: false), stop);

    public Task<IReadOnlyList<HourRow>> ReadHourRevisionsAsync(
        string wearer, LocalDate from, LocalDate to, CancellationToken stop) =>
        ReadAsync<HourRow>(connection => RollupTables.Hours(connection, wearer, from, to, everyRevision: true), stop);

    public async Task AppendProgressAsync(IReadOnlyList<ProgressRow> rows, CancellationToken stop)
    {
        foreach (var row in rows)
        {
            StoreLimits.Check(row);
        }
        if (rows.Count > 0)
        {
            await InTurnAsync(() => Writer.Append(rows), stop);
        }
    }

    public Task<IReadOnlyList<ProgressRow>> ReadProgressAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop) =>
        ReadAsync<ProgressRow>(connection => RollupTables.Progress(connection, wearer, fromMs, toMs), stop);

    public async Task<long> ReadRawFromAsync(string wearer, CancellationToken stop) =>
        await ReadAsync(connection => RollupTables.RawFrom(connection, wearer), stop) is [var fromMs]
            ? fromMs
            : long.MinValue;

    public Task MarkRawFromAsync(string wearer, long beforeMs, CancellationToken stop) =>
        InTurnAsync(() => Writer.MarkRawFrom(wearer, beforeMs), stop);

    public async Task PruneAsync(string wearer, PruneCut cut, CancellationToken stop)
    {
        if (cut.RawBeforeMs is { } beforeMs)
        {
            await MarkRawFromAsync(wearer, beforeMs, stop);
            for (var isMore = true; isMore;)
            {
                // Between two slices whoever has new samples gets a turn.
                await InTurnAsync(() => isMore = Writer.PruneSamples(wearer, beforeMs), stop);
            }
        }
        await InTurnAsync(() => Writer.PruneRollups(wearer, cut), stop);
        for (var isMore = true; isMore;)
        {
            await InTurnAsync(() => isMore = Writer.GiveBackSome(), stop);
        }
    }

    /// <summary>
    /// Copies the store as of now into a new file, while it is written and read. The copy is one plain file that opens as
    /// activity.db.
    /// </summary>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    public Task BackupAsync(string path, CancellationToken stop) => Task.Run(
        () =>
        {
            try
            {
                _file.CopyTo(path);
            }
            catch (SqliteException error) when (SqliteFaults.IsOfCopy(error))
            {
                throw new IOException(error.Message, error);
            }
            catch (SqliteException error) when (SqliteFaults.Translate(error, _file.Path) is { } translated)
            {
                _isSuspect |= SqliteFaults.IsDamage(error);
                throw translated;
            }
        },
        stop);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }
        await _turn.WaitAsync(CancellationToken.None);
        // The writer goes last: it folds the log into the file, so that the folder can be copied.
        _file.CloseReaders();
        NoteClosed();
        Close();
        _turn.Dispose();
    }

    async Task InTurnAsync(Action work, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            Translated(() =>
            {
                work();
                return true;
            });
        }
        catch (StoreUnavailableException)
        {
            // Whatever was wrong, the next write begins with a fresh connection.
            Close();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    // SQLite blocks its thread; a page being rendered or a socket being read should not wait on that.
    async Task<IReadOnlyList<T>> ReadAsync<T>(Func<SqliteConnection, List<T>> query, CancellationToken stop)
    {
        try
        {
            return await ReadOnceAsync(query, stop);
        }
        catch (StoreUnavailableException) when (_isSuspect && options.IsService && !_isMended)
        {
            // Where pages hold together and rows do not, only reading them shows it. Once: then it is the disk.
            _isMended = true;
            await PrepareAsync(stop);
            return await ReadOnceAsync(query, stop);
        }
    }

    Task<IReadOnlyList<T>> ReadOnceAsync<T>(Func<SqliteConnection, List<T>> query, CancellationToken stop) => Task.Run(
        () => Translated<IReadOnlyList<T>>(() =>
        {
            using var connection = _file.OpenToRead();
            // One snapshot for all statements of a read.
            using var transaction = connection.BeginTransaction(deferred: true);
            return query(connection);
        }),
        stop);

    T Translated<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error) when (SqliteFaults.Translate(error, _file.Path) is { } translated)
        {
            _isSuspect |= SqliteFaults.IsDamage(error);
            throw translated;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The folder of {_file.Path} cannot be used: {error.Message} Data waits in the spool.", error)
            {
                NeedsAttention = true,
            };
        }
    }

    string Open()
    {
        _ = Writer;
        using var connection = _file.OpenToRead();
        return connection.ServerVersion;
    }

    // The service's own file: one that is damaged is set aside, with every row that can be read carried over.
    string OpenChecked()
    {
        StoreSalvage.FinishInterrupted(_file.Path);
        if ((_isSuspect ? MetInUse : StoreSalvage.DamageOfLog(_file.Path)) is { } damage)
        {
            _isSuspect = !Salvage(damage);
        }
        try
        {
            var version = Open();
            Check();
            return version;
        }
        catch (SqliteException reason) when (SqliteFaults.IsDamage(reason))
        {
            if (!Salvage(reason.Message))
            {
                throw; // it is not ours
            }
            _isSuspect = false;
            return Open();
        }
    }

    bool Salvage(string damage)
    {
        _file.CloseReaders();
        Close();
        var report = new StoreSalvage(_file.Path, time.GetUtcNow()).Run(damage);
        if (report is not null)
        {
            LogSalvaged(report);
        }
        return report is not null;
    }

    void Check()
    {
        using var connection = _file.OpenToRead();
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var isDue = _isSuspect || PageCheck.IsDue(connection, new FileInfo(_file.Path).Length, nowMs);
        if (isDue)
        {
            var started = time.GetTimestamp();
            ActivityFile.CheckPages(connection);
            LogChecked(_file.Path, time.GetElapsedTime(started).TotalMilliseconds);
        }
        _isSuspect = false;
        Writer.NoteOpen(isDue, nowMs);
        _isNotedOpen = true;
    }

    // So that the next start need not read the whole file. A disk that is full now makes it read it.
    void NoteClosed()
    {
        try
        {
            if (_isNotedOpen && !_isSuspect)
            {
                Writer.NoteClosed();
            }
        }
        catch (Exception reason) when (reason is SqliteException or IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            LogNotNoted(_file.Path, reason.Message);
        }
    }

    void Close()
    {
        _writer?.Dispose();
        _writer = null;
    }

    [LoggerMessage(LogLevel.Error, "{Report}")]
    private partial void LogSalvaged(string report);

    [LoggerMessage(LogLevel.Debug, "Checked the pages of {Path} in {ElapsedMs} ms")]
    private partial void LogChecked(string path, double elapsedMs);

    [LoggerMessage(LogLevel.Debug, "The next start checks the pages of {Path}, because this stop could not be noted: {Reason}")]
    private partial void LogNotNoted(string path, string reason);
}
