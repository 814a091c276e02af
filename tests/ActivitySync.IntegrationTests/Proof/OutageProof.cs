using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActivitySync.IntegrationTests.Support;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>
/// InfluxDB is away while messages arrive faster than life, and comes back. tests/proof-outage runs it with two million.
/// </summary>
public sealed class OutageProof
{
    const string Unhurried =
        """
        autosave_interval 1800
        autosave_on_changes false
        """;

    // What a day of five hundred wearers is: one message of each a second.
    const double LivedRate = 500;

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_arrived_during_an_outage_is_stored_in_order_and_new_messages_need_not_wait_for_it()
    {
        InfluxFixture.RequireInstalled();
        var messages = ProofRun.Count("PROOF_MESSAGES", inShort: 20_000);
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var influx = await InfluxServer.StartAsync("", Stop);
        await using var scene = new RoadScene(broker.Port, Stores.Influx(influx.Url));
        // As it comes, with HTTP; the limit holds a day.
        await using var service = ServiceProcess.Start(
            scene.ConfigFolder, "--set", "Spool:MaxMegabytes=16384", "--set", "Http:Enabled=true");
        await scene.ConnectedAsync(service, Stop);
        await scene.Store.PrepareAsync(Stop);
        using var memory = new MemoryWatch(service.Id);
        influx.Kill();

        var arriving = Stopwatch.StartNew();
        var memoryAt = new List<string>();
        await using (var load = new NumberedLoad(broker.Port, perSecond: 0, messages))
        {
            foreach (var part in (int[])[16, 8, 4, 2, 1])
            {
                await WaitAsync(scene, service, () => scene.Health("kept_messages") >= messages / part);
                if (memory.TakeLargest() is > 0 and var megabytes)
                {
                    memoryAt.Add(string.Create(CultureInfo.InvariantCulture, $"{megabytes:0} MB up to {scene.Health("waiting_messages")}"));
                }
            }
            await load.CompletedAsync();
        }
        var arrived = arriving.Elapsed.TotalSeconds;
        var (waiting, bytes) = (scene.Health("waiting_messages"), scene.Health("waiting_bytes") / 1_048_576d);
        Assert.Equal(messages, waiting);

        await influx.RestartAsync(Stop);
        var draining = Stopwatch.StartNew();
        await using var live = new NumberedLoad(broker.Port, perSecond: 20, wearer: RoadScene.Bad);
        while (await scene.Store.ReadSpanAsync(RoadScene.Bad, Stop) is null)
        {
            Assert.False(service.HasExited, service.Log);
            await Task.Delay(100, Stop);
        }
        var liveVisible = draining.Elapsed.TotalSeconds;
        var (worstHole, backlogAtLive) = (0, messages - await StoredAsync(influx.Url));
        while (await StoredAsync(influx.Url) is var stored && stored < messages)
        {
            Assert.False(service.HasExited, service.Log);
            worstHole = Math.Max(worstHole, await NewestAsync(influx.Url) + 1 - await StoredAsync(influx.Url));
            await Task.Delay(500, Stop);
        }
        var drained = draining.Elapsed.TotalSeconds;
        var acknowledgedLive = await live.StopAsync();
        await scene.IdleAsync(service, Stop);
        var (lost, twice) = await NumberedLoad.CompareAsync(scene.Store, messages, Stop);
        var (lostLive, _) = await NumberedLoad.CompareAsync(scene.Store, acknowledgedLive, Stop, RoadScene.Bad);

        ProofRun.Figure("outage: messages spooled", $"{waiting} ({bytes:0} MB), as many as come at {LivedRate}/s in {messages / LivedRate / 60:0} minutes");
        ProofRun.Figure("outage: arrival through mosquitto, QoS 1", $"{messages / arrived:0}/s");
        ProofRun.Figure("outage: drained", $"{messages / drained:0}/s, {messages / drained / LivedRate:0.0} times 500/s, {arrived / drained:0.0} times the arrival here");
        ProofRun.Figure("outage: live message visible after the store's return", $"{liveVisible:0.0} s, {backlogAtLive} still waiting");
        ProofRun.Figure("outage: numbers missing behind the newest stored, at most", $"{worstHole}");
        ProofRun.Figure("outage: lost, counted twice, live lost", $"{lost}, {twice}, {lostLive}");
        ProofRun.Figure("outage: memory (RSS) by what waited, at most", $"{string.Join(", ", memoryAt)}");
        ProofRun.Figure("outage: memory (RSS) while it drained, at most", $"{memory.TakeLargest():0} MB");
        ProofRun.Figure("outage: memory (RSS) of the service, at most", $"{memory.LargestMegabytes:0} MB");
        Assert.Equal((0, 0, 0), (lost, twice, lostLive));
        // One lot of the drain is on its way at a time, in requests side by side.
        Assert.True(worstHole <= 40_000, $"{worstHole} missing behind the newest");
    }

    static async Task WaitAsync(RoadScene scene, ServiceProcess service, Func<bool> condition)
    {
        while (!condition())
        {
            Assert.False(service.HasExited, service.Log);
            await Task.Delay(500, Stop);
        }
        Assert.NotNull(scene.Health("waiting_messages"));
    }

    static async Task<int> StoredAsync(Uri influx) => (int)(await AskAsync(influx, "count", 1) ?? 0);

    static async Task<int> NewestAsync(Uri influx)
        => (int)(((await AskAsync(influx, "last", 0) ?? NumberedLoad.FirstMs) - NumberedLoad.FirstMs) / 1000);

    static async Task<long?> AskAsync(Uri influx, string function, int column)
    {
        using var http = new HttpClient { BaseAddress = influx };
        var query = $"SELECT {function}(\"count\") FROM steps WHERE wearer = '{RoadScene.Good}'";
        var text = await http.GetStringAsync(string.Create(
            CultureInfo.InvariantCulture, $"/query?db=road&epoch=ms&q={Uri.EscapeDataString(query)}"), Stop);
        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.GetProperty("results")[0].TryGetProperty("series", out var series)
            ? series[0].GetProperty("values")[0][column].GetInt64() : null;
    }
}
