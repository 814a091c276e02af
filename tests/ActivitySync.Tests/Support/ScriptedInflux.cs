using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;

namespace ActivitySync.Tests.Support;

/// <summary>
/// An InfluxDB that says what a test tells it to: the next scripted answer for a path, else what a healthy server of its
/// version says. Remembers what it was asked. Exchanges are from the servers' documentation and source.
/// </summary>
sealed class ScriptedInflux : HttpMessageHandler
{
    readonly Func<ScriptedRequest, HttpResponseMessage> _healthy;
    readonly ConcurrentDictionary<string, ConcurrentQueue<Func<ScriptedRequest, HttpResponseMessage>>> _script = new();

    ScriptedInflux(Func<ScriptedRequest, HttpResponseMessage> healthy) => _healthy = healthy;

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<ScriptedRequest> Requests { get; } = [];

    public IEnumerable<ScriptedRequest> Writes => Requests.Where(request => request.Path == "/write");

    /// <summary>1.8 with database "activitysync".</summary>
    public static ScriptedInflux V1() => new(request => request switch
    {
        { Path: "/ping" } => Reply(204, "", ("X-Influxdb-Version", "1.8.10"), ("X-Influxdb-Build", "OSS")),
        { Path: "/write" } => Reply(204, ""),
        { Path: "/query" } when request.Field("q").StartsWith("SHOW DATABASES", StringComparison.Ordinal) =>
            Rows("databases", "name", """["_internal"],["activitysync"]"""),
        { Path: "/query" } when request.Field("q").StartsWith("SHOW RETENTION", StringComparison.Ordinal) =>
            Rows("", """name","duration","shardGroupDuration","replicaN","default""", """["autogen","0s","168h0m0s",1,true]"""),
        { Path: "/query" } => Json(200, """{"results":[{"statement_id":0}]}"""),
        _ => Reply(404, "404 page not found\n"),
    });

    /// <summary>2.7 with bucket "activitysync"; unknown paths show its web page.</summary>
    public static ScriptedInflux V2(string version = "v2.7.12") => new(request => request switch
    {
        { Path: "/ping" } => Reply(204, "", ("X-Influxdb-Version", version), ("X-Influxdb-Build", "OSS")),
        { Path: "/write" } => Reply(204, ""),
        { Path: "/query" } => Json(200, """{"results":[{"statement_id":0}]}"""),
        { Path: "/api/v2/buckets", Method: "GET" } => Json(
            200, """{"buckets":[{"id":"b1","orgID":"o1","name":"activitysync","retentionRules":[]}]}"""),
        { Path: "/api/v2/orgs" } => Json(200, """{"orgs":[{"id":"o1","name":"home"},{"id":"o2","name":"work"}]}"""),
        { Path: "/api/v2/buckets", Method: "POST" } => Json(201, """{"id":"b9","orgID":"o1","name":"activitysync"}"""),
        { Path: "/api/v2/dbrps", Method: "POST" } => Json(201, """{"id":"d1"}"""),
        _ => Html(),
    });

    /// <summary>3.10 Core with database "activitysync".</summary>
    public static ScriptedInflux V3() => new(request => request switch
    {
        { Path: "/ping" } => Json(
            200, """{"product_name":"InfluxDB 3 Core","version":"3.10.1","revision":"abc","process_id":"p"}""",
            ("x-influxdb-version", "3.10.1"), ("x-influxdb-build", "Core"), ("cluster-uuid", "u")),
        { Path: "/write" } when !request.Body.Contains('=', StringComparison.Ordinal) =>
            Json(500, """{"error":"incoming write was empty"}"""),
        { Path: "/write" } => Reply(204, ""),
        { Path: "/query" } => Json(200, """{"results":[{"statement_id":0}]}"""),
        { Path: "/api/v3/configure/database" } => Json(409, """{"error":"the resource already exists"}"""),
        _ => Reply(404, "Not found"),
    });

    /// <summary>Something that is no InfluxDB.</summary>
    public static ScriptedInflux WebSite() => new(_ => Html());

    /// <summary>The next answers on a path, before the healthy ones go on.</summary>
    public ScriptedInflux Then(string path, params Func<ScriptedRequest, HttpResponseMessage>[] answers)
    {
        var queue = _script.GetOrAdd(path, _ => []);
        foreach (var answer in answers)
        {
            queue.Enqueue(answer);
        }
        return this;
    }

    public ScriptedInflux Then(string path, int status, string json, params (string Name, string Value)[] headers) =>
        Then(path, _ => Json(status, json, headers));

    public static HttpResponseMessage Json(int status, string json, params (string Name, string Value)[] headers)
    {
        var answer = Reply(status, json + "\n", headers);
        answer.Content.Headers.ContentType = new("application/json");
        return answer;
    }

    public static HttpResponseMessage Reply(int status, string text, params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(text) };
        foreach (var (name, value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }
        return answer;
    }

    public static HttpResponseMessage Rows(string measurement, string columns, string values) => Json(
        200,
        $$"""{"results":[{"statement_id":0,"series":[{"name":"{{measurement}}","columns":["{{columns}}"],"values":[{{values}}]}]}]}""");

    public static HttpResponseMessage Html()
    {
        var answer = Reply(200, "<!doctype html><html><head><title>InfluxDB</title></head></html>");
        answer.Content.Headers.ContentType = new("text/html");
        return answer;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        var asked = await ScriptedRequest.ReadAsync(request, stop);
        Requests.Enqueue(asked);
        return _script.TryGetValue(asked.Path, out var queue) && queue.TryDequeue(out var answer)
            ? answer(asked)
            : _healthy(asked);
    }
}

/// <summary>A request as it arrived, unpacked.</summary>
sealed record ScriptedRequest(
    string Method, string Path, string Query, string Body, string? Authorization, bool IsGzip, bool AsksBefore, int WireBytes)
{
    public string[] Lines => Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A field of a form body.</summary>
    public string Field(string name) => Body.Split('&').Select(pair => pair.Split('=', 2))
        .Where(pair => pair[0] == name).Select(pair => WebUtility.UrlDecode(pair[1])).FirstOrDefault("");

    public static async Task<ScriptedRequest> ReadAsync(HttpRequestMessage request, CancellationToken stop)
    {
        var bytes = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(stop);
        var isGzip = request.Content?.Headers.ContentEncoding.Contains("gzip") == true;
        var body = bytes;
        if (isGzip)
        {
            using var unpacked = new MemoryStream();
            await using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            await gzip.CopyToAsync(unpacked, stop);
            body = unpacked.ToArray();
        }
        return new(
            request.Method.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query, Encoding.UTF8.GetString(body),
            request.Headers.Authorization?.ToString(), isGzip, request.Headers.ExpectContinue == true, bytes.Length);
    }
}
