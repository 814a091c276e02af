using ActivitySync.Core.Telemetry;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// InfluxDB 1.x, 2.x or 3.x over its two paths that every version has: line protocol to /write, InfluxQL to /query.
/// A write returns after the server has acknowledged it (status 204, nothing else).
/// </summary>
internal sealed partial class InfluxStore : IStore
{
    // Its clock and ours may differ.
    static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    readonly InfluxStoreOptions _options;
    readonly ILogger<InfluxStore> _logger;
    readonly TimeProvider _time;
    readonly InfluxClient _client;
    readonly InfluxSetup _setup;
    readonly InfluxWriter _writer;
    readonly InfluxReader _reader;
    readonly RollupReader _rollups;
    readonly StandingSteps _standing;

    // Replaced by PrepareAsync, read by anybody.
    volatile InfluxVersion _version = InfluxVersion.Unknown;
    volatile InfluxDatabase _database = InfluxDatabase.Unknown;

    // Told of already: a store that is away is prepared again and again.
    volatile string _foreign = "";

    /// <param name="options">Which server, and how.</param>
    /// <param name="handler">Carries the requests, for tests; null for the network.</param>
    /// <param name="logger">Says what was left out.</param>
    /// <param name="time">Tells what is older than the server keeps.</param>
    public InfluxStore(
        InfluxStoreOptions options, HttpMessageHandler? handler, ILogger<InfluxStore> logger, TimeProvider time)
    {
        (_options, _logger, _time) = (options, logger, time);
        _client = new InfluxClient(options, handler, time);
        _setup = new InfluxSetup(_client, options, time);
        _writer = new InfluxWriter(_client, options, logger);
        _reader = new InfluxReader(_client, () => _version);
        _rollups = new RollupReader(_reader);
        _standing = new StandingSteps(_reader);
    }

    public async Task<string> PrepareAsync(CancellationToken stop)
    {
        var version = await _setup.DetectAsync(stop);
        _version = version;
        _database = await _setup.EnsureDatabaseAsync(version, stop);
        await _setup.CheckWriteAsync(stop);
        // Nobody's samples of a single moment: shows that we may read.
        await _reader.HeartRatesAsync("activitysync", 0, 1, stop);
        var foreign = string.Join(", ", await InfluxForeignFields.FindAsync(_client, stop));
        if (foreign.Length > 0 && foreign != _foreign)
        {
            LogForeign(foreign, InfluxForeignFields.ToDo);
        }
        _foreign = foreign;
        return $"InfluxDB {version.Text} at {_client.Server}, database \"{_options.Database}\": {_database.Words}.";
    }

    public async Task WriteAsync(SampleBatch batch, CancellationToken stop)
    {
        StoreLimits.Check(batch);
        batch = await _standing.OnlyAsync(batch, stop);
        var oldestMs = OldestMs();
        int Encode(LineBuffer lines, int first, int end) => LineEncoder.Samples(lines, batch, first, end, oldestMs);
        NoteOlder(batch.Count, batch.Count > _options.BatchPoints && DistinctMoments.In(batch)
            ? await _writer.WriteDistinctAsync(batch.Count, Encode, stop)
            : await _writer.WriteAsync(batch.Count, Encode, stop));
    }

    public Task<IReadOnlyList<StepSample>> ReadStepsAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop) =>
        _reader.StepsAsync(wearer, fromMs, toMs, stop);

    public Task<IReadOnlyList<StepSample>> ReadLastStepsAsync(string wearer, long beforeMs, CancellationToken stop) =>
        _reader.LastStepsAsync(wearer, beforeMs, stop);

    public Task<IReadOnlyList<HeartRateSample>> ReadHeartRatesAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop) =>
        _reader.HeartRatesAsync(wearer, fromMs, toMs, stop);

    public Task<IReadOnlyList<JournalEntry>> ReadJournalAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop) =>
        _reader.JournalAsync(wearer, fromMs, toMs, stop);

    public async Task AppendDaysAsync(IReadOnlyList<DayRow> rows, CancellationToken stop)
    {
        foreach (var row in rows)
        {
            StoreLimits.Check(row);
        }
        var oldestMs = OldestMs();
        await SendAsync(rows.Count, (lines, first, end) => LineEncoder.Days(lines, rows, first, end, oldestMs), stop);
    }

    public async Task<IReadOnlyList<DayRow>> ReadDaysAsync(
        string wearer, LocalDate from, LocalDate to, CancellationToken stop) =>
        Newest(await _reader.DayRevisionsAsync(wearer, from, to, stop), row => row.Date);

    public async Task<IReadOnlyList<DayRow>> ReadDayRevisionsAsync(
        string wearer, LocalDate date, CancellationToken stop) =>
        await _reader.DayRevisionsAsync(wearer, date, date, stop);

    public async Task AppendTargetsAsync(IReadOnlyList<TargetRow> rows, CancellationToken stop)
    {
        foreach (var row in rows)
        {
            StoreLimits.Check(row);
        }
        var oldestMs = OldestMs();
        await SendAsync(rows.Count, (lines, first, end) => LineEncoder.Targets(lines, rows, first, end, oldestMs), stop);
    }

    public async Task<IReadOnlyList<TargetRow>> ReadTargetsAsync(
        string wearer, LocalDate from, LocalDate to, CancellationToken stop) =>
        Newest(await _reader.TargetRevisionsAsync(wearer, from, to, stop), row => row.Date);

    public async Task<IReadOnlyList<TargetRow>> ReadTargetRevisionsAsync(
        string wearer, LocalDate date, CancellationToken stop) =>
        await _reader.TargetRevisionsAsync(wearer, date, date, stop);

    public async Task AppendHoursAsync(IReadOnlyList<HourRow> rows, CancellationToken stop)
    {
        foreach (var row in rows)
        {
            StoreLimits.Check(row);
        }
        var oldestMs = OldestMs();
        await SendAsync(rows.Count, (lines, first, end) => RollupEncoder.Hours(lines, rows, first, end, oldestMs), stop);
    }

    public async Task<IReadOnlyList<HourRow>> ReadHoursAsync(
        string wearer, LocalDate from, LocalDate to, CancellationToken stop) =>
        await _rollups.HoursAsync(wearer, from, to, stop);

    public async Task<IReadOnlyList<HourRow>> ReadHourRevisionsAsync(
        string wearer, LocalDate from, LocalDate to, CancellationToken stop) =>
        await _rollups.HourRevisionsAsync(wearer, from, to, stop);

    public async Task AppendProgressAsync(IReadOnlyList<ProgressRow> rows, CancellationToken stop)
    {
        foreach (var row in rows)
        {
            StoreLimits.Check(row);
        }
        var oldestMs = OldestMs();
        await SendAsync(
            rows.Count, (lines, first, end) => RollupEncoder.Progress(lines, rows, first, end, oldestMs), stop);
    }

    public Task<IReadOnlyList<ProgressRow>> ReadProgressAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop) =>
        _rollups.ProgressAsync(wearer, fromMs, toMs, stop);

    // What the server lets go by itself is gone too.
    public async Task<long> ReadRawFromAsync(string wearer, CancellationToken stop) =>
        Math.Max(OldestMs(), await _rollups.RawFromAsync(wearer, stop));

    public Task MarkRawFromAsync(string wearer, long beforeMs, CancellationToken stop) => beforeMs < OldestMs()
        ? Task.CompletedTask
        : SendAsync(
            1,
            (lines, first, _) =>
            {
                RollupEncoder.RawFrom(lines, wearer, beforeMs);
                return first + 1;
            },
            stop);

    public async Task PruneAsync(string wearer, PruneCut cut, CancellationToken stop)
    {
        IReadOnlyList<StepSample> last = [];
        if (cut.RawBeforeMs is { } beforeMs)
        {
            last = await _reader.LastStepsAsync(wearer, beforeMs, stop);
            await MarkRawFromAsync(wearer, beforeMs, stop);
        }
        await new InfluxEraser(_client).PruneAsync(wearer, cut, last, _version, stop);
    }

    public Task<IReadOnlyList<string>> ReadWearersAsync(CancellationToken stop) => _reader.WearersAsync(stop);

    public Task<StoredSpan?> ReadSpanAsync(string wearer, CancellationToken stop) => _reader.SpanAsync(wearer, stop);

    public Task EraseAsync(string wearer, CancellationToken stop) =>
        new InfluxEraser(_client).EraseAsync(wearer, _version, stop);

    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        _client.Dispose();
        return default;
    }

    // The server refuses what is older than it keeps, and with it takes the whole request for refused.
    long OldestMs() => _database.Keeps > TimeSpan.Zero
        ? (_time.GetUtcNow() - _database.Keeps + ClockTolerance).ToUnixTimeMilliseconds()
        : long.MinValue;

    async Task SendAsync(int rows, InfluxWriter.Encode encode, CancellationToken stop)
        => NoteOlder(rows, await _writer.WriteAsync(rows, encode, stop));

    void NoteOlder(int rows, int sent)
    {
        if (sent < rows)
        {
            LogOlderThanKept(rows - sent, _options.Database, _database.Keeps.TotalDays);
        }
    }

    // Of rows by date and revision the last of each date.
    static List<T> Newest<T>(List<T> rows, Func<T, LocalDate> dateOf)
    {
        var newest = new List<T>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (i + 1 == rows.Count || dateOf(rows[i + 1]) != dateOf(rows[i]))
            {
                newest.Add(rows[i]);
            }
        }
        return newest;
    }

    [LoggerMessage(
        LogLevel.Warning, "{Fields}: another program has written fields of ours with another type into this database{ToDo}")]
    private partial void LogForeign(string fields, string toDo);

    [LoggerMessage(
        LogLevel.Information,
        "Left out {Count} points older than the {Days} days that InfluxDB database {Database} keeps")]
    private partial void LogOlderThanKept(int count, string database, double days);
}
