using System.Text.Json;
using ActivitySync.Core.Telemetry;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Storage.Transfer;

/// <summary>
/// Each kind of row as one JSON object, and back. What is not known is left out. Times are Unix milliseconds UTC; reports,
/// figures and inputs are texts inside the JSON, so that they stay the same to the byte.
/// </summary>
internal static class Lines
{
    public static void Write(Utf8JsonWriter json, in StepSample row)
    {
        json.WriteString("device"u8, row.Device);
        json.WriteString("counter"u8, SeriesNames.Of(row.Counter));
        json.WriteNumber("ts"u8, row.TimeMs);
        json.WriteNumber("count"u8, row.Count);
        Optional(json, "length_ms", row.LengthMs == 0 ? null : row.LengthMs);
        Optional(json, "boot", row.Boot);
        Optional(json, "milli", row.Milli == 0 ? null : row.Milli);
        Optional(json, "version", row.Version == 0 ? null : row.Version);
    }

    public static StepSample Steps(string wearer, JsonElement json) => new(
        wearer, Text(json, "device"),
        SeriesNames.CounterOf(Text(json, "counter")) ?? throw new FormatException($"there is no counter {Text(json, "counter")}"),
        Whole(json, "ts"), Whole(json, "count"), OptionalWhole(json, "length_ms") ?? 0, OptionalText(json, "boot"),
        (int)(OptionalWhole(json, "milli") ?? 0), (int)(OptionalWhole(json, "version") ?? 0));

    public static void Write(Utf8JsonWriter json, in HeartRateSample row)
    {
        json.WriteString("device"u8, row.Device);
        json.WriteNumber("ts"u8, row.TimeMs);
        json.WriteNumber("bpm"u8, row.Bpm);
    }

    public static HeartRateSample HeartRate(string wearer, HeartRateKind kind, JsonElement json) =>
        new(wearer, Text(json, "device"), Whole(json, "ts"), (int)Whole(json, "bpm"), kind);

    public static void Write(Utf8JsonWriter json, in JournalEntry row)
    {
        json.WriteString("kind"u8, SeriesNames.Of(row.Kind));
        json.WriteNumber("ts"u8, row.TimeMs);
        if (row.Value is { } value)
        {
            json.WriteNumber("value"u8, value);
        }
        Optional(json, "text", row.Text);
    }

    public static JournalEntry Journal(string wearer, JsonElement json) => new(
        wearer,
        SeriesNames.JournalKindOf(Text(json, "kind")) ?? throw new FormatException($"there is no kind {Text(json, "kind")}"),
        Whole(json, "ts"), json.TryGetProperty("value", out var value) ? value.GetDecimal() : null,
        OptionalText(json, "text"));

    public static void Write(Utf8JsonWriter json, in DayRow row)
    {
        Key(json, row.Date, row.Revision);
        json.WriteNumber("rule_version"u8, row.RuleVersion);
        json.WriteNumber("computed_ms"u8, row.ComputedMs);
        json.WriteString("report"u8, row.Report);
        json.WriteString("figures"u8, Figures.Encode(row.Fields));
    }

    public static DayRow Day(string wearer, JsonElement json) => new(
        wearer, Date(json), (int)Whole(json, "revision"), (int)Whole(json, "rule_version"), Whole(json, "computed_ms"),
        Text(json, "report"), Figures.Decode(Text(json, "figures")));

    public static void Write(Utf8JsonWriter json, in TargetRow row)
    {
        Key(json, row.Date, row.Revision);
        json.WriteNumber("steps"u8, row.Steps);
        json.WriteString("action"u8, row.Action);
        json.WriteString("reason"u8, row.Reason);
        json.WriteString("inputs"u8, row.Inputs);
    }

    public static TargetRow Target(string wearer, JsonElement json) => new(
        wearer, Date(json), (int)Whole(json, "revision"), Whole(json, "steps"), Text(json, "action"), Text(json, "reason"),
        Text(json, "inputs"));

    public static void Write(Utf8JsonWriter json, in HourRow row)
    {
        Key(json, row.Date, row.Revision);
        json.WriteNumber("hour"u8, row.Hour);
        json.WriteNumber("ts"u8, row.StartMs);
        json.WriteNumber("minutes"u8, row.Minutes);
        Optional(json, "steps", row.Steps);
        Optional(json, "coarse_steps", row.CoarseSteps);
        Optional(json, "walking_minutes", row.WalkingMinutes);
        if (row.MedianBpm is { } bpm)
        {
            json.WriteNumber("median_bpm"u8, bpm);
        }
    }

    public static HourRow Hour(string wearer, JsonElement json) => new(
        wearer, Date(json), (int)Whole(json, "hour"), (int)Whole(json, "revision"), Whole(json, "ts"),
        (int)Whole(json, "minutes"), OptionalWhole(json, "steps"), OptionalWhole(json, "coarse_steps"),
        OptionalWhole(json, "walking_minutes"), json.TryGetProperty("median_bpm", out var bpm) ? bpm.GetDouble() : null);

    public static void Write(Utf8JsonWriter json, in ProgressRow row)
    {
        json.WriteNumber("ts"u8, row.TimeMs);
        Optional(json, "steps", row.Steps);
        Optional(json, "expected", row.Expected);
        Optional(json, "target", row.Target);
    }

    public static ProgressRow Progress(string wearer, JsonElement json) => new(
        wearer, Whole(json, "ts"), OptionalWhole(json, "steps"), OptionalWhole(json, "expected"),
        OptionalWhole(json, "target"));

    static void Key(Utf8JsonWriter json, LocalDate date, int revision)
    {
        json.WriteString("date"u8, LocalDatePattern.Iso.Format(date));
        json.WriteNumber("revision"u8, revision);
    }

    static LocalDate Date(JsonElement json) => LocalDatePattern.Iso.Parse(Text(json, "date")) is { Success: true } date
        ? date.Value
        : throw new FormatException($"{Text(json, "date")} is no date");

    static void Optional(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    static string Text(JsonElement json, string name) =>
        OptionalText(json, name) ?? throw new FormatException($"there is no {name}");

    static string? OptionalText(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;

    static long Whole(JsonElement json, string name) =>
        OptionalWhole(json, name) ?? throw new FormatException($"there is no {name}");

    static long? OptionalWhole(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetInt64() : null;
}
