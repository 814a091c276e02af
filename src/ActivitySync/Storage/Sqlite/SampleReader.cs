using System.Globalization;
using ActivitySync.Core.Telemetry;
using Microsoft.Data.Sqlite;

namespace ActivitySync.Storage.Sqlite;

/// <summary>
/// Reads samples, series by series: the key's own order, so nothing is sorted and no name is read twice. A row that the disk
/// has changed into what no sample can be is none.
/// </summary>
internal static class SampleReader
{
    const string SeriesOfWearer = """
        SELECT series.id, ifnull(device.slug, ''), series.kind
        FROM name AS wearer
        JOIN series ON series.wearer = wearer.id AND series.measurement = ?1
        LEFT JOIN name AS device ON device.id = series.device
        WHERE wearer.slug = ?2
        """;
    const string StepRange = """
        SELECT time_ms, count, length_ms, boot, milli, version FROM steps
        WHERE series = ?1 AND time_ms >= ?2 AND time_ms < ?3 ORDER BY time_ms
        """;
    const string LastStep = """
        SELECT time_ms, count, length_ms, boot, milli, version FROM steps
        WHERE series = ?1 AND time_ms >= ?2 AND time_ms < ?3 ORDER BY time_ms DESC LIMIT 1
        """;
    const string HeartRateRange = """
        SELECT time_ms, bpm FROM heart_rate WHERE series = ?1 AND time_ms >= ?2 AND time_ms < ?3 ORDER BY time_ms
        """;
    const string JournalRange = """
        SELECT time_ms, value, text FROM journal WHERE series = ?1 AND time_ms >= ?2 AND time_ms < ?3 ORDER BY time_ms
        """;

    readonly record struct Series(long Id, string Device, string Kind);

    public static List<StepSample> Steps(SqliteConnection connection, string wearer, long fromMs, long toMs) =>
        StepsBy(connection, StepRange, wearer, fromMs, toMs);

    public static List<StepSample> LastSteps(SqliteConnection connection, string wearer, long beforeMs) =>
        StepsBy(connection, LastStep, wearer, long.MinValue, beforeMs);

    public static List<HeartRateSample> HeartRates(SqliteConnection connection, string wearer, long fromMs, long toMs)
    {
        var samples = new List<HeartRateSample>();
        using var range = new Statement(connection, HeartRateRange);
        foreach (var kind in Enum.GetValues<HeartRateKind>())
        {
            foreach (var series in SeriesOf(connection, SeriesNames.Of(kind), wearer)
                .OrderBy(s => s.Device, StringComparer.Ordinal))
            {
                range.Bind(1, series.Id).Bind(2, fromMs).Bind(3, toMs);
                while (range.Step())
                {
                    if (range.Int32(1) is >= 0 and var bpm)
                    {
                        samples.Add(new HeartRateSample(wearer, series.Device, range.Int64(0), bpm, kind));
                    }
                }
            }
        }
        return samples;
    }

    public static List<JournalEntry> Journal(SqliteConnection connection, string wearer, long fromMs, long toMs)
    {
        var entries = new List<JournalEntry>();
        using var range = new Statement(connection, JournalRange);
        foreach (var series in SeriesOf(connection, "journal", wearer))
        {
            if (SeriesNames.JournalKindOf(series.Kind) is not { } kind)
            {
                continue;
            }
            range.Bind(1, series.Id).Bind(2, fromMs).Bind(3, toMs);
            while (range.Step())
            {
                var (text, value) = (range.Text(1), 0m);
                if (text is null || decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out value))
                {
                    entries.Add(new JournalEntry(wearer, kind, range.Int64(0), text is null ? null : value, range.Text(2)));
                }
            }
        }
        return [.. entries.OrderBy(entry => entry.TimeMs).ThenBy(entry => entry.Kind)];
    }

    static List<StepSample> StepsBy(SqliteConnection connection, string sql, string wearer, long fromMs, long toMs)
    {
        var samples = new List<StepSample>();
        using var range = new Statement(connection, sql);
        var ordered = SeriesOf(connection, "steps", wearer)
            .Select(series => (series.Id, series.Device, Counter: SeriesNames.CounterOf(series.Kind)))
            .OrderBy(series => series.Device, StringComparer.Ordinal).ThenBy(series => series.Counter);
        foreach (var series in ordered)
        {
            if (series.Counter is not { } counter)
            {
                continue;
            }
            string? boot = null;
            range.Bind(1, series.Id).Bind(2, fromMs).Bind(3, toMs);
            while (range.Step())
            {
                var text = range.Text(3);
                boot = text == boot ? boot : text?.Replace("\0", "", StringComparison.Ordinal);
                var sample = new StepSample(
                    wearer, series.Device, counter, range.Int64(0), range.Int64(1), range.Int64(2), boot, range.Int32(4), range.Int32(5));
                if (StoreLimits.Holds(sample))
                {
                    samples.Add(sample);
                }
            }
        }
        return samples;
    }

    static List<Series> SeriesOf(SqliteConnection connection, string measurement, string wearer)
    {
        var found = new List<Series>();
        using var query = new Statement(connection, SeriesOfWearer);
        query.Bind(1, measurement).Bind(2, wearer);
        while (query.Step())
        {
            if (query.Text(1) is { } device && (measurement == "journal" || Slug.IsValid(device)) && query.Text(2) is { } kind)
            {
                found.Add(new Series(query.Int64(0), device, kind));
            }
        }
        return found;
    }
}
