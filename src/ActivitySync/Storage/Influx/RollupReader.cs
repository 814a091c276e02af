using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Storage.Influx;

/// <summary>Reads hours, progress and the mark of retention, through <see cref="InfluxReader"/>.</summary>
internal sealed class RollupReader(InfluxReader reader)
{
    const string HourRange = """
        SELECT "date", "hour", "revision", "minutes", "steps", "coarse_steps", "walking_minutes", "median_bpm" FROM "hour"
        WHERE "wearer" = $wearer AND time >= $from AND time < $to
        """;
    const string ProgressRange = """
        SELECT "told", "steps", "expected", "target" FROM "progress"
        WHERE "wearer" = $wearer AND time >= $from AND time < $to
        """;
    const string RawFromRange = """
        SELECT "time_ms" FROM "raw_from" WHERE "wearer" = $wearer AND time >= $from AND time < $to
        """;

    // How far from noon UTC of its date an hour can lie: zones reach from -12 to +14, a day may begin as late as 11:59, and
    // a traveller's day is longer.
    const long BeforeNoonMs = 30L * 3600 * 1000;
    const long AfterNoonMs = 66L * 3600 * 1000;

    /// <summary>Every revision, by date, revision and hour.</summary>
    public async Task<List<HourRow>> HourRevisionsAsync(string wearer, LocalDate from, LocalDate to, CancellationToken stop)
    {
        var rows = new List<HourRow>();
        from = LocalDate.Max(from, InfluxReader.FirstDate.PlusDays(2));
        to = LocalDate.Min(to, InfluxReader.LastDate.PlusDays(-4));
        if (from > to)
        {
            return rows;
        }
        await reader.RowsAsync(
            HourRange, wearer, LineEncoder.NoonMs(from) - BeforeNoonMs, LineEncoder.NoonMs(to) + AfterNoonMs,
            row =>
            {
                if (LocalDatePattern.Iso.Parse(row.Text(1) ?? "") is { Success: true, Value: var date }
                    && date >= from && date <= to)
                {
                    var revision = (int)row.Whole(3);
                    var hour = new HourRow(
                        wearer, date, (int)row.Whole(2), revision, row.TimeMs - revision, (int)row.Whole(4),
                        row.OptionalWhole(5), row.OptionalWhole(6), row.OptionalWhole(7), row.OptionalFraction(8));
                    if (StoreLimits.Holds(hour, StoreLimits.Check))
                    {
                        rows.Add(hour);
                    }
                }
            },
            stop);
        rows.Sort((a, b) => (a.Date, a.Revision, a.Hour).CompareTo((b.Date, b.Revision, b.Hour)));
        return rows;
    }

    /// <summary>Of each date the highest revision, by date and hour.</summary>
    public async Task<List<HourRow>> HoursAsync(string wearer, LocalDate from, LocalDate to, CancellationToken stop)
    {
        var rows = await HourRevisionsAsync(wearer, from, to, stop);
        var newest = new Dictionary<LocalDate, int>();
        foreach (var row in rows)
        {
            newest[row.Date] = row.Revision; // ascending: the last stands
        }
        rows.RemoveAll(row => newest[row.Date] != row.Revision);
        return rows;
    }

    public async Task<IReadOnlyList<ProgressRow>> ProgressAsync(
        string wearer, long fromMs, long toMs, CancellationToken stop)
    {
        var rows = new List<ProgressRow>();
        await reader.RowsAsync(
            ProgressRange, wearer, fromMs, toMs,
            row => rows.Add(new(wearer, row.TimeMs, row.OptionalWhole(2), row.OptionalWhole(3), row.OptionalWhole(4))), stop);
        rows.Sort((a, b) => a.TimeMs.CompareTo(b.TimeMs));
        return rows;
    }

    public async Task<long> RawFromAsync(string wearer, CancellationToken stop)
    {
        var fromMs = long.MinValue;
        await reader.RowsAsync(
            RawFromRange, wearer, long.MinValue, long.MaxValue, row => fromMs = Math.Max(fromMs, row.Whole(1)), stop);
        return fromMs;
    }
}
