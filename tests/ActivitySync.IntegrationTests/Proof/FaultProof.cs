using System.Diagnostics;
using System.Globalization;
using ActivitySync.IntegrationTests.Support;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>Disks, clocks and signals. tests/proof-faults runs it.</summary>
public sealed class FaultProof
{
    const string Unhurried =
        """
        autosave_interval 1800
        autosave_on_changes false
        """;

    const string FakeTime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)] // our own messages use the room up
    [InlineData(true)] // somebody else fills the disk to its last byte
    public async Task A_full_disk_is_said_and_nothing_is_lost_when_there_is_room_again(bool isFilledByOthers)
    {
        const int Messages = 150_000;
        InfluxFixture.RequireInstalled();
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var influx = await InfluxServer.StartAsync("", Stop);
        await using var scene = new RoadScene(broker.Port, Stores.Influx(influx.Url));
        await using var disk = await SmallDisk.MountAsync(scene.Data, megabytes: 20);
        await using var service = ServiceProcess.Start(scene.ConfigFolder, "--set", "Spool:MinFreeMegabytes=8");
        await scene.ConnectedAsync(service, Stop);
        influx.Kill();
        await using var load = new NumberedLoad(broker.Port, perSecond: 0, Messages);
        var ballast = Path.Combine(scene.Data, "ballast");
        if (isFilledByOthers)
        {
            await Assert.ThrowsAsync<IOException>(() => File.WriteAllBytesAsync(ballast, new byte[32 << 20], Stop));
        }

        // The look at the disk is a second old at most; a burst that came in between meets the full disk itself.
        string[] said = ["its disk has little room left", "The disk of the spool is full"];
        await RoadScene.UntilAsync(() => Task.FromResult(
            Array.Exists(said, words => service.Log.Contains(words, StringComparison.Ordinal))), said[0], Stop);
        await RoadScene.UntilAsync(() => Task.FromResult(Array.Exists(said, words =>
            scene.HealthText("spool")?.Contains(words, StringComparison.Ordinal) == true)), "said in health.json", Stop, () => $"{scene.HealthText("spool")} at {scene.HealthText("at")}");
        var (code, alive, _) = await ServiceProcess.VerbAsync(Stop, "healthcheck", "--config", scene.ConfigFolder);
        Assert.Equal(0, code);
        Assert.Contains("full", alive, StringComparison.Ordinal);
        Assert.False(service.HasExited, service.Log);

        File.Delete(ballast); // somebody has tidied up
        await influx.RestartAsync(Stop);
        await load.CompletedAsync();
        await scene.IdleAsync(service, Stop);
        var (lost, twice) = await NumberedLoad.CompareAsync(scene.Store, load.Acknowledged, Stop);

        ProofRun.Figure($"disk full (tmpfs of 20 MB){(isFilledByOthers ? ", by others" : "")}", $"{load.Acknowledged} acknowledged, {lost} lost, {twice} counted twice");
        Assert.Equal((Messages, 0, 0), (load.Acknowledged, lost, twice));
    }

    [Fact]
    public async Task A_read_only_disk_is_refused_with_a_sentence()
    {
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var scene = new RoadScene(broker.Port, Stores.Sqlite);
        await using var disk = await SmallDisk.MountAsync(scene.Data, megabytes: 4);
        await disk.MakeReadOnlyAsync();

        var (code, _, errors) = await ServiceProcess.VerbAsync(
            Stop, "run", "--config", scene.ConfigFolder, "--set", "Http:Enabled=true");

        Assert.Equal(75, code);
        Assert.Contains("cannot be opened for writing", errors, StringComparison.Ordinal);
        ProofRun.Figure("read-only disk at start", $"exit code {code} and a sentence");
    }

    [Fact]
    public async Task A_second_service_on_the_folder_is_refused_with_a_sentence_and_the_first_goes_on()
    {
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var scene = new RoadScene(broker.Port, Stores.Sqlite);
        await using var first = ServiceProcess.Start(scene.ConfigFolder);
        await scene.ConnectedAsync(first, Stop);

        var (code, _, errors) = await ServiceProcess.VerbAsync(Stop, "run", "--config", scene.ConfigFolder);

        Assert.Equal(75, code);
        Assert.Contains("Another ActivitySync runs on", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.False(first.HasExited, first.Log);
        await first.KillAsync();
        await using var third = ServiceProcess.Start(scene.ConfigFolder); // the lock went with the process
        await scene.ConnectedAsync(third, Stop);
        ProofRun.Figure("second process on one folder", $"exit code {code} and a sentence");
    }

    [Fact]
    public async Task SIGTERM_under_load_ends_it_soon_and_loses_nothing()
    {
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var scene = new RoadScene(broker.Port, Stores.Sqlite);
        var service = ServiceProcess.Start(scene.ConfigFolder);
        await scene.ConnectedAsync(service, Stop);
        await using var load = new NumberedLoad(broker.Port, perSecond: 1_000);
        var seconds = new List<double>();
        for (var round = 0; round < ProofRun.Count("PROOF_TERMS", inShort: 2); round++)
        {
            await Task.Delay(1_000, Stop);
            var started = Stopwatch.StartNew();
            Assert.Equal(0, await service.TerminateAsync(Stop));
            seconds.Add(started.Elapsed.TotalSeconds);
            await service.DisposeAsync();
            service = ServiceProcess.Start(scene.ConfigFolder);
            await scene.ConnectedAsync(service, Stop);
        }
        var acknowledged = await load.StopAsync();
        await scene.IdleAsync(service, Stop);
        var (lost, twice) = await NumberedLoad.CompareAsync(scene.Store, acknowledged, Stop);
        await service.DisposeAsync();
        ProofRun.Figure("SIGTERM at 1000 messages a second, to the end", ProofRun.Spread(seconds));
        ProofRun.Figure("SIGTERM", $"{acknowledged} acknowledged, {lost} lost, {twice} counted twice");
        Assert.Equal((0, 0), (lost, twice));
    }

    [Fact]
    public async Task The_clock_jumping_by_a_day_both_ways_loses_nothing()
    {
        Assert.SkipUnless(File.Exists(FakeTime), "libfaketime is not installed: apt-get install faketime");
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var scene = new RoadScene(broker.Port, Stores.Sqlite);
        var offset = Path.Combine(scene.ConfigFolder, "offset");
        await File.WriteAllTextAsync(offset, "+0", Stop);
        await using var service = ServiceProcess.StartWith(
            new() { ["LD_PRELOAD"] = FakeTime, ["FAKETIME_TIMESTAMP_FILE"] = offset, ["FAKETIME_NO_CACHE"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1" },
            scene.ConfigFolder);
        await scene.ConnectedAsync(service, Stop);
        await using var load = new NumberedLoad(broker.Port, perSecond: 200);
        foreach (var jump in (string[])["+1d", "+0", "-1d", "+0", "+1d", "-1d", "+0"])
        {
            await Task.Delay(2_000, Stop);
            await File.WriteAllTextAsync(offset, jump, Stop);
            await RoadScene.UntilAsync(() => Task.FromResult(
                DateTimeOffset.Parse(scene.HealthText("at")!, CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow() is var ahead
                && Math.Abs(ahead.TotalDays - (jump[1] == '0' ? 0 : jump[0] == '+' ? 1 : -1)) < 0.1), $"the service's clock at {jump}", Stop);
        }
        var acknowledged = await load.StopAsync();
        await scene.IdleAsync(service, Stop);
        var (lost, twice) = await NumberedLoad.CompareAsync(scene.Store, acknowledged, Stop);
        ProofRun.Figure("clock jumps of a day, both ways (libfaketime)", $"{acknowledged} acknowledged, {lost} lost, {twice} counted twice");
        Assert.Equal((0, 0), (lost, twice));
    }
}
