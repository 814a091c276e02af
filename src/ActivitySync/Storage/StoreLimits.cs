using System.Text;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Storage;

/// <summary>
/// What every store takes, the same for all of them, so that data moves between stores without loss. Throws
/// <see cref="StoreRefusedException"/> before anything is written.
/// </summary>
internal static class StoreLimits
{
    /// <summary>First millisecond InfluxDB can hold (1677-09-21): its clock is 64 bits of nanoseconds.</summary>
    public const long EarliestMs = -9_223_372_036_854;

    /// <summary>Last millisecond InfluxDB can hold (2262-04-11).</summary>
    public const long LatestMs = 9_223_372_036_854;

    /// <summary>Longest text, bytes of UTF-8. InfluxDB documents 64 KB for a string field.</summary>
    public const int TextBytes = 64_000;

    /// <summary>Highest revision of a day or target; InfluxDB keeps revisions as milliseconds after noon.</summary>
    public const int LastRevision = 43_199_999;

    /// <summary>Highest revision of a day's hours; InfluxDB keeps revisions as milliseconds after the hour's start.</summary>
    public const int LastHourRevision = 1_799_999;

    static readonly LocalDate FirstDate = new(1678, 1, 1);
    static readonly LocalDate LastDate = new(2261, 12, 31);

    /// <summary>Refuses a batch with a sample no store can hold.</summary>
    public static void Check(SampleBatch batch)
    {
        string? wearer = null, device = null;
        foreach (var step in batch.Steps)
        {
            CheckSlug("wearer", step.Wearer, ref wearer);
            CheckSlug("device", step.Device, ref device);
            CheckTime(step.TimeMs);
            CheckText("boot", step.Boot);
            _ = SeriesNames.Of(step.Counter);
            CheckVersion(step);
        }
        foreach (var beat in batch.HeartRates)
        {
            CheckSlug("wearer", beat.Wearer, ref wearer);
            CheckSlug("device", beat.Device, ref device);
            CheckTime(beat.TimeMs);
            _ = SeriesNames.Of(beat.Kind);
        }
        foreach (var entry in batch.Journal)
        {
            CheckSlug("wearer", entry.Wearer, ref wearer);
            CheckTime(entry.TimeMs);
            CheckText("text", entry.Text);
            _ = SeriesNames.Of(entry.Kind);
        }
    }

    /// <summary>Refuses a day no store can hold.</summary>
    public static void Check(DayRow row)
    {
        CheckKey(row.Wearer, row.Date, row.Revision);
        CheckText("report", row.Report);
        foreach (var field in row.Fields)
        {
            Figures.CheckName(field.Name);
            if (field.Fraction is { } fraction && !double.IsFinite(fraction))
            {
                throw new StoreRefusedException($"The figure {field.Name} is {fraction}, which is not a number to store.");
            }
        }
    }

    /// <summary>Refuses a target no store can hold.</summary>
    public static void Check(TargetRow row)
    {
        CheckKey(row.Wearer, row.Date, row.Revision);
        CheckText("action", row.Action);
        CheckText("reason", row.Reason);
        CheckText("inputs", row.Inputs);
    }

    /// <summary>Refuses an hour no store can hold.</summary>
    public static void Check(HourRow row)
    {
        CheckKey(row.Wearer, row.Date, row.Revision);
        CheckTime(row.StartMs);
        if (row.Revision > LastHourRevision || row.Hour is < 0 or > 200
            || row.MedianBpm is { } bpm && !double.IsFinite(bpm))
        {
            throw new StoreRefusedException($"Hour {row.Hour} in revision {row.Revision} is outside what can be stored.");
        }
    }

    /// <summary>Refuses progress no store can hold.</summary>
    public static void Check(ProgressRow row)
    {
        string? known = null;
        CheckSlug("wearer", row.Wearer, ref known);
        CheckTime(row.TimeMs);
    }

    /// <summary>Whether a row passes its check: what a store hands out and does not, the disk has changed.</summary>
    public static bool Holds<T>(T row, Action<T> check)
    {
        try
        {
            check(row);
            return true;
        }
        catch (StoreRefusedException)
        {
            return false;
        }
    }

    /// <summary>Whether a store can hold such a reading, whoever's it is.</summary>
    public static bool Holds(in StepSample step) =>
        IsTime(step.TimeMs) && step.Milli is >= 0 and <= 999 && step.Version is >= 0 and <= SlotVersion.Highest
        && (step.Counter.IsReplaceable() || step is { Milli: 0, Version: 0 });

    static void CheckKey(string wearer, LocalDate date, int revision)
    {
        string? known = null;
        CheckSlug("wearer", wearer, ref known);
        if (date < FirstDate || date > LastDate)
        {
            throw new StoreRefusedException($"The date {date:uuuu-MM-dd} is outside {FirstDate.Year} to {LastDate.Year}.");
        }
        if (revision is < 1 or > LastRevision)
        {
            throw new StoreRefusedException($"Revision {revision} is outside 1 to {LastRevision}.");
        }
    }

    // Batches repeat the same string; comparing references first makes the common case free.
    static void CheckSlug(string what, string value, ref string? known)
    {
        if (ReferenceEquals(value, known))
        {
            return;
        }
        if (!Slug.IsValid(value))
        {
            throw new StoreRefusedException($"A {what} identifier is 1 to {Slug.MaxLength} of A-Z a-z 0-9 _ -.");
        }
        known = value;
    }

    static void CheckTime(long timeMs)
    {
        if (!IsTime(timeMs))
        {
            throw new StoreRefusedException($"The time {timeMs} ms is outside the years 1677 to 2262.");
        }
    }

    static bool IsTime(long timeMs) => timeMs is >= EarliestMs and <= LatestMs;

    // A version is kept as nanoseconds within the millisecond, of which the last one has not as many.
    static void CheckVersion(in StepSample step)
    {
        if (step.Milli == 0 && step.Version == 0)
        {
            return;
        }
        if (!step.Counter.HasVersions() || (step.Milli != 0 && !step.Counter.IsReplaceable())
            || step.Milli is < 0 or > 999 || step.Version is < 0 or > SlotVersion.Highest || step.TimeMs == LatestMs)
        {
            throw new StoreRefusedException(
                "Parts of steps are for slots and interval totals, versions for these and deltas, and they lie within their limits.");
        }
    }

    static void CheckText(string what, string? text)
    {
        if (text is null)
        {
            return;
        }
        if (text.Length > TextBytes / 3 && Encoding.UTF8.GetByteCount(text) > TextBytes)
        {
            throw new StoreRefusedException($"The {what} is longer than {TextBytes} bytes.");
        }
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new StoreRefusedException($"The {what} contains a NUL character.");
        }
    }
}
