using System.Net.Sockets;
using ActivitySync.Core.Telemetry;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Storage;
using ActivitySync.Storage.Influx;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.IntegrationTests.Storage;

/// <summary>A real InfluxDB that dies, refuses, limits and forgets.</summary>
public sealed class InfluxServerTests
{
    const long June = 1_717_200_000_000;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_survives_the_death_of_the_server()
    {
        await using var influx = await StartAsync();
        await using var store = RealInflux.Open(influx.Url);
        await store.PrepareAsync(Stop);
        var acknowledged = 0;
        var writing = Task.Run(
            async () =>
            {
                while (true)
                {
                    await store.WriteAsync(Beats(June + acknowledged, 500), Stop);
                    acknowledged += 500;
                    if (acknowledged == 5_000)
                    {
                        influx.Kill();
                    }
                }
            }, Stop);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => writing);
        await influx.RestartAsync(Stop);
        var beats = await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop);

        Assert.False(failure.NeedsAttention);
        Assert.True(beats.Count >= acknowledged, $"{acknowledged} acknowledged, {beats.Count} found");
    }

    [Fact]
    public async Task The_same_store_goes_on_when_the_server_is_back()
    {
        await using var influx = await StartAsync();
        await using var store = RealInflux.Open(influx.Url);
        await store.PrepareAsync(Stop);
        await store.WriteAsync(Beats(June, 10), Stop);

        for (var round = 1; round <= 3; round++)
        {
            influx.Kill();
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(Beats(June + (round * 10), 10), Stop));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadHeartRatesAsync("ann", 0, June, Stop));
            await influx.RestartAsync(Stop);
            await store.WriteAsync(Beats(June + (round * 10), 10), Stop);
        }

        Assert.Equal(40, (await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop)).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_takes_small_requests_only_gets_small_ones(bool gzip)
    {
        await using var influx = await StartAsync("max-body-size = 20000");
        await using var store = RealInflux.Open(Options(influx) with { Gzip = gzip });
        await store.PrepareAsync(Stop);

        await store.WriteAsync(Beats(June, 30_000), Stop);

        Assert.Equal(30_000, (await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop)).Count);
    }

    [Fact]
    public async Task Connections_are_kept_also_after_refusals_and_long_answers()
    {
        await using var influx = await StartAsync();
        var connections = 0;
        using var counting = new SocketsHttpHandler
        {
            ConnectCallback = async (context, stop) =>
            {
                Interlocked.Increment(ref connections);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var options = Options(influx);
        await using var store = new InfluxStore(options, counting, NullLogger<InfluxStore>.Instance, TimeProvider.System);
        await store.PrepareAsync(Stop);
        await RealInflux.WriteRawAsync(
            influx.Url, options.Database, $"heart_rate,device=x,wearer=ann bpm=\"sixty\" {(June - (30 * 86_400_000L)) * 1_000_000}\n");

        for (var round = 0; round < 50; round++)
        {
            await store.WriteAsync(Beats(June + (round * 500), 500), Stop);
            await store.ReadHeartRatesAsync("ann", June, long.MaxValue, Stop);
            await Assert.ThrowsAsync<StoreRefusedException>(() => store.WriteAsync(Beats(June - (30 * 86_400_000L), 1), Stop));
        }

        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task A_limit_on_rows_does_not_cut_what_we_read()
    {
        await using var influx = await StartAsync("max-row-limit = 50");
        await using var store = RealInflux.Open(Options(influx));
        await store.PrepareAsync(Stop);

        await store.WriteAsync(Beats(June, 500), Stop);

        Assert.Equal(500, (await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop)).Count);
    }

    [Fact]
    public async Task Wrong_and_insufficient_users_are_told_apart()
    {
        await using var influx = await StartAsync("auth-enabled = true");
        using var http = new HttpClient { BaseAddress = influx.Url };
        await AdministerAsync(http, "CREATE USER root WITH PASSWORD 'secret' WITH ALL PRIVILEGES");
        foreach (var statement in (string[])[
            "CREATE DATABASE wear", "CREATE USER rw WITH PASSWORD 'rw'", "GRANT ALL ON wear TO rw",
            "CREATE USER ro WITH PASSWORD 'ro'", "GRANT READ ON wear TO ro", "CREATE USER wo WITH PASSWORD 'wo'",
            "GRANT WRITE ON wear TO wo"])
        {
            await AdministerAsync(http, statement);
        }

        Assert.Contains("found", await PrepareAsync("rw", "rw", "wear"), StringComparison.Ordinal);
        Assert.Contains("found", await PrepareAsync("root", "secret", "wear"), StringComparison.Ordinal);
        Assert.Contains("made", await PrepareAsync("root", "secret", "other"), StringComparison.Ordinal);
        Assert.Contains("password", await FailAsync("rw", "wrong", "wear"), StringComparison.Ordinal);
        Assert.Contains("password", await FailAsync("", "", "wear"), StringComparison.Ordinal);
        Assert.Contains("write access", await FailAsync("ro", "ro", "wear"), StringComparison.Ordinal);
        Assert.Contains("read access", await FailAsync("wo", "wo", "wear"), StringComparison.Ordinal);
        Assert.Contains("CREATE DATABASE \"new\"", await FailAsync("rw", "rw", "new"), StringComparison.Ordinal);

        async Task<string> PrepareAsync(string user, string password, string database)
        {
            await using var store = RealInflux.Open(
                Options(influx) with { User = user, Password = password, Database = database });
            return await store.PrepareAsync(Stop);
        }

        async Task<string> FailAsync(string user, string password, string database)
        {
            var failure = await Assert.ThrowsAsync<StoreUnavailableException>(
                () => PrepareAsync(user, password, database));
            Assert.True(failure.NeedsAttention);
            return failure.Message;
        }
    }

    [Fact]
    public async Task A_database_dropped_behind_our_back_is_said_and_made_again_by_preparing()
    {
        await using var influx = await StartAsync();
        using var http = new HttpClient { BaseAddress = influx.Url };
        await using var store = RealInflux.Open(Options(influx) with { Database = "wear" });
        await store.PrepareAsync(Stop);
        await AdministerAsync(http, "DROP DATABASE wear");

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(Beats(June, 1), Stop));
        await store.PrepareAsync(Stop);
        await store.WriteAsync(Beats(June, 1), Stop);

        Assert.True(failure.NeedsAttention);
        Assert.Contains("database not found", failure.Message, StringComparison.Ordinal);
        Assert.Single(await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop));
    }

    [Fact]
    public async Task A_field_that_another_writer_gave_another_type_is_reported()
    {
        await using var influx = await StartAsync();
        using var http = new HttpClient { BaseAddress = influx.Url };
        await using var store = RealInflux.Open(Options(influx) with { Database = "wear" });
        await store.PrepareAsync(Stop);
        using var theirs = new StringContent("heart_rate,device=x,wearer=ann bpm=60.5 1717200000000\n");
        using var taken = await http.PostAsync(new Uri("write?db=wear&precision=ms", UriKind.Relative), theirs, Stop);
        taken.EnsureSuccessStatusCode();

        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => store.WriteAsync(Beats(June + 1, 1), Stop));

        Assert.Contains("field type conflict", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_existing_retention_is_seen_and_older_samples_are_left_out()
    {
        await using var influx = await StartAsync();
        using var http = new HttpClient { BaseAddress = influx.Url };
        await AdministerAsync(http, "CREATE DATABASE wear WITH DURATION 7d");
        await using var store = RealInflux.Open(Options(influx) with { Database = "wear" });
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        var sentence = await store.PrepareAsync(Stop);
        var batch = Beats(now - 1000, 1);
        batch.HeartRates.Add(new("ann", "watch", now - (8 * 86_400_000L), 60));
        await store.WriteAsync(batch, Stop);

        Assert.EndsWith("found, kept for 7 days.", sentence, StringComparison.Ordinal);
        Assert.Single(await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop));
    }

    [Fact]
    public async Task A_database_is_made_with_the_retention_of_the_settings()
    {
        await using var influx = await StartAsync();
        await using var store = RealInflux.Open(Options(influx) with { RetentionDays = 30 });

        Assert.EndsWith("made, kept for 30 days.", await store.PrepareAsync(Stop), StringComparison.Ordinal);
        Assert.EndsWith("found, kept for 30 days.", await store.PrepareAsync(Stop), StringComparison.Ordinal);
    }

    static InfluxStoreOptions Options(InfluxServer influx) => new()
    {
        Url = influx.Url.ToString(),
        Database = $"test_{Guid.NewGuid():N}",
    };

    static SampleBatch Beats(long firstMs, int count)
    {
        var batch = new SampleBatch();
        for (var i = 0; i < count; i++)
        {
            batch.HeartRates.Add(new("ann", "watch", firstMs + i, 60 + (i % 40)));
        }
        return batch;
    }

    static async Task<InfluxServer> StartAsync(string httpSettings = "")
    {
        InfluxFixture.RequireInstalled();
        return await InfluxServer.StartAsync(httpSettings, Stop);
    }

    static async Task AdministerAsync(HttpClient http, string statement)
    {
        using var form = new FormUrlEncodedContent([new("q", statement)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "query?u=root&p=secret") { Content = form };
        using var answer = await http.SendAsync(request, Stop);
        var said = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode && !said.Contains("error", StringComparison.Ordinal), said);
    }
}
