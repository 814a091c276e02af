using ActivitySync.IntegrationTests.Support;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>The service is killed at random moments while numbered messages pour in. tests/proof-crash runs 200 rounds.</summary>
public sealed class CrashProof
{
    // Nobody kills this broker; saving its state at each message would only cost minutes.
    const string Unhurried =
        """
        autosave_interval 1800
        autosave_on_changes false
        """;

    const int Seed = 20260301;

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SQLite")]
    [InlineData("InfluxDB")]
    public async Task Killed_at_random_moments_under_load_nothing_acknowledged_is_lost_or_counted_twice(string kind)
    {
        var rounds = ProofRun.Count("PROOF_ROUNDS", inShort: 3);
        if (kind == "InfluxDB")
        {
            InfluxFixture.RequireInstalled();
        }
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var influx = kind == "InfluxDB" ? await InfluxServer.StartAsync("", Stop) : null;
        await using var scene = new RoadScene(broker.Port, influx is null ? Stores.Sqlite : Stores.Influx(influx.Url));
        var service = ServiceProcess.Start(scene.ConfigFolder);
        await scene.ConnectedAsync(service, Stop); // from now on the broker keeps a session for it
        await using var load = new NumberedLoad(broker.Port, perSecond: 300);
        var random = new Random(Seed);
        var ready = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            // Half of them somewhere in the start, half at work.
            if (round % 2 == 0)
            {
                ready.Add(await scene.ConnectedAsync(service, Stop));
            }
            await Task.Delay(random.Next(0, 1_500), Stop);
            Assert.False(service.HasExited, service.Log);
            await service.KillAsync();
            await service.DisposeAsync();
            service = ServiceProcess.Start(scene.ConfigFolder);
        }
        ready.Add(await scene.ConnectedAsync(service, Stop));
        var acknowledged = await load.StopAsync();
        await scene.IdleAsync(service, Stop);
        var (lost, twice) = await NumberedLoad.CompareAsync(scene.Store, acknowledged, Stop);
        await service.DisposeAsync();

        ProofRun.Figure($"{kind}: kill -9 during the load", $"{rounds}");
        ProofRun.Figure($"{kind}: messages acknowledged, lost, counted twice", $"{acknowledged}, {lost}, {twice}");
        ProofRun.Figure($"{kind}: start of the process to subscribed", ProofRun.Spread(ready));
        Assert.True(acknowledged > 100);
        Assert.Equal((0, 0), (lost, twice));
    }

    [Fact]
    public async Task With_a_large_spool_it_takes_messages_again_at_once()
    {
        var megabytes = ProofRun.Count("PROOF_SPOOL_MB", inShort: 10);
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var scene = new RoadScene(broker.Port, Stores.Influx(new Uri("http://127.0.0.1:9"))); // nobody there
        var bursts = SpoolFilling.Fill(scene.Data, megabytes);
        var ready = new List<double>();
        for (var round = 0; round < ProofRun.Count("PROOF_STARTS", inShort: 2); round++)
        {
            await using var service = ServiceProcess.Start(scene.ConfigFolder);
            ready.Add(await scene.ConnectedAsync(service, Stop));
            Assert.Contains($"{bursts * SpoolFilling.MessagesInBurst} messages waiting", service.Log, StringComparison.Ordinal);
            await service.KillAsync();
        }
        ProofRun.Figure($"kill -9 to subscribed, {megabytes} MB in the spool", ProofRun.Spread(ready));
    }
}
