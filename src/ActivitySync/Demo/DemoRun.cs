using ActivitySync.Access;
using ActivitySync.Core.Decoding;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Mqtt;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Demo;

/// <summary>How the demo runs.</summary>
/// <param name="Seed">Same seed, same days.</param>
/// <param name="Folder">Where its data goes; null for a new temporary folder that is removed at the end.</param>
/// <param name="Seconds">End after so many seconds of live data; null to run until stopped.</param>
internal sealed record DemoRequest(int Seed, string? Folder, int? Seconds);

/// <summary>
/// The whole service with a broker of its own and three invented wearers, whose devices publish four weeks of history
/// and then live, over MQTT like any other.
/// </summary>
internal static class DemoRun
{
    static readonly TimeSpan LiveEvery = TimeSpan.FromSeconds(2);
    static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(DemoRequest request, CancellationToken stop)
    {
        await Task.Yield(); // the command line listens for signals once it has been given a task
        var folder = request.Folder ?? Directory.CreateTempSubdirectory("activitysync-demo-").FullName;
        try
        {
            var config = Config(folder);
            Directory.CreateDirectory(folder);
            DemoFolder.Write(folder, config);
            using var host = ServiceHost.Build(config);
            await host.StartAsync(stop);
            DemoScreen.OpenAt(WebFace.Url((WebApplication)host));
            try
            {
                await ShowAsync(host.Services, request, folder, stop);
            }
            finally
            {
                await host.StopAsync(CancellationToken.None);
            }
            DemoScreen.Goodbye(request.Folder);
            return host.Services.GetRequiredService<JobGuard>().Bug is null ? 0 : 70;
        }
        finally
        {
            if (request.Folder is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Embedded everything, on a free port, looking often.</summary>
    internal static ServiceConfig Config(string folder) => new()
    {
        Mqtt = new MqttOptions { Port = FreePort.Find() },
        // Whoever tries a device of their own here should see it count.
        Ingest = new IngestOptions { MaxAgeDays = DemoLife.HistoryDays + 7, UnknownDevices = UnknownPolicy.Allow },
        Http = new HttpOptions { Port = 0, Open = true },
        Spool = new SpoolOptions { Folder = folder },
        Storage = new StorageOptions { Folder = folder },
        Jobs = new JobOptions { ScoreDaysEverySeconds = 1, ProgressEverySeconds = 1, GraceMinutes = 0 },
        Logging = new LoggingOptions { Level = Serilog.Events.LogEventLevel.Warning },
        Household = new Household([.. DemoWearer.All.Select(demo => demo.Wearer)]),
    };

    static async Task ShowAsync(IServiceProvider services, DemoRequest request, string folder, CancellationToken stop)
    {
        var config = services.GetRequiredService<ServiceConfig>();
        var time = services.GetRequiredService<TimeProvider>();
        var screen = new DemoScreen(
            services.GetRequiredService<IStore>(), services.GetRequiredService<ProgressReporter>(), time);
        DemoScreen.Welcome(config.Mqtt.Port, folder, request.Seed);
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var devices = DemoWearer.All.Select(demo => new DemoDevices(demo, request.Seed, nowMs)).ToList();
        await using var client = new MqttClient(
            config.Mqtt.ClientOptions("activitysync-demo-devices") with { CleanStart = true }, null,
            NullLogger<MqttClient>.Instance, time);
        client.Start();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await client.WaitConnectedAsync(ending.Token);
            var history = PublishHistoryAsync(client, devices, nowMs, ending.Token);
            await screen.ShowFirstScoredDayAsync(ending.Token);
            await history;
            await screen.ShowHistoryAsync(ending.Token);
            if (request.Seconds is { } seconds)
            {
                ending.CancelAfter(TimeSpan.FromSeconds(seconds));
            }
            DemoScreen.LiveBegins(folder);
            await LiveAsync(client, devices, screen, time, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Ctrl-C, or the time is up: both end the demo as intended.
        }
        await client.StopAsync(TimeSpan.FromSeconds(2));
    }

    static async Task PublishHistoryAsync(
        MqttClient client, IReadOnlyList<DemoDevices> devices, long nowMs, CancellationToken stop)
    {
        for (var index = 0; index <= DemoLife.HistoryDays; index++)
        {
            foreach (var (topic, payload) in devices.SelectMany(device => device.Day(index, nowMs)))
            {
                await client.PublishAsync(topic, payload, MqttQos.AtLeastOnce, retain: false, stop);
            }
        }
    }

    static async Task LiveAsync(
        MqttClient client, IReadOnlyList<DemoDevices> devices, DemoScreen screen, TimeProvider time, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LiveEvery, time);
        var shown = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stop))
        {
            var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var (topic, payload) in devices.SelectMany(device => device.Live(nowMs)))
            {
                await client.PublishAsync(topic, payload, MqttQos.AtLeastOnce, retain: false, stop);
            }
            if (time.GetElapsedTime(shown) >= ShowEvery)
            {
                shown = time.GetTimestamp();
                await screen.ShowTodayAsync(stop);
            }
        }
    }
}
