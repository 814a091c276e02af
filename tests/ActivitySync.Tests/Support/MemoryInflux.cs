using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ActivitySync.Tests.Support;

/// <summary>
/// An InfluxDB in memory that keeps what it is sent and answers the queries we ask, in the dialect of 2.x or 3.x: how it
/// introduces itself, in which order groups come, how numbers are printed, what it calls a missing database. Not a
/// database: anything else we might ask fails loudly.
/// </summary>
sealed partial class MemoryInflux(int major) : HttpMessageHandler
{
    readonly Dictionary<string, InfluxPoint> _points = [];

    /// <summary>How often it was asked for rows.</summary>
    public int Queries { get; private set; }

    /// <summary>Which point it refuses, in its dialect, as if another program had given a field of it another type.</summary>
    public Func<InfluxPoint, bool> Refuses { get; set; } = _ => false;

    /// <summary>What another program writes.</summary>
    public void WriteRaw(string lines)
    {
        lock (_points)
        {
            Keep(LineProtocol.Parse(lines));
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        var asked = await ScriptedRequest.ReadAsync(request, stop);
        lock (_points)
        {
            return (major, asked.Path) switch
            {
                (2, "/ping") => ScriptedInflux.Reply(204, "", ("X-Influxdb-Version", "v2.7.12"), ("X-Influxdb-Build", "OSS")),
                (2, "/api/v2/buckets") => ScriptedInflux.Json(
                    200, """{"buckets":[{"id":"b1","orgID":"o1","name":"activitysync","retentionRules":[]}]}"""),
                (3, "/ping") => ScriptedInflux.Json(
                    200, """{"version":"3.10.1","revision":"x"}""", ("x-influxdb-version", "3.10.1")),
                // A token that may not manage: the database comes with the first write.
                (3, "/api/v3/configure/database") => ScriptedInflux.Json(403, """{"error":"forbidden"}"""),
                (_, "/write") => Write(asked),
                (_, "/query") => Asked(asked),
                _ => ScriptedInflux.Html(),
            };
        }
    }

    HttpResponseMessage Asked(ScriptedRequest asked)
    {
        Queries++;
        return Query(asked);
    }

    HttpResponseMessage Write(ScriptedRequest asked)
    {
        if (asked.Body.StartsWith('#'))
        {
            return major == 3
                ? ScriptedInflux.Json(500, """{"error":"incoming write was empty"}""")
                : ScriptedInflux.Reply(204, "");
        }
        var points = LineProtocol.Parse(asked.Body);
        var bad = points.FindIndex(point => Refuses(point));
        if (bad < 0 || major == 2)
        {
            Keep(points.Where(point => !Refuses(point)));
        }
        return bad < 0 ? ScriptedInflux.Reply(204, "") : Refusal(points, bad);
    }

    // 2.x stores the others and counts; 3.x stores nothing and names the first.
    HttpResponseMessage Refusal(List<InfluxPoint> points, int bad) => major == 2
        ? ScriptedInflux.Json(
            422,
            """{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict: """ +
            $$"""input field \"bpm\" on measurement \"{{points[bad].Measurement}}\" is type integer, already exists as type string """ +
            $$"""dropped={{points.Count(point => Refuses(point))}}"}""")
        : ScriptedInflux.Json(
            400,
            $$"""{"error":"line protocol parsing error","data":{"original_line":"x","line_number":{{bad + 1}},"error_message":"""
            + "\"invalid column type for column 'bpm', expected iox::column_type::field::string, got iox::column_type::field::integer\"}}");

    void Keep(IEnumerable<InfluxPoint> points)
    {
        foreach (var point in points)
        {
            var key = $"{point.Measurement} {string.Join(' ', point.Tags)} {point.TimeNs}";
            if (_points.TryGetValue(key, out var there))
            {
                foreach (var (name, value) in point.Fields)
                {
                    there.Fields[name] = value;
                }
            }
            else
            {
                _points.Add(key, point);
            }
        }
    }

    HttpResponseMessage Query(ScriptedRequest asked)
    {
        if (major == 3 && _points.Count == 0)
        {
            return Failure("Cannot retrieve database: External error: database not found: activitysync");
        }
        var statement = asked.Field("q").ReplaceLineEndings(" ");
        var parameters = JsonNode.Parse(asked.Field("params"))!;
        if (statement.StartsWith("SHOW TAG VALUES", StringComparison.Ordinal))
        {
            return Documents(int.MaxValue, _points.Values.GroupBy(point => point.Measurement).Select(group =>
                Series(group.Key, null, ["key", "value"], [.. group.Select(point => point.Tags.GetValueOrDefault("wearer")).OfType<string>().Distinct()
                    .Select(wearer => new JsonArray("wearer", wearer))])));
        }
        if (statement.StartsWith("SHOW FIELD KEYS", StringComparison.Ordinal))
        {
            return Documents(int.MaxValue, _points.Values.GroupBy(point => point.Measurement).Select(group =>
                Series(group.Key, null, ["fieldKey", "fieldType"], [.. group.SelectMany(point => point.Fields)
                    .Select(field => (field.Key, Type: TypeOf(field.Value))).Distinct()
                    .Select(field => new JsonArray(field.Key, field.Type))])));
        }
        if (Delete().Match(statement) is { Success: true } delete)
        {
            return Erase(delete.Groups["from"].Value, parameters);
        }
        var select = Select().Match(statement);
        return select.Success
            ? Documents(
                int.Parse(asked.Field("chunk_size"), CultureInfo.InvariantCulture), Rows(select, parameters))
            : throw new NotSupportedException(statement);
    }

    HttpResponseMessage Erase(string measurement, JsonNode parameters)
    {
        if (major == 3)
        {
            return Failure("This feature is not implemented: DELETE");
        }
        var beforeNs = (long?)parameters["before"] ?? long.MaxValue;
        foreach (var key in _points.Where(point => point.Value.Measurement == measurement && point.Value.TimeNs < beforeNs
            && parameters.AsObject().All(tag => tag.Key == "before" || point.Value.Tags.GetValueOrDefault(tag.Key) == (string)tag.Value!))
            .Select(point => point.Key).ToList())
        {
            _points.Remove(key);
        }
        return Documents(1, []);
    }

    IEnumerable<JsonObject> Rows(Match select, JsonNode parameters)
    {
        string[] columns = [.. select.Groups["columns"].Captures.Select(capture => capture.Value)];
        string[] by = [.. select.Groups["by"].Captures.Select(capture => capture.Value)];
        var (from, to) = ((long)parameters["from"]!, (long)parameters["to"]!);
        var groups = _points.Values
            .Where(point => select.Groups["from"].Captures.Any(capture => capture.Value == point.Measurement)
                && select.Groups["who"].Captures.Any(who => point.Tags.GetValueOrDefault("wearer") == (string)parameters[who.Value]!)
                && point.TimeNs >= from && point.TimeNs < to && columns.Any(point.Fields.ContainsKey))
            .GroupBy(point => point.Measurement + "," + string.Join(',', by.Select(tag => $"{tag}={point.Tags.GetValueOrDefault(tag, "")}")))
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (major == 3)
        {
            // Nothing promises the order of groups.
            groups.Reverse();
        }
        foreach (var group in groups)
        {
            var points = group.OrderBy(point => point.TimeNs).ToList();
            if (select.Groups["order"].Value == "DESC")
            {
                points.Reverse();
            }
            var tags = new JsonObject(by.Select(tag => KeyValuePair.Create(tag, (JsonNode?)points[0].Tags.GetValueOrDefault(tag, ""))));
            yield return Series(
                points[0].Measurement, by.Length == 0 ? null : tags, ["time", .. columns],
                [.. points.Take(select.Groups["limit"].Success ? 1 : int.MaxValue).Select(point => new JsonArray(
                    [point.TimeNs, .. columns.Select(column => Cell(point.Fields.GetValueOrDefault(column)))]))]);
        }
    }

    static string TypeOf(object value) => value switch
    {
        long => "integer",
        double => "float",
        _ => "string",
    };

    static JsonValue? Cell(object? value) => value switch
    {
        null => null,
        long whole => JsonValue.Create(whole),
        double number => JsonValue.Create(number),
        _ => JsonValue.Create((string)value),
    };

    static JsonObject Series(string name, JsonObject? tags, string[] columns, JsonArray[] rows)
    {
        var series = new JsonObject { ["name"] = name };
        if (tags is not null)
        {
            series["tags"] = tags;
        }
        series["columns"] = new JsonArray([.. columns.Select(column => (JsonNode)column)]);
        series["values"] = new JsonArray([.. rows]);
        return series;
    }

    // One document for each piece of a series, all but the last marked as partial, as servers stream them.
    static HttpResponseMessage Documents(int chunkRows, IEnumerable<JsonObject> all)
    {
        var pieces = new List<string>();
        foreach (var series in all)
        {
            var rows = series["values"]!.AsArray().Select(row => row!.ToJsonString()).ToList();
            for (var first = 0; first < rows.Count; first += chunkRows)
            {
                var head = new JsonObject(series.Where(part => part.Key != "values")
                    .Select(part => KeyValuePair.Create(part.Key, part.Value?.DeepClone())));
                var values = string.Join(',', rows.Skip(first).Take(chunkRows));
                pieces.Add(string.Concat(head.ToJsonString().AsSpan(0, head.ToJsonString().Length - 1), $",\"values\":[{values}]}}"));
                if (chunkRows == int.MaxValue)
                {
                    break;
                }
            }
        }
        var body = new StringBuilder();
        for (var i = 0; i < pieces.Count; i++)
        {
            body.Append(CultureInfo.InvariantCulture, $$"""{"results":[{"statement_id":0,"series":[{{pieces[i]}}]""")
                .Append(i + 1 < pieces.Count ? ""","partial":true}]}""" : "}]}").Append('\n');
        }
        return ScriptedInflux.Json(200, body.Length > 0 ? body.ToString() : """{"results":[{"statement_id":0}]}""");
    }

    static HttpResponseMessage Failure(string error) => ScriptedInflux.Json(
        200, $$"""{"results":[{"statement_id":0,"error":{{JsonSerializer.Serialize(error)}}}]}""");

    [GeneratedRegex("""
        ^SELECT ("(?<columns>\w+)",? ?)+FROM ("(?<from>\w+)",? +)+ ?WHERE (?:"wearer" = \$(?<who>wearer)|\((?:"wearer" = \$(?<who>w\d+)(?: OR )?)+\)) AND time >= \$from AND time < \$to( GROUP BY ("(?<by>\w+)",? ?)+)? *(ORDER BY time (?<order>ASC|DESC) (?<limit>LIMIT 1))? *$
        """)]
    private static partial Regex Select();

    [GeneratedRegex("""
        ^DELETE FROM "(?<from>\w+)" WHERE "wearer" = \$wearer( AND "device" = \$device AND "counter" = \$counter)?( AND time < \$before)?$
        """)]
    private static partial Regex Delete();
}
