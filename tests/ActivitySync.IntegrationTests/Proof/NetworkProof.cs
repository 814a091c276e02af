using ActivitySync.IntegrationTests.Support;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>Broker and network fail again and again under load. tests/proof-network runs it at length.</summary>
public sealed class NetworkProof
{
    // A broker that keeps its state in memory until it is stopped, or told to save it before it is killed.
    const string SavesAtItsEnd =
        """
        autosave_interval 1800
        autosave_on_changes false
        """;

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    const int Rate = 300;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broker_restarted_or_killed_again_and_again_loses_nothing(bool isKilled)
    {
        var rounds = ProofRun.Count("PROOF_RESTARTS", inShort: 3);
        await using var broker = await MosquittoServer.StartAsync(SavesAtItsEnd);
        await using var scene = new RoadScene(broker.Port, Stores.Sqlite);
        await using var service = ServiceProcess.Start(scene.ConfigFolder);
        await scene.ConnectedAsync(service, Stop);
        await using var load = new NumberedLoad(broker.Port, perSecond: Rate);
        var random = new Random(7);
        for (var round = 0; round < rounds; round++)
        {
            await Task.Delay(random.Next(200, 1_500), Stop);
            if (isKilled)
            {
                await broker.KillAsync();
            }
            else
            {
                await broker.StopAsync();
            }
            await Task.Delay(random.Next(0, 500), Stop);
            await broker.RestartAsync();
            // What mosquitto has acknowledged since it last wrote its state is gone with it, before it came to us.
            load.Repeat(isKilled ? Rate * 2 : 0);
        }
        await JudgeAsync(scene, service, load, $"broker {(isKilled ? "killed with -9" : "restarted")} {rounds} times");
    }

    [Fact]
    public async Task Connections_that_stall_break_drip_and_double_lose_nothing()
    {
        InfluxFixture.RequireInstalled();
        var rounds = ProofRun.Count("PROOF_CUTS", inShort: 5);
        await using var broker = await MosquittoServer.StartAsync(SavesAtItsEnd);
        await using var influx = await InfluxServer.StartAsync("", Stop);
        await using var toBroker = new ChaosProxy(broker.Port);
        await using var toStore = new ChaosProxy(influx.Url.Port);
        await using var scene = new RoadScene(toBroker.Port, Stores.Influx(new Uri($"http://127.0.0.1:{toStore.Port}")));
        await using var service = ServiceProcess.Start(
            scene.ConfigFolder, "--set", "Storage:Influx:TimeoutSeconds=3", "--set", "Mqtt:KeepAliveSeconds=5");
        await scene.ConnectedAsync(service, Stop);
        await using var load = new NumberedLoad(broker.Port, perSecond: 300);
        var random = new Random(11);
        Chaos[] brokerSide = [Chaos.Stall, Chaos.Reset, Chaos.Drip, Chaos.HalfOpen];
        Chaos[] storeSide = [Chaos.Reset, Chaos.Double, Chaos.Stall, Chaos.Drip, Chaos.HalfOpen];
        for (var round = 0; round < rounds; round++)
        {
            toBroker.Do(brokerSide[round % brokerSide.Length]);
            toStore.Do(storeSide[round % storeSide.Length]);
            await Task.Delay(random.Next(500, 4_000), Stop);
            toBroker.Do(Chaos.None);
            toStore.Do(Chaos.None);
            await Task.Delay(random.Next(300, 1_500), Stop);
        }
        await JudgeAsync(scene, service, load, $"network broken {rounds} times, towards broker and InfluxDB");
    }

    static async Task JudgeAsync(RoadScene scene, ServiceProcess service, NumberedLoad load, string what)
    {
        var acknowledged = await load.StopAsync();
        // Idle may also be a service that has not yet noticed that its link is dead: what it misses has time to come.
        var (lost, twice) = (acknowledged, 0);
        for (var looks = 0; lost > 0 && looks < 12; looks++)
        {
            await scene.IdleAsync(service, Stop);
            (lost, twice) = await NumberedLoad.CompareAsync(scene.Store, acknowledged, Stop);
        }
        ProofRun.Figure(what, $"{acknowledged} acknowledged, {lost} lost, {twice} counted twice");
        Assert.False(service.HasExited, service.Log);
        Assert.True(acknowledged > 100);
        Assert.Equal((0, 0), (lost, twice));
    }
}
