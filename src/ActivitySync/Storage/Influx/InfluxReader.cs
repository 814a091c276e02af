using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// Our reads as InfluxQL, the one language all families speak. Rows are put in the documented order here, because the
/// order of groups is the server's.
/// </summary>
internal sealed class InfluxReader
{
    readonly InfluxClient _client;
    readonly Func<InfluxVersion> _version;
    readonly GatheredQueries _gathered;

    public InfluxReader(InfluxClient client, Func<InfluxVersion> version)
    {
        (_client, _version) = (client, version);
        _gathered = new GatheredQueries(async (statement, parameters, chunkRows, onRow, stop) =>
            Check(await client.QueryAsync(statement, parameters, chunkRows, onRow, stop)));
    }

    const string StepRange = """
        SELECT "count", "length_ms", "boot", "milli" FROM "steps"
        WHERE "wearer" = $wearer AND time >= $from AND time < $to GROUP BY "device", "counter"
        """;

    // Not last("count"): a selector drops the fields beside it.
    const string LastStep = """
        SELECT "count", "length_ms", "boot", "milli" FROM "steps"
        WHERE "wearer" = $wearer AND time >= $from AND time < $to GROUP BY "device", "counter"
        ORDER BY time DESC LIMIT 1
        """;
    const string HeartRateRange = """
        SELECT "bpm" FROM "heart_rate", "resting_heart_rate"
        WHERE "wearer" = $wearer AND time >= $from AND time < $to GROUP BY "device"
        """;
    const string JournalRange = """
        SELECT "exact", "text" FROM "journal"
        WHERE "wearer" = $wearer AND time >= $from AND time < $to GROUP BY "kind"
        """;
    const string DayRange = """
        SELECT "revision", "rule_version", "computed_ms", "report", "figures" FROM "day"
        WHERE "wearer" = $wearer AND time >= $from AND time < $to
        """;
    const string TargetRange = """
        SELECT "revision", "steps", "action", "reason", "inputs" FROM "target"
        WHERE "wearer" = $wearer AND time >= $from AND time < $to
        """;

    const string Wearers = """
        SHOW TAG VALUES FROM "steps", "heart_rate", "resting_heart_rate", "journal", "day", "target", "hour", "progress"
        WITH KEY = "wearer"
        """;

    // A field that every point of the measurement has.
    static readonly (string Measurement, string Field)[] Samples =
        [("steps", "count"), ("heart_rate", "bpm"), ("resting_heart_rate", "bpm"), ("journal", "exact")];

    // Rows in one document of an answer: small rows by the ten thousand, whole reports by the hundred.
    const int SmallRows = 10_000;
    const int LargeRows = 100;

    public static readonly LocalDate FirstDate = LineEncoder.DateOf(StoreLimits.EarliestMs);
    public static readonly LocalDate LastDate = LineEncoder.DateOf(StoreLimits.LatestMs);

    public async Task<IReadOnlyList<StepSample>> StepsAsync(string wearer, long fromMs, long toMs, CancellationToken stop)
    {
        var samples = new List<StepSample>();
        await RowsAsync(StepRange, SmallRows, wearer, fromMs, toMs, row => Add(samples, wearer, row), stop);
        return Ordered(samples);
    }

    public async Task<IReadOnlyList<StepSample>> LastStepsAsync(string wearer, long beforeMs, CancellationToken stop)
    {
        var samples = new List<StepSample>();
        await RowsAsync(LastStep, SmallRows, wearer, long.MinValue, beforeMs, row => Add(samples, wearer, row), stop);
        return Ordered(samples);
    }

    public async Task<IReadOnlyList<HeartRateSample>> HeartRatesAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop)
    {
        var samples = new List<HeartRateSample>();
        await RowsAsync(
            HeartRateRange, SmallRows, wearer, fromMs, toMs,
            row => AddTo(samples, StoredRows.HeartRate(row, wearer, samples.Count > 0 ? samples[^1].Device : "")), stop);
        InOrder(samples, static (a, b) => a.Kind != b.Kind
            ? a.Kind.CompareTo(b.Kind)
            : string.CompareOrdinal(a.Device, b.Device) switch
            {
                0 => a.TimeMs.CompareTo(b.TimeMs),
                var order => order,
            });
        return samples;
    }

    public async Task<IReadOnlyList<JournalEntry>> JournalAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop)
    {
        var entries = new List<JournalEntry>();
        await RowsAsync(
            JournalRange, SmallRows, wearer, fromMs, toMs, row => AddTo(entries, StoredRows.Journal(row, wearer)), stop);
        return [.. entries.OrderBy(entry => entry.TimeMs).ThenBy(entry => entry.Kind)];
    }

    /// <summary>Every revision of the days, by date and revision.</summary>
    public async Task<List<DayRow>> DayRevisionsAsync(string wearer, LocalDate from, LocalDate to, CancellationToken stop)
    {
        var rows = new List<DayRow>();
        await DatesAsync(DayRange, wearer, from, to, row => AddTo(rows, StoredRows.Day(row, wearer)), stop);
        rows.Sort((a, b) => (a.Date, a.Revision).CompareTo((b.Date, b.Revision)));
        return rows;
    }

    /// <summary>Every revision of the targets, by date and revision.</summary>
    public async Task<List<TargetRow>> TargetRevisionsAsync(
        string wearer, LocalDate from, LocalDate to, CancellationToken stop)
    {
        var rows = new List<TargetRow>();
        await DatesAsync(TargetRange, wearer, from, to, row => AddTo(rows, StoredRows.Target(row, wearer)), stop);
        rows.Sort((a, b) => (a.Date, a.Revision).CompareTo((b.Date, b.Revision)));
        return rows;
    }

    public async Task<IReadOnlyList<string>> WearersAsync(CancellationToken stop)
    {
        var wearers = new SortedSet<string>(StringComparer.Ordinal);
        // Columns: the key, the value.
        var error = await _client.QueryAsync(Wearers, null, SmallRows, row => wearers.Add(row.Text(1) ?? ""), stop);
        Check(error);
        wearers.RemoveWhere(wearer => !Slug.IsValid(wearer)); // of another program
        return [.. wearers];
    }

    public async Task<StoredSpan?> SpanAsync(string wearer, CancellationToken stop)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var (measurement, field) in Samples)
        {
            foreach (var order in (string[])["ASC", "DESC"])
            {
                await RowsAsync(
                    $"""
                    SELECT "{field}" FROM "{measurement}"
                    WHERE "wearer" = $wearer AND time >= $from AND time < $to ORDER BY time {order} LIMIT 1
                    """,
                    SmallRows, wearer, long.MinValue, long.MaxValue,
                    row => (first, last) = (Math.Min(first, row.TimeMs), Math.Max(last, row.TimeMs)), stop);
            }
        }
        return first > last ? null : new StoredSpan(first, last);
    }

    Task DatesAsync(
        string statement, string wearer, LocalDate from, LocalDate to, Action<QueryRow> onRow, CancellationToken stop)
    {
        from = LocalDate.Max(from, FirstDate);
        to = LocalDate.Min(to, LastDate);
        return from > to
            ? Task.CompletedTask
            : RowsAsync(
                statement, LargeRows, wearer, LineEncoder.TimeMs(from, 0),
                LineEncoder.TimeMs(to, StoreLimits.LastRevision) + 1, onRow, stop);
    }

    /// <summary>Runs a statement with $wearer, $from and $to over small rows.</summary>
    public Task RowsAsync(
        string statement, string wearer, long fromMs, long toMs, Action<QueryRow> onRow, CancellationToken stop) =>
        RowsAsync(statement, SmallRows, wearer, fromMs, toMs, onRow, stop);

    async Task RowsAsync(
        string statement, int chunkRows, string wearer, long fromMs, long toMs, Action<QueryRow> onRow,
        CancellationToken stop)
    {
        fromMs = Math.Max(fromMs, StoreLimits.EarliestMs);
        toMs = Math.Min(toMs, StoreLimits.LatestMs + 1);
        if (fromMs >= toMs)
        {
            return;
        }
        // The millisecond after the last is beyond the server's clock; the nanosecond after it is not.
        var toNs = toMs > StoreLimits.LatestMs ? (StoreLimits.LatestMs * 1_000_000) + 1 : toMs * 1_000_000;
        await _gathered.AskAsync(new(statement, chunkRows, fromMs * 1_000_000, toNs), wearer, onRow, stop);
    }

    // 3.x makes a database with its first write; until then there is nothing in it.
    void Check(string? error)
    {
        if (error is not null && !(_version().Family == InfluxFamily.V3 && error.Contains("database not found")))
        {
            throw InfluxFaults.OfStatement(error, _client.Server);
        }
    }

    static void Add(List<StepSample> samples, string wearer, QueryRow row)
    {
        var before = samples.Count > 0 ? samples[^1] : default;
        if (StoredRows.Step(row, wearer, before) is not { } sample)
        {
            return;
        }
        if (sample.Version > 0
            && (before.Device, before.Counter, before.TimeMs) == (sample.Device, sample.Counter, sample.TimeMs))
        {
            // Versions of one statement follow each other in time, the newest last.
            samples[^1] = sample;
            return;
        }
        samples.Add(sample);
    }

    static void AddTo<T>(List<T> rows, T? row) where T : class
    {
        if (row is not null)
        {
            rows.Add(row);
        }
    }

    static void AddTo<T>(List<T> rows, T? row) where T : struct
    {
        if (row is { } value)
        {
            rows.Add(value);
        }
    }

    static List<StepSample> Ordered(List<StepSample> samples)
    {
        InOrder(samples, static (a, b) => string.CompareOrdinal(a.Device, b.Device) switch
        {
            0 when a.Counter != b.Counter => a.Counter.CompareTo(b.Counter),
            0 => a.TimeMs.CompareTo(b.TimeMs),
            var order => order,
        });
        return samples;
    }

    // Most answers are in order already, and a check is cheaper than a sort.
    static void InOrder<T>(List<T> rows, Comparison<T> compare)
    {
        for (var i = 1; i < rows.Count; i++)
        {
            if (compare(rows[i - 1], rows[i]) > 0)
            {
                rows.Sort(compare);
                return;
            }
        }
    }
}
