using System.Text.Json;
using ActivitySync.Demo;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>The service as a process with the days of one of the demo's people behind it, as many as are asked for.</summary>
internal sealed class YearScene : IAsyncDisposable
{
    const int Seed = 7;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    readonly TempFolder _folder = new();
    ServiceProcess _service = null!;

    /// <summary>Where the dashboard is, without a slash at its end.</summary>
    public string Url { get; private set; } = "";

    public int MqttPort { get; } = LoopbackPort.Free();

    /// <summary>Processor time the service has taken since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            using var service = System.Diagnostics.Process.GetProcessById(_service.Id);
            return service.TotalProcessorTime;
        }
    }

    public static async Task<YearScene> StartAsync(int days, CancellationToken stop)
    {
        var scene = new YearScene();
        scene.Configure(days);
        scene._service = ServiceProcess.Start(scene._folder.Path);
        await scene.UntilAsync(log => log.Contains("Answering on ", StringComparison.Ordinal), stop);
        var address = scene._service.Log.Split("Answering on ")[1];
        scene.Url = address[..address.IndexOfAny(['\r', '\n', ' '])].TrimEnd('/');
        await scene.LiveAsync(days, stop);
        return scene;
    }

    void Configure(int days)
    {
        var data = _folder.File("data");
        File.WriteAllText(_folder.File("wearers.json"), JsonSerializer.Serialize(new
        {
            wearers = DemoWearer.All.Select(demo => new
            {
                id = demo.Wearer.Id,
                name = demo.Wearer.Name,
                zone = demo.Wearer.Zones.At(NodaTime.SystemClock.Instance.GetCurrentInstant()).Id,
                devices = demo.Wearer.DevicePriority,
            }),
        }));
        File.WriteAllText(_folder.File("activitysync.json"), $$"""
            {
              "Mqtt": { "Port": {{MqttPort}} },
              "Ingest": { "MaxAgeDays": {{days + 7}} },
              "Spool": { "Folder": "{{data}}" },
              "Storage": { "Folder": "{{data}}" },
              "Jobs": { "ScoreDaysEverySeconds": 1, "ProgressEverySeconds": 1, "GraceMinutes": 0 },
              "Http": { "Open": true }
            }
            """);
    }

    async Task LiveAsync(int days, CancellationToken stop)
    {
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var today = NodaTime.Instant.FromUnixTimeMilliseconds(nowMs);
        await using var devices = TestClient.Start(TestClient.Options(MqttPort));
        await devices.WaitConnectedAsync();
        foreach (var demo in DemoWearer.All)
        {
            var messages = new DemoMessages(demo);
            var date = ActivitySync.Core.Movement.LocalDays.DateAt(demo.Wearer, today.ToUnixTimeMilliseconds());
            var flying = new List<Task>();
            for (var ago = days; ago >= 0; ago--)
            {
                // The demo's days grow with their number; over a year they would outgrow everybody.
                var life = DemoLife.Day(demo.Story, Seed, (days - ago) % DemoLife.HistoryDays);
                flying.AddRange(messages.Of(date.PlusDays(-ago), life, days - ago, nowMs)
                    .Select(one => devices.PublishAsync(one.Topic, one.Payload, MqttQos.AtLeastOnce, retain: false, stop).AsTask()));
                if (flying.Count > 400)
                {
                    await Task.WhenAll(flying);
                    flying.Clear();
                }
            }
            await Task.WhenAll(flying);
        }
        await UntilSettledAsync(stop);
    }

    // Only each one's today, and what a day touches beside it, is still to be looked at.
    async Task UntilSettledAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        var path = Path.Combine(_folder.File("data"), "health.json");
        var isSettled = 0;
        while (isSettled < 2)
        {
            await Task.Delay(3_000, limit.Token);
            Assert.False(_service.HasExited, _service.Log);
            using var health = JsonDocument.Parse(await File.ReadAllBytesAsync(path, limit.Token));
            isSettled = health.RootElement.GetProperty("waiting_messages").GetInt64() == 0
                && health.RootElement.GetProperty("touched_days").GetInt32() <= DemoWearer.All.Count * 2 ? isSettled + 1 : 0;
        }
    }

    async Task UntilAsync(Func<string, bool> said, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        while (!said(_service.Log))
        {
            Assert.False(_service.HasExited, _service.Log);
            await Task.Delay(200, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Dispose();
    }
}
