using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;
using ActivitySync.Storage.Influx;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Storage;

/// <summary>What each answer of each InfluxDB to a write makes the store do.</summary>
public sealed class InfluxAnswersTests
{
    /// <summary>Status, body, what it means. The table of the design, with the servers' own words.</summary>
    public static TheoryData<int, string, string> Answers => new()
    {
        // 1.x
        { 400, """{"error":"partial write: field type conflict: input field \"bpm\" on measurement \"heart_rate\" is type float, already exists as type integer dropped=1"}""", "refused" },
        { 400, """{"error":"partial write: points beyond retention policy dropped=1"}""", "refused" },
        { 400, """{"error":"partial write: unable to parse 'x': missing fields dropped=0"}""", "refused" },
        { 400, """{"error":"unable to parse 'journal text=\"limit of\"': invalid field format"}""", "refused" },
        { 400, """{"error":"partial write: max-series-per-database limit exceeded: (1000000) dropped=1"}""", "attention" },
        { 400, """{"error":"database is required"}""", "attention" },
        { 401, """{"error":"authorization failed"}""", "attention" },
        { 403, """{"error":"\"ann\" user is not authorized to write to database \"activitysync\""}""", "attention" },
        { 404, """{"error":"database not found: \"activitysync\""}""", "attention" },
        { 500, """{"error":"retention policy not found: raw"}""", "attention" },
        { 500, """{"error":"timeout"}""", "busy" },
        { 500, """{"error":"engine: cache-max-memory-size exceeded: (1073741824/1073741824)"}""", "busy" },
        { 503, "request throttled, queue full\n", "busy" },
        { 400, "gzip: invalid checksum", "refused" },
        { 400, """{"error":"partial write: points beyond retention policy dropped=1 for database: activitysync for retention policy: autogen"}""", "refused" },
        { 401, """{"error":"unable to parse authentication credentials"}""", "attention" },
        { 401, """{"error":"bearer auth disabld"}""", "attention" },
        { 403, """{"error":"create admin user first or disable authentication"}""", "attention" },
        // 2.x
        { 400, """{"code":"invalid","message":"unable to parse 'x': missing fields"}""", "refused" },
        { 422, """{"code":"unprocessable entity","message":"failure writing points to database: partial write: points beyond retention policy dropped=1"}""", "refused" },
        { 401, """{"code":"unauthorized","message":"unauthorized access"}""", "attention" },
        { 404, """{"code":"not found","message":"no dbrp mapping found"}""", "attention" },
        { 404, """{"code":"not found","message":"bucket \"activitysync\" not found"}""", "attention" },
        { 429, """{"code":"too many requests","message":"write has exceeded plan limits"}""", "busy" },
        { 500, """{"code":"internal error","message":"unexpected error writing points to database: engine: cache-max-memory-size exceeded"}""", "busy" },
        { 500, """{"code":"internal error","message":"unexpected error writing points to database: partial write: field type conflict: input field \"bpm\""}""", "refused" },
        { 400, """{"code":"invalid","message":"failed to decode request body: gzip: invalid header"}""", "refused" },
        { 403, """{"code":"forbidden","message":"insufficient permissions for write"}""", "attention" },
        { 404, """{"code":"not found","message":"organization name \"home\" not found"}""", "attention" },
        { 422, """{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict: input field \"bpm\" on measurement \"heart_rate\" is type float, already exists as type integer dropped=1"}""", "refused" },
        { 500, """{"code":"internal error","message":"unexpected error writing points to database: timeout"}""", "busy" },
        { 503, """{"code":"unavailable","message":"too many concurrent writes"}""", "busy" },
        // 3.x
        { 400, """{"error":"line protocol parsing error","data":{"original_line":"x","line_number":2,"error_message":"invalid column type for column 'bpm', expected iox::column_type::field::integer, got iox::column_type::field::float"}}""", "refused" },
        { 400, """{"error":"partial write of line protocol occurred","data":[{"original_line":"x","line_number":1,"error_message":"No fields were provided"}]}""", "refused" },
        { 401, """{"code":"unauthorized","message":"the request was not authenticated"}""", "attention" },
        { 403, """{"error": "the request was not authorized"}""", "attention" },
        { 422, """{"error":"Update to schema would exceed number of columns per table limit of 500 columns"}""", "attention" },
        { 429, "too many requests", "busy" },
        { 500, """{"error":"line protocol parse failed: No fields were provided"}""", "refused" },
        { 503, """{"error":"the server is starting"}""", "busy" },
        { 400, """{"error":"parsing failed for write_lp endpoint","data":{"original_line":"x","line_number":1,"error_message":"No fields were provided"}}""", "refused" },
        { 401, """{"error": "the request was not authenticated"}""", "attention" },
        { 422, """{"error":"adding a new database would exceed the limit of 5 databases"}""", "attention" },
        { 400, """{"code":"invalid","message":"line protocol parse failed: No fields were provided"}""", "refused" },
        { 401, """{"code":"unauthorized","message":"the request was not authorized"}""", "attention" },
        { 500, """{"error":"incoming write was empty"}""", "busy" },
        // Neither
        { 200, "{}", "attention" },
        { 301, "", "attention" },
        { 405, "", "attention" },
        { 408, "", "busy" },
        { 418, "", "attention" },
        { 502, "<html>Bad Gateway</html>", "busy" },
        { 504, "", "busy" },
    };

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_is_refused_busy_or_for_a_person(int status, string body, string meaning)
    {
        await using var store = Open(ScriptedInflux.V1().Then("/write", status, body));

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => store.WriteAsync(Beats(1), Stop));

        Assert.Equal(meaning, failure switch
        {
            StoreRefusedException => "refused",
            StoreUnavailableException { NeedsAttention: true } => "attention",
            StoreUnavailableException => "busy",
            _ => failure.ToString(),
        });
        Assert.DoesNotContain("<", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(meaning == "refused" ? "" : ".", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_while_it_is_made_is_a_store_that_is_away()
    {
        var influx = ScriptedInflux.V1().Then("/query", _ => throw new System.Net.Sockets.SocketException(107));
        await using var store = Open(influx);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadStepsAsync("ann", 0, 1, Stop));
    }

    [Fact]
    public async Task A_type_that_another_program_gave_our_field_is_said_with_what_to_do()
    {
        await using var store = Open(ScriptedInflux.V2().Then(
            "/write", 422,
            """{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict: input field \"bpm\" on measurement \"heart_rate\" is type float, already exists as type integer dropped=1"}"""));

        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => store.WriteAsync(Beats(1), Stop));

        Assert.StartsWith("Another program writes a field of ours with another type", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Storage:Influx:Database", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("dropped=1", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":"partial write of line protocol occurred","data":[{"original_line":"x","line_number":2,"error_message":"No fields were provided"},{"original_line":"y","line_number":7,"error_message":"bad tag"}]}""", ": line 2: No fields were provided; line 7: bad tag")]
    [InlineData("""{"error":"line protocol parsing error","data":{"original_line":"x","line_number":3,"error_message":"bad tag"}}""", ": line 3: bad tag")]
    [InlineData("""{"error":"line protocol parsing error","data":{"error_message":"bad tag"}}""", "error: bad tag")]
    [InlineData("""{"error":"line protocol parsing error","data":["odd",1]}""", "parsing error")]
    [InlineData("""{"error":"line protocol parsing error","data":"odd"}""", "parsing error")]
    public async Task Which_lines_3_x_complains_about_is_said(string body, string end)
    {
        await using var store = Open(ScriptedInflux.V3().Then("/write", 400, body));

        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => store.WriteAsync(Beats(9), Stop));

        Assert.EndsWith(end, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "", "Storage:Influx:Password (1.x) or Storage:Influx:Token (2.x, 3.x); data waits in the spool")]
    [InlineData(403, "user is required to write to database \\\"wear\\\"", "does not know the user")]
    [InlineData(403, "", "Give the user or token write access; data waits in the spool")]
    [InlineData(404, "", "correct Storage:Influx:Database; data waits in the spool")]
    public async Task What_a_person_must_put_right_is_said_with_the_setting(int status, string error, string words)
    {
        await using var store = Open(ScriptedInflux.V1().Then("/write", status, $$"""{"error":"{{error}}"}"""));

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(Beats(1), Stop));

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "Nobody knows that name here")]
    [InlineData(HttpRequestError.SecureConnectionError, "http:// instead of https://")]
    [InlineData(HttpRequestError.ConnectionError, "Check that it runs")]
    [InlineData(HttpRequestError.ResponseEnded, "something else listens there")]
    public async Task Why_a_server_cannot_be_reached_is_said_with_what_to_look_at(HttpRequestError error, string words)
    {
        await using var store = Open(ScriptedInflux.V1().Then("/write", _ => throw new HttpRequestException(error, "broken")));

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(Beats(1), Stop));

        Assert.Contains("(broken). Data waits in the spool. ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Storage:Influx:Url", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_in_seconds_is_passed_on()
    {
        await using var store = Open(ScriptedInflux.V2().Then("/write", 429, "{}", ("Retry-After", "37")));

        var busy = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(Beats(1), Stop));

        Assert.Equal(TimeSpan.FromSeconds(37), busy.RetryAfter);
    }

    [Fact]
    public async Task A_wait_until_a_date_is_passed_on_and_never_negative()
    {
        var influx = ScriptedInflux.V2()
            .Then("/write", 503, "{}", ("Retry-After", DateTimeOffset.UtcNow.AddHours(1).ToString("R")))
            .Then("/write", 503, "{}", ("Retry-After", DateTimeOffset.UtcNow.AddHours(-1).ToString("R")));
        await using var store = Open(influx);

        var later = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(Beats(1), Stop));
        var now = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(Beats(1), Stop));

        Assert.InRange(later.RetryAfter!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        Assert.Equal(TimeSpan.Zero, now.RetryAfter);
    }

    [Fact]
    public async Task The_web_page_of_2_x_is_not_success()
    {
        await using var store = Open(ScriptedInflux.V2().Then("/write", _ => ScriptedInflux.Html()));

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(Beats(1), Stop));

        Assert.True(failure.NeedsAttention);
        Assert.Contains("web site", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_halved_and_the_store_remembers()
    {
        var influx = ScriptedInflux.V1();
        for (var i = 0; i < 2; i++)
        {
            influx.Then("/write", 413, """{"error":"Request Entity Too Large"}""");
        }
        await using var store = Open(influx);

        await store.WriteAsync(Beats(100), Stop);
        Assert.Equal([100, 50, 25, 25, 25, 25], influx.Writes.Select(write => write.Lines.Length));
        Assert.Equal(100, influx.Writes.Skip(2).SelectMany(write => write.Lines).Distinct().Count());

        await store.WriteAsync(Beats(40), Stop);
        Assert.Equal([25, 15], influx.Writes.Skip(6).Select(write => write.Lines.Length));
    }

    [Fact]
    public async Task A_single_point_that_is_too_large_is_refused()
    {
        var influx = ScriptedInflux.V1().Then("/write", 413, "{}").Then("/write", 413, "{}");
        await using var store = Open(influx);

        await Assert.ThrowsAsync<StoreRefusedException>(() => store.WriteAsync(Beats(2), Stop));
    }

    [Fact]
    public async Task Writing_stops_at_the_first_request_that_fails()
    {
        var influx = ScriptedInflux.V1().Then("/write", _ => ScriptedInflux.Reply(204, "")).Then("/write", 503, "");
        await using var store = Open(influx, batchPoints: 10);

        var twice = Beats(50);
        twice.HeartRates.Add(twice.HeartRates[0]);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(twice, Stop));

        Assert.Equal(2, influx.Writes.Count());
    }

    [Fact]
    public async Task A_connection_that_cannot_be_made_means_later()
    {
        var influx = ScriptedInflux.V1().Then("/write", _ => throw new HttpRequestException(
            HttpRequestError.ConnectionError, "Connection refused", new IOException("Connection refused")));
        await using var store = Open(influx);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(Beats(1), Stop));

        Assert.False(failure.NeedsAttention);
        Assert.Contains("Connection refused", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_request_that_breaks_the_pipe_is_halved()
    {
        var influx = ScriptedInflux.V1().Then("/write", _ => throw new HttpRequestException(
            HttpRequestError.Unknown, "Error while copying content", new IOException("Broken pipe")));
        await using var store = Open(influx, gzip: false);

        await store.WriteAsync(Beats(4000), Stop);

        Assert.Equal([4000, 2000, 2000], influx.Writes.Select(write => write.Lines.Length));
    }

    [Fact]
    public async Task A_long_complaint_is_cut()
    {
        var complaint = string.Join("\\n", Enumerable.Repeat("unable to parse 'x'", 20_000));
        await using var store = Open(ScriptedInflux.V1().Then("/write", 400, $$"""{"error":"{{complaint}}"}"""));

        var failure = await Assert.ThrowsAsync<StoreRefusedException>(() => store.WriteAsync(Beats(1), Stop));

        Assert.InRange(failure.Message.Length, 100, 500);
    }

    [Fact]
    public async Task No_more_requests_write_at_once_than_the_settings_allow()
    {
        using var held = new HeldServer();
        await using var store = new InfluxStore(
            new InfluxStoreOptions { MaxConnections = 3 }, held, NullLogger<InfluxStore>.Instance, TimeProvider.System);

        var writing = Enumerable.Range(0, 12).Select(_ => store.WriteAsync(Beats(1), Stop)).ToList();
        for (var seen = 3; seen <= 12; seen++)
        {
            await Eventually.IsTrueAsync(() => held.Seen == seen);
            held.Gate.Release();
        }
        held.Gate.Release(2);
        await Task.WhenAll(writing);

        Assert.Equal(3, held.Most);
    }

    [Fact]
    public async Task A_server_that_never_answers_means_later()
    {
        using var silent = new SilentServer();
        await using var store = new InfluxStore(
            new InfluxStoreOptions { TimeoutSeconds = 1 }, silent, NullLogger<InfluxStore>.Instance, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(Beats(1), Stop));

        Assert.False(failure.NeedsAttention);
        Assert.Contains("within 1 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Being_told_to_stop_is_not_taken_for_silence()
    {
        using var silent = new SilentServer();
        await using var store = new InfluxStore(new(), silent, NullLogger<InfluxStore>.Instance, TimeProvider.System);
        using var stop = new CancellationTokenSource();

        var writing = store.WriteAsync(Beats(1), stop.Token);
        await silent.Asked.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    // Answers a write for each release of its gate.
    sealed class HeldServer : HttpMessageHandler
    {
        int _seen, _open;

        public SemaphoreSlim Gate { get; } = new(0);

        public int Seen => Volatile.Read(ref _seen);

        public int Most { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
        {
            lock (Gate)
            {
                Most = Math.Max(Most, ++_open);
            }
            Interlocked.Increment(ref _seen);
            await Gate.WaitAsync(stop);
            lock (Gate)
            {
                _open--;
            }
            return ScriptedInflux.Reply(204, "");
        }

        protected override void Dispose(bool disposing)
        {
            Gate.Dispose();
            base.Dispose(disposing);
        }
    }

    sealed class SilentServer : HttpMessageHandler
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
        {
            Asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return new HttpResponseMessage();
        }
    }

    static SampleBatch Beats(int count)
    {
        var batch = new SampleBatch();
        for (var i = 0; i < count; i++)
        {
            batch.HeartRates.Add(new("ann", "watch", StoreContract.June + i, 60));
        }
        return batch;
    }

    static InfluxStore Open(ScriptedInflux influx, int batchPoints = 5000, bool gzip = true) => new(
        new InfluxStoreOptions { BatchPoints = batchPoints, Gzip = gzip }, influx, NullLogger<InfluxStore>.Instance,
        TimeProvider.System);
}
