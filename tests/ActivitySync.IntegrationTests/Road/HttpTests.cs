using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>The built service over HTTP beside a real broker, judged by the tools of those who will watch it.</summary>
public sealed partial class HttpTests
{
    const string Sqlite = """{ "Kind": "Sqlite", "Folder": "{data}" }""";

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    static ServiceProcess StartWithHttp(RoadScene scene)
        => ServiceProcess.Start(scene.ConfigFolder, "--set", "Http:Enabled=true");

    [Fact]
    public async Task Prometheus_finds_nothing_to_object_to_in_the_metrics_and_the_rules()
    {
        await using var broker = await MosquittoServer.StartAsync();
        await using var scene = new RoadScene(broker.Port, Sqlite);
        await using var service = StartWithHttp(scene);
        using var admin = await AdminAsync(service, scene.Data);
        await RoadScene.UntilAsync(async () => (await admin.GetStringAsync("/metrics", Stop))
            .Contains("activitysync_job_duration_seconds", StringComparison.Ordinal), "metrics", Stop);

        await CheckAsync(await admin.GetStringAsync("/metrics", Stop), "check", "metrics");
        await CheckAsync("", "check", "rules", Repository.PathTo("deploy", "prometheus", "activitysync.rules.yml"));
        await CheckAsync("", "test", "rules", Repository.PathTo("deploy", "prometheus", "activitysync.rules.test.yml"));
    }

    [Fact]
    public async Task Every_metric_an_alert_asks_for_is_there()
    {
        await using var broker = await MosquittoServer.StartAsync();
        await using var scene = new RoadScene(broker.Port, Sqlite);
        await using var service = StartWithHttp(scene);
        using var admin = await AdminAsync(service, scene.Data);
        foreach (var body in new[] { """{ "steps": { "ts": 1 } }""", $$"""{ "heart_rate": { "ts": {{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}, "bpm": 70 } }""" })
        {
            await admin.PostAsync($"/api/v1/samples?wearer={RoadScene.Good}", new StringContent(body), Stop);
        }
        var asked = Asked().Matches(await File.ReadAllTextAsync(Repository.PathTo("deploy", "prometheus", "activitysync.rules.yml"), Stop))
            .Select(match => match.Value).Distinct().ToList();

        Assert.NotEmpty(asked);
        await RoadScene.UntilAsync(async () =>
        {
            var text = await admin.GetStringAsync("/metrics", Stop);
            return asked.All(name => text.Contains($"\n{name}", StringComparison.Ordinal));
        }, string.Join(", ", asked), Stop);
    }

    [Fact]
    public async Task Ready_turns_red_with_the_reason_when_the_broker_dies_and_live_stays_green()
    {
        var broker = await MosquittoServer.StartAsync();
        await using var scene = new RoadScene(broker.Port, Sqlite);
        await using var service = StartWithHttp(scene);
        using var admin = await AdminAsync(service, scene.Data);
        await RoadScene.UntilAsync(async () => (await admin.GetAsync("/health/ready", Stop)).IsSuccessStatusCode, "ready", Stop);

        await broker.DisposeAsync();

        await RoadScene.UntilAsync(async () => (await admin.GetAsync("/health/ready", Stop)).StatusCode == HttpStatusCode.ServiceUnavailable,
            "not ready", Stop);
        using var health = JsonDocument.Parse(await (await admin.GetAsync("/health/ready", Stop)).Content.ReadAsStringAsync(Stop));
        var failing = Assert.Single(health.RootElement.GetProperty("parts").EnumerateArray(), part => !part.GetProperty("ok").GetBoolean());
        Assert.Equal("broker", failing.GetProperty("name").GetString());
        Assert.NotEqual("", failing.GetProperty("reason").GetString());
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/health/live", Stop)).StatusCode);
    }

    [Fact]
    public async Task Ready_turns_red_with_the_reason_when_the_store_dies_and_green_when_it_is_back()
    {
        InfluxFixture.RequireInstalled();
        await using var influx = await InfluxServer.StartAsync("", Stop);
        await using var broker = await MosquittoServer.StartAsync();
        await using var scene = new RoadScene(broker.Port, $$"""{ "Kind": "Influx", "Influx": { "Url": "{{influx.Url}}" } }""");
        await using var service = StartWithHttp(scene);
        using var admin = await AdminAsync(service, scene.Data);
        await RoadScene.UntilAsync(async () => (await admin.GetAsync("/health/ready", Stop)).IsSuccessStatusCode, "ready", Stop);

        influx.Kill();

        // A job may have noticed first; the store is asked each five seconds.
        var store = default(JsonElement);
        await RoadScene.UntilAsync(async () =>
        {
            var answer = await admin.GetAsync("/health/ready", Stop);
            using var health = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
            store = health.RootElement.GetProperty("parts").EnumerateArray()
                .Single(part => part.GetProperty("name").GetString() == "store").Clone();
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable && !store.GetProperty("ok").GetBoolean();
        }, "not ready, for the store", Stop);
        Assert.NotEqual("", store.GetProperty("reason").GetString());
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/health/live", Stop)).StatusCode);
        await influx.RestartAsync(Stop);
        await RoadScene.UntilAsync(async () => (await admin.GetAsync("/health/ready", Stop)).IsSuccessStatusCode, "ready again", Stop);
    }

    [Fact]
    public async Task A_refused_sign_in_is_a_line_that_fail2ban_understands()
    {
        await using var scene = new RoadScene(1, Sqlite);
        await using var service = StartWithHttp(scene);
        using var admin = await AdminAsync(service, scene.Data);
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "as_00000000_guess");

        Assert.Equal(HttpStatusCode.Unauthorized, (await admin.GetAsync("/api/v1/wearers", Stop)).StatusCode);
        await RoadScene.UntilAsync(() => Task.FromResult(service.Log.Contains("Sign-in refused", StringComparison.Ordinal)), "line", Stop);

        var log = Path.Combine(scene.Data, "log");
        await File.WriteAllTextAsync(log, service.Log, Stop);
        Assert.Contains(", 1 matched,", await Tool.RunAsync(
            "fail2ban-regex", [log, Repository.PathTo("deploy", "fail2ban", "activitysync.conf")]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_self_test_walks_the_road_of_a_running_service_and_leaves_nothing_behind()
    {
        await using var broker = await MosquittoServer.StartAsync();
        await using var scene = new RoadScene(broker.Port, Sqlite);
        await using var service = StartWithHttp(scene);
        using var admin = await AdminAsync(service, scene.Data);

        var (code, output, errors) = await ServiceProcess.VerbAsync(Stop, "selftest", "--config", scene.ConfigFolder);

        Assert.True(code == 0, output + errors);
        Assert.Matches("score +[0-9]+, back from the broker", output);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(scene.Data), path => path.Contains("selftest", StringComparison.Ordinal));
        Assert.Empty(await scene.Store.ReadWearersAsync(Stop));
        var kept = await Tool.RunAsync("sh",
            ["-c", "mosquitto_sub -p $0 -t 'activitysync-selftest/#' -W 1 -F %t; test $? = 27", $"{broker.Port}"]); // 27: the time is up
        Assert.Equal("", kept.Trim());
    }

    [Fact]
    public async Task The_self_test_says_where_the_road_ends()
    {
        await using var scene = new RoadScene(1, Sqlite);

        var (code, output, _) = await ServiceProcess.VerbAsync(Stop, "selftest", "--config", scene.ConfigFolder, "--seconds", "2");

        Assert.Equal(1, code);
        Assert.Contains("no broker answers at", output, StringComparison.Ordinal);
    }

    static async Task<HttpClient> AdminAsync(ServiceProcess service, string data)
    {
        var url = Match.Empty;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!(url = Answering().Match(service.Log)).Success)
        {
            Assert.False(service.HasExited || limit.IsCancellationRequested, service.Log);
            await Task.Delay(50, Stop);
        }
        var client = new HttpClient { BaseAddress = new Uri(url.Groups[1].Value) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await File.ReadAllTextAsync(Path.Combine(data, "administrator.token"), Stop)).Trim());
        return client;
    }

    static async Task CheckAsync(string input, params string[] arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, input, Stop);
            await Tool.RunAsync("sh", ["-c", "command -v promtool >/dev/null || exit 77; promtool \"$@\" < \"$0\"", file, .. arguments]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"Answering on (http://[^\s]+)")]
    private static partial Regex Answering();

    [GeneratedRegex(@"\bactivitysync_[a-z_]+")]
    private static partial Regex Asked();
}
