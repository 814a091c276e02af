using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// A report as canonical JSON: properties in the order of declaration, snake case, no white space, unknown values left
/// out. The same report gives the same bytes on any machine, and reads back exactly.
/// </summary>
public static class DayReportJson
{
    /// <summary>Writes the report.</summary>
    public static byte[] Write(DayReport report) =>
        JsonSerializer.SerializeToUtf8Bytes(report, DayReportContext.Default.DayReport);

    /// <summary>Reads a report; properties this version does not know are passed over.</summary>
    /// <exception cref="JsonException">Not a report.</exception>
    public static DayReport Read(ReadOnlySpan<byte> utf8Json) =>
        JsonSerializer.Deserialize(utf8Json, DayReportContext.Default.DayReport)
            ?? throw new JsonException("Not a report.");
}

/// <summary>How the report's types are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = false,
    Converters = [typeof(LocalDateText), typeof(PlainDecimal)])]
[JsonSerializable(typeof(DayReport))]
internal sealed partial class DayReportContext : JsonSerializerContext;
