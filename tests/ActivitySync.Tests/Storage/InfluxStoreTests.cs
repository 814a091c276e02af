using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;
using ActivitySync.Storage.Influx;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Storage;

/// <summary>
/// How the store introduces itself to each InfluxDB, what it sends, and how it reads awkward answers.
/// </summary>
public sealed class InfluxStoreTests
{
    const long June = StoreContract.June;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preparing_on_1_x_finds_the_database_and_says_so()
    {
        var influx = ScriptedInflux.V1();
        await using var store = Open(influx, new() { User = "ann", Password = "pässword" });

        var sentence = await store.PrepareAsync(Stop);

        Assert.Equal(
            "InfluxDB 1.8.10 (OSS) at http://127.0.0.1:8086, database \"activitysync\": found, kept for ever.", sentence);
        Assert.All(influx.Requests, request => Assert.Equal("Basic YW5uOnDDpHNzd29yZA==", request.Authorization));
    }

    [Fact]
    public async Task Preparing_on_1_x_makes_a_missing_database_with_its_retention()
    {
        var influx = ScriptedInflux.V1().Then("/query", _ => ScriptedInflux.Rows("databases", "name", """["_internal"]"""));
        await using var store = Open(influx, new() { RetentionDays = 365 });

        var sentence = await store.PrepareAsync(Stop);

        Assert.EndsWith("made, kept for 365 days.", sentence, StringComparison.Ordinal);
        Assert.Contains(
            influx.Requests, request => request.Path == "/query"
                && request.Field("q") == "CREATE DATABASE \"activitysync\" WITH DURATION 365d REPLICATION 1");
    }

    [Fact]
    public async Task A_1_x_user_who_may_not_make_the_database_is_told_what_to_ask_for()
    {
        var influx = ScriptedInflux.V1()
            .Then("/query", _ => ScriptedInflux.Rows("databases", "name", ""))
            .Then("/query", 403, """{"error":"error authorizing query: ann not authorized to execute statement 'CREATE DATABASE activitysync', requires admin privilege"}""");
        await using var store = Open(influx, new() { User = "ann", Password = "p" });

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PrepareAsync(Stop));

        Assert.True(failure.NeedsAttention);
        Assert.EndsWith(
            "run: CREATE DATABASE \"activitysync\"; GRANT ALL ON \"activitysync\" TO \"ann\". Data waits in the spool.",
            failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preparing_on_2_x_finds_the_bucket_with_the_token()
    {
        var influx = ScriptedInflux.V2();
        await using var store = Open(influx, new() { Token = "t0k" });

        var sentence = await store.PrepareAsync(Stop);

        Assert.StartsWith("InfluxDB v2.7.12 (OSS)", sentence, StringComparison.Ordinal);
        var managed = Assert.Single(influx.Requests, request => request.Path.StartsWith("/api", StringComparison.Ordinal));
        Assert.Equal("Bearer t0k", managed.Authorization);
        Assert.Equal("Basic " + Convert.ToBase64String("activitysync:t0k"u8), influx.Writes.First().Authorization);
    }

    [Fact]
    public async Task Preparing_on_2_x_makes_a_missing_bucket_in_the_named_organization()
    {
        var influx = ScriptedInflux.V2()
            .Then("/api/v2/buckets", 404, """{"code":"not found","message":"bucket \"activitysync\" not found"}""");
        await using var store = Open(influx, new() { Token = "t", Organization = "work", RetentionDays = 30 });

        await store.PrepareAsync(Stop);

        var made = Assert.Single(influx.Requests, request => request is { Path: "/api/v2/buckets", Method: "POST" });
        Assert.Equal(
            """{"orgID":"o2","name":"activitysync","retentionRules":[{"type":"expire","everySeconds":2592000}]}""", made.Body);
        Assert.DoesNotContain(influx.Requests, request => request.Path == "/api/v2/dbrps");
    }

    [Fact]
    public async Task Before_2_4_the_bucket_is_mapped_to_a_database()
    {
        var influx = ScriptedInflux.V2("v2.1.1");
        await using var store = Open(influx, new() { Token = "t" });

        await store.PrepareAsync(Stop);

        var mapped = Assert.Single(influx.Requests, request => request.Path == "/api/v2/dbrps");
        Assert.Contains("\"bucketID\":\"b1\"", mapped.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preparing_on_3_x_makes_the_database_with_its_retention()
    {
        var influx = ScriptedInflux.V3().Then("/api/v3/configure/database", 200, "{}");
        await using var store = Open(influx, new() { Token = "t", RetentionDays = 90 });

        var sentence = await store.PrepareAsync(Stop);

        Assert.StartsWith("InfluxDB 3.10.1 (Core)", sentence, StringComparison.Ordinal);
        Assert.EndsWith("made, kept for 90 days.", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(403)]
    public async Task On_3_x_a_database_that_was_there_is_taken_to_keep_what_the_settings_say(int status)
    {
        var influx = ScriptedInflux.V3().Then("/api/v3/configure/database", status, """{"error":"no"}""");
        await using var store = Open(influx, new() { Token = "t", RetentionDays = 90 });
        var before = DateTimeOffset.UtcNow.AddDays(-90).ToUnixTimeMilliseconds();

        var sentence = await store.PrepareAsync(Stop);

        Assert.EndsWith("; taken to be kept for 90 days, as set here.", sentence, StringComparison.Ordinal);
        // Of a day before that samples may be gone: it is not derived again.
        Assert.InRange(await store.ReadRawFromAsync("ann", Stop), before, before + (5 * 60_000));
    }

    [Fact]
    public async Task On_3_x_a_token_that_may_only_write_is_enough()
    {
        var influx = ScriptedInflux.V3().Then("/api/v3/configure/database", 403, """{"error":"forbidden"}""");
        await using var store = Open(influx, new() { Token = "t" });

        await store.PrepareAsync(Stop);

        // Whether we may write, whether we may read, and whose types our fields have.
        Assert.Equal(3, influx.Requests.Count(request => request.Path is "/write" or "/query"));
    }

    [Fact]
    public async Task On_3_x_a_database_that_is_not_there_yet_is_empty()
    {
        const string Missing =
            """{"results":[{"statement_id":0,"error":"Cannot retrieve database: External error: database not found: activitysync"}]}""";
        var influx = ScriptedInflux.V3().Then("/query", 200, Missing).Then("/query", 200, Missing);
        await using var store = Open(influx, new() { Token = "t" });
        await store.PrepareAsync(Stop);

        Assert.Empty(await store.ReadStepsAsync("ann", 0, June, Stop));
    }

    [Fact]
    public async Task On_1_x_a_database_that_is_gone_is_a_failure()
    {
        var influx = ScriptedInflux.V1();
        await using var store = Open(influx);
        await store.PrepareAsync(Stop);
        influx.Then("/query", 200, """{"results":[{"statement_id":0,"error":"database not found: activitysync"}]}""");

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.ReadStepsAsync("ann", 0, June, Stop));

        Assert.True(failure.NeedsAttention);
    }

    [Fact]
    public async Task A_server_that_wants_to_know_us_first_is_told_who_we_are()
    {
        var influx = ScriptedInflux.V3().Then("/ping", 401, """{"error": "the request was not authenticated"}""");
        await using var store = Open(influx, new() { Token = "wrong" });

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PrepareAsync(Stop));

        Assert.True(failure.NeedsAttention);
        Assert.Contains("token", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_site_is_not_taken_for_InfluxDB()
    {
        await using var store = Open(ScriptedInflux.WebSite());

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PrepareAsync(Stop));

        Assert.True(failure.NeedsAttention);
        Assert.Contains("Check the URL", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_may_only_read_is_found_at_start()
    {
        var influx = ScriptedInflux.V2().Then("/write", 403, """{"code":"forbidden","message":"insufficient permissions for write"}""");
        await using var store = Open(influx, new() { Token = "t" });

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PrepareAsync(Stop));

        Assert.Contains("write access", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_may_only_write_is_found_at_start()
    {
        var influx = ScriptedInflux.V2().Then("/query", 403, """{"code":"forbidden","message":"insufficient permissions"}""");
        await using var store = Open(influx, new() { Token = "t" });

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PrepareAsync(Stop));

        Assert.Contains("read access", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bpm", "string", true)]
    [InlineData("bpm", "integer", false)]
    [InlineData("theirs", "string", false)]
    public async Task Fields_that_another_program_gave_another_type_are_told_at_start(string field, string type, bool isTold)
    {
        var influx = ScriptedInflux.V2().Then("/query", _ => ScriptedInflux.Json(200, """{"results":[{"statement_id":0}]}"""))
            .Then("/query", _ => ScriptedInflux.Rows("heart_rate", "fieldKey\",\"fieldType", $"[\"{field}\",\"{type}\"]"));
        var log = new CapturedLog<InfluxStore>();
        await using var store = new InfluxStore(new() { Token = "t" }, influx, log, TimeProvider.System);

        await store.PrepareAsync(Stop);

        Assert.Equal(isTold ? ["Warning LogForeign"] : [], log.Story);
        Assert.All(log.Lines, line => Assert.Contains(
            "\"bpm\" of \"heart_rate\" is string instead of integer", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Samples_are_sent_as_the_line_protocol_dashboards_rely_on()
    {
        var influx = ScriptedInflux.V1();
        await using var store = Open(influx);
        var batch = new SampleBatch
        {
            Steps = { new("ann", "phone", CounterKind.SinceBoot, June, 12, 0, "b\"7"), new("ann", "phone", CounterKind.Delta, June, 1, 60_000) },
            HeartRates = { new("ann", "watch", June + 1, 61) },
            Journal = { new("ann", JournalKind.Pain, June, 3.50m), new("ann", JournalKind.Note, June, null, "a\\b\nc ü") },
        };

        await store.WriteAsync(batch, Stop);

        var write = Assert.Single(influx.Writes);
        Assert.Equal("?db=activitysync&precision=ns", write.Query);
        Assert.True(write.IsGzip);
        Assert.Equal(
            """
            steps,counter=since_boot,device=phone,wearer=ann boot="b\"7",count=12i,length_ms=0i 1717200000000000000
            steps,counter=delta,device=phone,wearer=ann boot="",count=1i,length_ms=60000i 1717200000000000000
            heart_rate,device=watch,wearer=ann bpm=61i 1717200000001000000
            journal,kind=pain,wearer=ann exact="3.50",text="",value=3.5 1717200000000000000
            journal,kind=note,wearer=ann exact="",text="a\\b
            c ü" 1717200000000000000

            """.ReplaceLineEndings("\n"),
            write.Body);
    }

    [Fact]
    public async Task A_day_is_sent_as_the_line_protocol_dashboards_rely_on()
    {
        var influx = ScriptedInflux.V1();
        await using var store = Open(influx);

        await store.AppendDaysAsync(
            [new("ann", new(2024, 6, 1), 2, 3, June, "{}", [DayField.Of("steps", 5L), DayField.Of("score", 7.0)])], Stop);

        Assert.Equal(
            """
            day,wearer=ann revision=2i,rule_version=3i,computed_ms=1717200000000i,report="{}",figures="{\"steps\":5,\"score\":7.0}",steps=5i,score=7 1717243200002000000

            """.ReplaceLineEndings("\n"),
            Assert.Single(influx.Writes).Body);
    }

    [Fact]
    public async Task Requests_hold_a_megabyte_of_text_at_most()
    {
        var influx = ScriptedInflux.V1();
        await using var store = Open(influx);
        var batch = new SampleBatch();
        for (var i = 0; i < 3000; i++)
        {
            batch.Journal.Add(new("ann", JournalKind.Note, June + i, null, new string('x', 1000)));
        }

        await store.WriteAsync(batch, Stop);

        Assert.All(influx.Writes, write => Assert.InRange(write.Body.Length, 1, 1_002_000));
        Assert.Equal(3000, influx.Writes.Sum(write => write.Lines.Length));
    }

    [Fact]
    public async Task Large_requests_ask_before_they_send()
    {
        var influx = ScriptedInflux.V1();
        await using var store = Open(influx, new() { Gzip = false });
        var batch = new SampleBatch();
        for (var i = 0; i < 5000; i++)
        {
            batch.HeartRates.Add(new("ann", "watch-with-a-long-name", June + i, 60));
        }

        await store.WriteAsync(batch, Stop);

        Assert.True(Assert.Single(influx.Writes).AsksBefore);
    }

    [Fact]
    public async Task Samples_older_than_the_server_keeps_are_left_out()
    {
        var influx = ScriptedInflux.V2().Then(
            "/api/v2/buckets", 200,
            """{"buckets":[{"id":"b1","orgID":"o1","name":"activitysync","retentionRules":[{"type":"expire","everySeconds":86400}]}]}""");
        await using var store = Open(influx, new() { Token = "t" });
        await store.PrepareAsync(Stop);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        await store.WriteAsync(new() { HeartRates = { new("ann", "w", now - 90_000_000, 1), new("ann", "w", now, 2) } }, Stop);
        await store.WriteAsync(new() { HeartRates = { new("ann", "w", now - 90_000_000, 1) } }, Stop);

        Assert.Equal(2, influx.Writes.Count());
        Assert.StartsWith("heart_rate,device=w,wearer=ann bpm=2i ", Assert.Single(influx.Writes.Last().Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"results":[{"statement_id":0,"series":[{"name":"s","columns":["time","bpm"],"values":[[1,60]]}],"partial":true}]}""", "max-row-limit")]
    [InlineData("", "max-row-limit")]
    [InlineData("<html>", "not InfluxDB")]
    [InlineData("[]", "not InfluxDB")]
    [InlineData("""{"results":[{"statement_id":0,"error":"Query would scan 500 Parquet files, exceeding the file limit"}]}""", "--query-file-limit")]
    [InlineData("""{"error":"something else"}""", "something else")]
    public async Task An_answer_that_is_cut_or_strange_is_never_taken_for_data(string body, string words)
    {
        await using var store = Open(ScriptedInflux.V1().Then("/query", _ => ScriptedInflux.Reply(200, body)));

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.ReadHeartRatesAsync("ann", 0, June, Stop));

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_in_pieces_and_in_another_order_is_put_together_in_ours()
    {
        static string Piece(string device, string counter, string rows) => $$"""
            {"results":[{"statement_id":0,"series":[{"name":"steps","tags":{"counter":"{{counter}}","device":"{{device}}"},"columns":["time","count","length_ms","boot"],"values":[{{rows}}],"partial":true}],"partial":true}]}
            """;
        var body = string.Join(
            '\n', Piece("b", "lifetime", """[2000000,5,0,""],[3000000,6,0,""]"""), Piece("b", "delta", "[9000001,7,60000,null]"),
            Piece("a", "a_counter_of_later", """[1000000,1,1,""]"""), Piece("a", "since_boot", """[1000000,1.0,0,"k"]"""),
            """{"results":[{"statement_id":0}]}""");
        await using var store = Open(ScriptedInflux.V3().Then("/query", _ => ScriptedInflux.Reply(200, body)));

        Assert.Equal(
            [
                new("ann", "a", CounterKind.SinceBoot, 1, 1, 0, "k"), new("ann", "b", CounterKind.Delta, 9, 7, 60_000, Version: 1),
                new("ann", "b", CounterKind.Lifetime, 2, 5), new("ann", "b", CounterKind.Lifetime, 3, 6),
            ],
            await store.ReadStepsAsync("ann", 0, June, Stop));
    }

    [Fact]
    public async Task Values_are_bound_and_never_part_of_a_query()
    {
        var influx = ScriptedInflux.V1();
        await using var store = Open(influx);

        await store.ReadStepsAsync("a'; DROP DATABASE \"x\"\n--", 1, 2, Stop);

        var query = Assert.Single(influx.Requests);
        Assert.DoesNotContain("DROP", query.Field("q"), StringComparison.Ordinal);
        using var parameters = System.Text.Json.JsonDocument.Parse(query.Field("params"));
        Assert.Equal("a'; DROP DATABASE \"x\"\n--", parameters.RootElement.GetProperty("wearer").GetString());
        Assert.Equal(1_000_000, parameters.RootElement.GetProperty("from").GetInt64());
        Assert.Equal("POST", query.Method);
    }

    static InfluxStore Open(ScriptedInflux influx, InfluxStoreOptions? options = null) =>
        new(options ?? new(), influx, NullLogger<InfluxStore>.Instance, TimeProvider.System);
}
