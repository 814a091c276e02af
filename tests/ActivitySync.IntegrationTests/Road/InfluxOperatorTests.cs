using ActivitySync.IntegrationTests.Support;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>What whoever set up InfluxDB not quite right reads, wherever they look; and that mending it is enough.</summary>
public sealed class InfluxOperatorTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_who_may_only_read_is_said_everywhere_and_what_waited_is_stored_once_the_user_may_write()
    {
        await using var influx = await StartAsync("auth-enabled = true");
        using var http = new HttpClient { BaseAddress = influx.Url };
        foreach (var statement in (string[])[
            "CREATE USER root WITH PASSWORD 'secret' WITH ALL PRIVILEGES", "CREATE DATABASE wear",
            "CREATE USER me WITH PASSWORD 'me'", "GRANT READ ON wear TO me"])
        {
            await AdministerAsync(http, statement);
        }
        await using var broker = await MosquittoServer.StartAsync();
        await using var scene = new RoadScene(broker.Port, $$"""
            { "Kind": "Influx", "Influx": { "Url": "{{influx.Url}}", "Database": "wear", "User": "me", "Password": "me" } }
            """);
        await using var service = ServiceProcess.Start(scene.ConfigFolder);
        await scene.ConnectedAsync(service, Stop);
        await PublishAsync(broker, 61);

        const string Words = "does not let us write. Give the user or token write access; data waits in the spool";
        await SaidAsync(service, Words);
        await RoadScene.UntilAsync(
            () => Task.FromResult(scene.Health("waiting_messages") == 1
                && scene.HealthText("store_error")?.Contains(Words, StringComparison.Ordinal) == true),
            "store_error", Stop, () => service.Log);
        var (code, output, _) = await ServiceProcess.VerbAsync(Stop, "healthcheck", "--config", scene.ConfigFolder);
        Assert.Equal(0, code);
        Assert.Contains("store unavailable", output, StringComparison.Ordinal);
        Assert.Contains(Words, output, StringComparison.Ordinal);

        await AdministerAsync(http, "GRANT ALL ON wear TO me");

        await StoredAsync(scene, service, 61);
        Assert.Contains("database \"wear\": found", service.Log, StringComparison.Ordinal);
        await RoadScene.UntilAsync(
            () => Task.FromResult(scene.HealthText("store_error") is null), "no store_error", Stop, () => service.Log);
    }

    [Fact]
    public async Task A_server_that_was_away_and_then_does_not_know_us_says_both_and_each_once()
    {
        await using var influx = await StartAsync("");
        await using var broker = await MosquittoServer.StartAsync();
        await using var scene = new RoadScene(broker.Port, $$"""{ "Kind": "Influx", "Influx": { "Url": "{{influx.Url}}" } }""");
        await using var service = ServiceProcess.Start(scene.ConfigFolder);
        await scene.ConnectedAsync(service, Stop);
        await SaidAsync(service, "made, kept for ever");

        influx.Kill();
        await PublishAsync(broker, 62);
        await SaidByDrainAsync(service, "cannot be reached (Connection refused). Data waits in the spool. Check that it runs");
        influx.Change("log-enabled = false", "log-enabled = false\n  auth-enabled = true");
        await influx.RestartAsync(Stop);
        await SaidByDrainAsync(service, "does not know the user, password or token");
        influx.Change("auth-enabled = true", "auth-enabled = false");
        await influx.RestartAsync(Stop);

        await StoredAsync(scene, service, 62);
        await SaidAsync(service, "Store is back after");
        foreach (var reason in (string[])["Connection refused", "does not know the user"])
        {
            Assert.Single(LinesOfDrain(service), line => line.Contains(reason, StringComparison.Ordinal));
        }
    }

    static async Task StoredAsync(RoadScene scene, ServiceProcess service, int bpm) => await RoadScene.UntilAsync(
        async () =>
        {
            try
            {
                return await scene.Store.ReadHeartRatesAsync(RoadScene.Good, 0, long.MaxValue / 2_000_000, Stop) is [{ } beat]
                    && beat.Bpm == bpm;
            }
            catch (ActivitySync.Storage.StoreUnavailableException)
            {
                return false;
            }
        },
        "stored", Stop, () => service.Log);

    // Jobs say why they wait, too, and may be first.
    static Task SaidByDrainAsync(ServiceProcess service, string words) => RoadScene.UntilAsync(
        () => Task.FromResult(LinesOfDrain(service).Any(line => line.Contains(words, StringComparison.Ordinal))), words, Stop,
        () => service.Log);

    static IEnumerable<string> LinesOfDrain(ServiceProcess service) =>
        service.Log.Split('\n').Where(line => line.Contains("Store is not available", StringComparison.Ordinal));

    static Task SaidAsync(ServiceProcess service, string words) => RoadScene.UntilAsync(
        () => Task.FromResult(service.Log.Contains(words, StringComparison.Ordinal)), words, Stop, () => service.Log);

    static Task<string> PublishAsync(MosquittoServer broker, int bpm) => Tool.RunAsync(
        "mosquitto_pub",
        ["-p", $"{broker.Port}", "-q", "1", "-t", $"activitysync/v1/{RoadScene.Good}/watch/heart_rate", "-m",
            $$"""{"ts":{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}},"bpm":{{bpm}}}"""]);

    static async Task<InfluxServer> StartAsync(string httpSettings)
    {
        InfluxFixture.RequireInstalled();
        return await InfluxServer.StartAsync(httpSettings, Stop);
    }

    static async Task AdministerAsync(HttpClient http, string statement)
    {
        using var form = new FormUrlEncodedContent([new("q", statement)]);
        using var answer = await http.PostAsync(new Uri("query?u=root&p=secret", UriKind.Relative), form, Stop);
        var said = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode && !said.Contains("error", StringComparison.Ordinal), said);
    }
}
