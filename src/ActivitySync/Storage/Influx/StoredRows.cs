using System.Globalization;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// Rows of answers as our samples and results. What no store of ours can hold was written by another program into our
/// measurements (a text for a number, a device that is no identifier): it is nothing we know, and is passed over.
/// </summary>
internal static class StoredRows
{
    static readonly string Resting = SeriesNames.Of(HeartRateKind.Resting);

    /// <summary>A row of "count", "length_ms", "boot", "milli" by device and counter, after the sample before it.</summary>
    public static StepSample? Step(QueryRow row, string wearer, in StepSample before)
    {
        if (SeriesNames.CounterOf(row.Tag("counter")) is not { } counter || !row.IsNumber(1)
            || Same(before.Device, row.Tag("device")) is not { } device)
        {
            return null;
        }
        var sample = new StepSample(
            wearer, device, counter, row.TimeMs, row.Whole(1), row.Whole(2),
            row.Text(3) is { } boot ? (before.Boot == boot ? before.Boot : boot) : null, (int)row.Whole(4),
            counter.HasVersions() ? row.WithinMsNs : 0);
        return StoreLimits.Holds(sample) ? sample : null;
    }

    /// <summary>A row of "bpm" by device, after a row of the device before it.</summary>
    public static HeartRateSample? HeartRate(QueryRow row, string wearer, string before) =>
        row.IsNumber(1) && row.Whole(1) is >= int.MinValue and <= int.MaxValue and var bpm
        && Same(before, row.Tag("device")) is { } device
            ? new(wearer, device, row.TimeMs, (int)bpm, row.Measurement == Resting ? HeartRateKind.Resting : HeartRateKind.Live)
            : null;

    /// <summary>A row of "exact", "text" by kind.</summary>
    public static JournalEntry? Journal(QueryRow row, string wearer)
    {
        if (SeriesNames.JournalKindOf(row.Tag("kind")) is not { } kind || row.IsNumber(1) || row.IsNumber(2))
        {
            return null;
        }
        return row.Text(1) is not { } exact ? new(wearer, kind, row.TimeMs, null, row.Text(2))
            : decimal.TryParse(exact, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
                ? new(wearer, kind, row.TimeMs, value, row.Text(2))
                : null;
    }

    /// <summary>A row of "revision", "rule_version", "computed_ms", "report", "figures".</summary>
    public static DayRow? Day(QueryRow row, string wearer) =>
        row.Text(4) is { } report && Figures.IsJson(report) && Figures.TryDecode(row.Text(5) ?? "{}") is { } figures
        && new DayRow(
            wearer, LineEncoder.DateOf(row.TimeMs), Number(row, 1), Number(row, 2), row.Whole(3), report, figures) is var day
        && StoreLimits.Holds(day, StoreLimits.Check) ? day : null;

    /// <summary>A row of "revision", "steps", "action", "reason", "inputs".</summary>
    public static TargetRow? Target(QueryRow row, string wearer) =>
        row.IsNumber(2)
        && new TargetRow(
            wearer, LineEncoder.DateOf(row.TimeMs), Number(row, 1), row.Whole(2), row.Text(3) ?? "", row.Text(4) ?? "",
            row.Text(5) ?? "") is var target
        && StoreLimits.Holds(target, StoreLimits.Check) ? target : null;

    // One that is no number of ours comes out as one that no row may have.
    static int Number(QueryRow row, int column) =>
        row.OptionalWhole(column) is >= 0 and <= int.MaxValue and var number ? (int)number : -1;

    // Neighbours mostly share their words; keeping one copy lets the others go, and the words of one are judged once.
    static string? Same(string? before, string now) =>
        before is { Length: > 0 } && before == now ? before : Slug.IsValid(now) ? now : null;
}
