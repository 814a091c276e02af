using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// HTTP to one InfluxDB: keeps connections alive, says who we are, bounds silence, and turns every way a request can fail
/// into one of our exceptions.
/// </summary>
internal sealed class InfluxClient : IDisposable
{
    // Above this a server that refuses has hung up before all is sent, and the reason would be lost with the connection.
    const int AskBeforeBytes = 256 * 1024;

    // Below this a connection lost while sending was not lost for the size.
    const int SmallBytes = 64 * 1024;

    readonly InfluxStoreOptions _options;
    readonly HttpClient _http;
    readonly TimeProvider _time;
    readonly Uri _root;

    public InfluxClient(InfluxStoreOptions options, HttpMessageHandler? handler, TimeProvider time)
    {
        _options = options;
        _time = time;
        _root = new Uri(options.Url.TrimEnd('/') + "/");
        Server = _root.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        _http = new HttpClient(handler ?? NewHandler(options), disposeHandler: handler is null)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        // Basic is what every version takes on /write and /query; with a token any user name will do.
        var (user, secret) = options.Token.Length > 0 ? ("activitysync", options.Token) : (options.User, options.Password);
        if (secret.Length > 0 || user.Length > 0)
        {
            Basic = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));
        }
    }

    /// <summary>Address for messages: no user, no password.</summary>
    public string Server { get; }

    public AuthenticationHeaderValue? Basic { get; }

    /// <summary>
    /// Sends lines. Null when the server hung up while a large request was being sent, which is how some say that it is
    /// too large.
    /// </summary>
    public async Task<InfluxAnswer?> WriteAsync(LineBuffer lines, CancellationToken stop)
    {
        var body = _options.Gzip ? lines.Zipped() : lines.Lines;
        using var request = NewRequest(HttpMethod.Post, $"write?db={_options.Database}&precision=ns", Basic);
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = new("text/plain") { CharSet = "utf-8" };
        if (_options.Gzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }
        request.Headers.ExpectContinue = body.Length > AskBeforeBytes;
        try
        {
            return await SendAsync(request, stop);
        }
        catch (StoreUnavailableException lost) when (body.Length > SmallBytes && IsCutOff(lost.InnerException))
        {
            return null;
        }
    }

    /// <summary>Sends a request and reads the answer, whatever its status.</summary>
    public Task<InfluxAnswer> SendAsync(HttpRequestMessage request, CancellationToken stop) =>
        SendAsync(request, (answer, alive) => InfluxAnswer.ReadAsync(answer, _time, alive.Token), stop);

    /// <summary>
    /// Sends a request and hands the answer over, with the watch on silence: put it back when something came.
    /// </summary>
    public async Task<T> SendAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationTokenSource, Task<T>> read, CancellationToken stop)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
        try
        {
            using var answer = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            return await read(answer, silence);
        }
        catch (OperationCanceledException error) when (!stop.IsCancellationRequested)
        {
            throw InfluxFaults.OfSilence(error, Server, _options.TimeoutSeconds);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
        {
            // The bare one comes of a connection that breaks while HttpClient asks for its address.
            throw InfluxFaults.OfTransport(error, Server);
        }
    }

    /// <summary>
    /// Runs one InfluxQL statement; values are bound as parameters, never put into the text. Rows come as they arrive,
    /// at most <paramref name="chunkRows"/> of them in memory. Returns the statement's own error, if it has one.
    /// </summary>
    public async Task<string?> QueryAsync(
        string statement, string? parameters, int chunkRows, Action<QueryRow> onRow, CancellationToken stop)
    {
        using var request = NewRequest(HttpMethod.Post, "query", Basic);
        request.Content = new FormUrlEncodedContent(
        [
            new("db", _options.Database),
            new("q", statement),
            new("params", parameters ?? "{}"),
            new("epoch", "ns"),
            new("chunked", "true"),
            new("chunk_size", chunkRows.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ]);
        var parser = new QueryParser(onRow);
        await SendAsync(request, (answer, silence) => ReadRowsAsync(answer, parser, silence), stop);
        if (parser.Error is null && (parser.IsPartial || parser.Documents == 0))
        {
            throw InfluxFaults.Attend(
                Server, new(HttpStatusCode.OK, parser.Documents == 0 ? "empty answer" : "partial", null),
                "cut an answer short. Set max-row-limit to 0 in its settings");
        }
        return parser.Error;
    }

    public HttpRequestMessage NewRequest(HttpMethod method, string path, AuthenticationHeaderValue? who)
    {
        var request = new HttpRequestMessage(method, new Uri(_root, path));
        request.Headers.Authorization = who;
        return request;
    }

    public void Dispose() => _http.Dispose();

    async Task<bool> ReadRowsAsync(HttpResponseMessage answer, QueryParser parser, CancellationTokenSource silence)
    {
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw InfluxFaults.OfQuery(await InfluxAnswer.ReadAsync(answer, _time, silence.Token), Server);
        }
        var pipe = PipeReader.Create(
            await answer.Content.ReadAsStreamAsync(silence.Token), new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        try
        {
            while (true)
            {
                var arrived = await pipe.ReadAsync(silence.Token);
                silence.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
                var rest = arrived.Buffer;
                // Documents are lines: a line feed inside a text is escaped in JSON.
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    ReadDocument(parser, rest.Slice(0, end));
                    rest = rest.Slice(rest.GetPosition(1, end));
                }
                if (arrived.IsCompleted)
                {
                    ReadDocument(parser, rest);
                    return true;
                }
                pipe.AdvanceTo(rest.Start, rest.End);
            }
        }
        catch (JsonException error)
        {
            throw new StoreUnavailableException(
                $"What answers at {Server} is not InfluxDB. Check the URL ({error.Message}).", error)
            {
                NeedsAttention = true,
            };
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    static void ReadDocument(QueryParser parser, ReadOnlySequence<byte> document)
    {
        if (document.Length > 1)
        {
            parser.Read(document);
        }
    }

    static bool IsCutOff(Exception? error) => error is HttpRequestException
    {
        HttpRequestError: not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError),
        InnerException: IOException,
    };

    static SocketsHttpHandler NewHandler(InfluxStoreOptions options) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxConnectionsPerServer = 2 * options.MaxConnections,
        // A name may come to mean another machine.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        UseCookies = false,
    };
}
