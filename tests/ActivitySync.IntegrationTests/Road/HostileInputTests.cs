using System.Diagnostics;
using ActivitySync.IntegrationTests.Support;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>What cannot be taken is kept aside with a reason, and the road goes on.</summary>
public sealed class HostileInputTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Malformed_messages_are_quarantined_with_a_reason_and_good_ones_behind_them_count()
    {
        await using var broker = await MosquittoServer.StartAsync();
        await using var scene = new RoadScene(broker.Port, """{ "Kind": "Sqlite", "Folder": "{data}" }""");
        await using var service = ServiceProcess.Start(scene.ConfigFolder);
        await RoadScene.UntilAsync(() => Task.FromResult(
            File.Exists(Path.Combine(scene.Data, "health.json"))
            && File.ReadAllText(Path.Combine(scene.Data, "health.json")).Contains("\"connected\"", StringComparison.Ordinal)),
            "connected to the broker", Stop);
        var steps = $"activitysync/v1/{RoadScene.Good}/watch/steps";

        await PublishAsync(broker.Port, steps, "{not json");
        await PublishAsync(broker.Port, steps, "");
        await PublishAsync(broker.Port, steps, """{"ts":1460548800000,"steps":-5,"counter":"delta"}""");
        await PublishAsync(broker.Port, "activitysync/v1/stranger/watch/steps", """{"ts":1460548800000,"steps":5,"counter":"delta"}""");
        await PublishAsync(broker.Port, steps, new string('[', 20_000));
        foreach (var value in (string[])["\"77\"", "NaN", "-Infinity", "1e400", "77.5", "[77]", "{}", "true", "99999999999999999999999999999999999999"])
        {
            await PublishAsync(broker.Port, steps, $$"""{"from":1460548740000,"ts":1460548800000,"steps":{{value}},"counter":"delta"}""");
        }
        await PublishAsync(broker.Port, "activitysync/v1/👟/watch/steps", """{"ts":1460548800000,"steps":5,"counter":"delta"}""");
        await PublishAsync(broker.Port, $"activitysync/v1/{RoadScene.Good}/my watch/steps", """{"ts":1460548800000,"steps":5,"counter":"delta"}""");
        await PublishAsync(broker.Port, $"activitysync/wearers/{RoadScene.Good}/steps", "77777");
        await PublishAsync(broker.Port, steps, """{"from":1460548740000,"ts":1460548800000,"steps":77,"counter":"delta"}""");

        await RoadScene.UntilAsync(async () => await scene.StoredStepsAsync(Stop) == 1, "the good message stored", Stop);
        var (code, output, errors) = await ServiceProcess.VerbAsync(Stop, "quarantine", "list", "--config", scene.ConfigFolder);
        Assert.True(code == 0, errors);
        Assert.Contains("bad_json", output, StringComparison.Ordinal);
        Assert.Contains("impossible_steps", output, StringComparison.Ordinal);
        Assert.Contains("unknown_wearer", output, StringComparison.Ordinal);
        Assert.Contains("bad_identifier", output, StringComparison.Ordinal);
        Assert.Equal(1, await scene.StoredStepsAsync(Stop));
        Assert.False(service.HasExited, service.Log);
    }

    static async Task PublishAsync(int port, string topic, string payload)
    {
        using var publisher = Process.Start(new ProcessStartInfo(
            "mosquitto_pub", ["-p", $"{port}", "-q", "1", "-t", topic, payload.Length == 0 ? "-n" : "-s"])
        {
            RedirectStandardInput = true,
        })!;
        await publisher.StandardInput.WriteAsync(payload);
        publisher.StandardInput.Close();
        await publisher.WaitForExitAsync(Stop);
        Assert.Equal(0, publisher.ExitCode);
    }
}
