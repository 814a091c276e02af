using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActivitySync.Storage.Influx;

/// <summary>The three InfluxDBs, which share a name, /write and /query.</summary>
internal enum InfluxFamily
{
    Unknown,
    V1,
    V2,
    V3,
}

/// <summary>What a server says it is.</summary>
/// <param name="Family">Decides how databases are made and what a missing one means.</param>
/// <param name="Minor">Second number of the version.</param>
/// <param name="Text">As the server wrote it, for the operator.</param>
internal sealed partial record InfluxVersion(InfluxFamily Family, int Minor, string Text)
{
    public static InfluxVersion Unknown { get; } = new(InfluxFamily.Unknown, 0, "of unknown version");

    /// <summary>Reads the answer to GET /ping: headers on 1.x and 2.x, JSON on 3.x.</summary>
    public static InfluxVersion Of(HttpResponseMessage answer, string body)
    {
        var version = Header(answer, "X-Influxdb-Version") ?? Json(body);
        var build = Header(answer, "X-Influxdb-Build");
        if (version is not null && Numbers().Match(version) is { Success: true } numbers)
        {
            var major = int.Parse(numbers.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            var minor = int.Parse(numbers.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            return new(major switch
            {
                0 or 1 => InfluxFamily.V1,
                2 => InfluxFamily.V2,
                _ => InfluxFamily.V3,
            }, minor, build is null ? version : $"{version} ({build})");
        }
        // 3.x names its cluster on every answer from 3.7 on, even where it does not tell its version.
        return answer.Headers.Contains("cluster-uuid") ? new(InfluxFamily.V3, 7, "3") : Unknown;
    }

    static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    static string? Json(string body)
    {
        if (!body.StartsWith('{'))
        {
            return null;
        }
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("version", out var version) ? version.GetString() : null;
        }
        catch (JsonException)
        {
            // Something else that begins with a brace; the family stays unknown and is said so.
            return null;
        }
    }

    [GeneratedRegex(@"^v?(\d{1,4})\.(\d{1,4})")]
    private static partial Regex Numbers();
}
