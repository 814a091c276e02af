using System.Globalization;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// Our rows as line protocol, times in nanoseconds: the millisecond is the row's, what is
/// below it orders versions of one statement. Every field of a measurement is written every time, empty text for
/// none: InfluxDB merges points of one moment field by field, so a field left out of a correction would keep its old
/// value. Tags in order of name, which the server stores without sorting.
/// </summary>
internal static class LineEncoder
{
    /// <summary>Where a request is full, bytes: 3.x stops at 10 MiB unpacked, proxies at 1 MB.</summary>
    public const int FullBytes = 1_000_000;

    const long DayMs = 24L * 3600 * 1000;

    /// <summary>
    /// Adds samples from <paramref name="first"/> on, counting steps, then heart rates, then journal; leaves out those
    /// before <paramref name="oldestMs"/>. Returns the next sample to begin with.
    /// </summary>
    public static int Samples(LineBuffer lines, SampleBatch batch, int first, int end, long oldestMs)
    {
        var next = first;
        for (; next < end && lines.Length < FullBytes; next++)
        {
            var index = next;
            if (index < batch.Steps.Count)
            {
                var step = batch.Steps[index];
                if (step.TimeMs >= oldestMs)
                {
                    Add(lines, step);
                }
                continue;
            }
            index -= batch.Steps.Count;
            if (index < batch.HeartRates.Count)
            {
                var beat = batch.HeartRates[index];
                if (beat.TimeMs >= oldestMs)
                {
                    Add(lines, beat);
                }
                continue;
            }
            var entry = batch.Journal[index - batch.HeartRates.Count];
            if (entry.TimeMs >= oldestMs)
            {
                Add(lines, entry);
            }
        }
        return next;
    }

    /// <summary>Adds days; as <see cref="Samples"/>.</summary>
    public static int Days(LineBuffer lines, IReadOnlyList<DayRow> rows, int first, int end, long oldestMs)
    {
        var next = first;
        for (; next < end && lines.Length < FullBytes; next++)
        {
            var row = rows[next];
            if (TimeMs(row.Date, row.Revision) < oldestMs)
            {
                continue;
            }
            lines.Raw("day,wearer="u8).Word(row.Wearer);
            lines.Raw(" revision="u8).Number(row.Revision);
            lines.Raw("i,rule_version="u8).Number(row.RuleVersion);
            lines.Raw("i,computed_ms="u8).Number(row.ComputedMs);
            lines.Raw("i,report="u8).Quoted(row.Report);
            // The columns are for dashboards; this text is what we read, because JSON prints 5.0 as 5.
            lines.Raw(",figures="u8).Quoted(Figures.Encode(row.Fields));
            foreach (var field in row.Fields)
            {
                lines.Raw(","u8).Word(field.Name).Raw("="u8);
                _ = field.Whole is { } whole
                    ? lines.Number(whole).Raw("i"u8)
                    : lines.Number(field.Fraction.GetValueOrDefault());
            }
            lines.End(TimeMs(row.Date, row.Revision));
        }
        return next;
    }

    /// <summary>Adds targets; as <see cref="Samples"/>.</summary>
    public static int Targets(LineBuffer lines, IReadOnlyList<TargetRow> rows, int first, int end, long oldestMs)
    {
        var next = first;
        for (; next < end && lines.Length < FullBytes; next++)
        {
            var row = rows[next];
            if (TimeMs(row.Date, row.Revision) < oldestMs)
            {
                continue;
            }
            lines.Raw("target,wearer="u8).Word(row.Wearer);
            lines.Raw(" revision="u8).Number(row.Revision);
            lines.Raw("i,steps="u8).Number(row.Steps);
            lines.Raw("i,action="u8).Quoted(row.Action);
            lines.Raw(",reason="u8).Quoted(row.Reason);
            lines.Raw(",inputs="u8).Quoted(row.Inputs);
            lines.End(TimeMs(row.Date, row.Revision));
        }
        return next;
    }

    /// <summary>
    /// The moment a derived row is stored at: noon UTC of its local date, which is in that date in every zone dashboards
    /// group by, plus one millisecond for each revision, so that no row overwrites another.
    /// </summary>
    public static long TimeMs(LocalDate date, int revision) => NoonMs(date) + revision;

    /// <summary>Noon UTC of a date.</summary>
    public static long NoonMs(LocalDate date) => date.At(LocalTime.Noon).InUtc().ToInstant().ToUnixTimeMilliseconds();

    /// <summary>The date of a row stored at a moment.</summary>
    public static LocalDate DateOf(long timeMs) => new LocalDate(1970, 1, 1).PlusDays((int)Math.Floor((double)timeMs / DayMs));

    static void Add(LineBuffer lines, in StepSample step)
    {
        lines.Raw("steps,counter="u8).Word(SeriesNames.Of(step.Counter));
        lines.Raw(",device="u8).Word(step.Device).Raw(",wearer="u8).Word(step.Wearer);
        lines.Raw(" boot="u8).Quoted(step.Boot);
        lines.Raw(",count="u8).Number(step.Count).Raw("i,length_ms="u8).Number(step.LengthMs).Raw("i"u8);
        if (step.Counter.IsReplaceable())
        {
            lines.Raw(",milli="u8).Number((long)step.Milli).Raw("i"u8);
        }
        lines.End(step.TimeMs, step.Version);
    }

    static void Add(LineBuffer lines, in HeartRateSample beat)
    {
        lines.Word(SeriesNames.Of(beat.Kind)).Raw(",device="u8).Word(beat.Device).Raw(",wearer="u8).Word(beat.Wearer);
        lines.Raw(" bpm="u8).Number((long)beat.Bpm).Raw("i"u8);
        lines.End(beat.TimeMs);
    }

    static void Add(LineBuffer lines, JournalEntry entry)
    {
        lines.Raw("journal,kind="u8).Word(SeriesNames.Of(entry.Kind)).Raw(",wearer="u8).Word(entry.Wearer);
        // The exact decimal as text, which is what we read; beside it a number for dashboards.
        lines.Raw(" exact="u8).Quoted(entry.Value?.ToString(CultureInfo.InvariantCulture));
        lines.Raw(",text="u8).Quoted(entry.Text);
        if (entry.Value is { } value)
        {
            lines.Raw(",value="u8).Number((double)value);
        }
        lines.End(entry.TimeMs);
    }
}
