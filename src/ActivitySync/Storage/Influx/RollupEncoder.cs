using NodaTime.Text;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// Hours, progress and the mark of retention as line protocol, as <see cref="LineEncoder"/> does it. Hours stand at their
/// first instant plus one millisecond for each revision, so that no row overwrites another.
/// </summary>
internal static class RollupEncoder
{
    /// <summary>Adds hours; as <see cref="LineEncoder.Samples"/>.</summary>
    public static int Hours(LineBuffer lines, IReadOnlyList<HourRow> rows, int first, int end, long oldestMs)
    {
        var next = first;
        for (; next < end && lines.Length < LineEncoder.FullBytes; next++)
        {
            var row = rows[next];
            if (row.StartMs + row.Revision < oldestMs)
            {
                continue;
            }
            lines.Raw("hour,wearer="u8).Word(row.Wearer);
            lines.Raw(" date="u8).Quoted(LocalDatePattern.Iso.Format(row.Date));
            lines.Raw(",hour="u8).Number((long)row.Hour).Raw("i"u8);
            Optional(lines, ",coarse_steps="u8, row.CoarseSteps);
            if (row.MedianBpm is { } bpm)
            {
                lines.Raw(",median_bpm="u8).Number(bpm);
            }
            lines.Raw(",minutes="u8).Number((long)row.Minutes);
            lines.Raw("i,revision="u8).Number((long)row.Revision).Raw("i"u8);
            Optional(lines, ",steps="u8, row.Steps);
            Optional(lines, ",walking_minutes="u8, row.WalkingMinutes);
            lines.End(row.StartMs + row.Revision);
        }
        return next;
    }

    /// <summary>Adds progress; as <see cref="LineEncoder.Samples"/>.</summary>
    public static int Progress(LineBuffer lines, IReadOnlyList<ProgressRow> rows, int first, int end, long oldestMs)
    {
        var next = first;
        for (; next < end && lines.Length < LineEncoder.FullBytes; next++)
        {
            var row = rows[next];
            if (row.TimeMs < oldestMs)
            {
                continue;
            }
            // "told" is there so that a row of which nothing is known yet is a row.
            lines.Raw("progress,wearer="u8).Word(row.Wearer).Raw(" told=1i"u8);
            Optional(lines, ",steps="u8, row.Steps);
            Optional(lines, ",expected="u8, row.Expected);
            Optional(lines, ",target="u8, row.Target);
            lines.End(row.TimeMs);
        }
        return next;
    }

    /// <summary>Adds the mark of retention, at the moment it names.</summary>
    public static void RawFrom(LineBuffer lines, string wearer, long beforeMs)
    {
        lines.Raw("raw_from,wearer="u8).Word(wearer).Raw(" time_ms="u8).Number(beforeMs).Raw("i"u8);
        lines.End(beforeMs);
    }

    static void Optional(LineBuffer lines, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            lines.Raw(name).Number(number).Raw("i"u8);
        }
    }
}
