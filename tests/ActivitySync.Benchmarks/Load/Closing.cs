using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Benchmarks.Load;

/// <summary>Scenario (e): the day of 10,000 wearers, each with a hundred walked minutes and heart rates, closes at once.</summary>
internal static class Closing
{
    const int Minutes = 100;
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    public static Task OnSqliteAsync(Figures figures, int wearers) => RunAsync(figures, "10,000 days close, SQLite", wearers, null);

    public static async Task OnInfluxAsync(Figures figures, int wearers)
    {
        await using var influx = await InfluxServer.StartAsync("", CancellationToken.None);
        await RunAsync(figures, "10,000 days close, InfluxDB", wearers, influx);
    }

    static async Task RunAsync(Figures figures, string name, int wearers, InfluxServer? influx)
    {
        // The scoring of the first start finds nothing; the one of the second, when all is there, everything.
        await using var service = await Service.StartAsync(new ServiceSettings(Tests.Support.LoopbackPort.Free())
        {
            IsBroker = true,
            Wearers = wearers,
            InfluxUrl = influx?.Url,
            More = ["--set", "Jobs:ScoreDaysEverySeconds=3600"],
        });
        await PublishAsync(service.Port, wearers);
        await Wait.UntilAsync(async () => await service.MetricAsync("activitysync_samples_stored_total") >= wearers * Minutes * 2L,
            TimeSpan.FromMilliseconds(500), Longest, "a day's samples stored");
        await service.StopAsync();

        await service.RestartAsync();
        var (started, before) = (Stopwatch.GetTimestamp(), service.Cost);
        using var stored = influx is null ? null : new StoredMessages(influx.Url, "load");
        await Wait.UntilAsync(async () => await (stored is null ? DaysAsync(service) : DaysAsync(stored)) >= wearers,
            TimeSpan.FromMilliseconds(250), Longest, "all days scored");
        figures.Add(name, "from ready to all scored, s", Stopwatch.GetElapsedTime(started).TotalSeconds);
        var cost = service.Cost - before;
        figures.Add(name, "service: CPU ms per scored day", cost.Seconds * 1_000 / wearers);
        figures.AddMemory(name, "service", cost);
    }

    static async Task PublishAsync(int port, int wearers)
    {
        await using var devices = new MqttClient(
            new MqttClientOptions { Host = "127.0.0.1", Port = port, ClientId = "devices" },
            null, NullLogger<MqttClient>.Instance, TimeProvider.System);
        devices.Start();
        await devices.WaitConnectedAsync(CancellationToken.None);
        var noon = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddHours(-12).ToUnixTimeMilliseconds();
        var payload = Payload(noon);
        using var room = new SemaphoreSlim(64);
        await Task.WhenAll(Enumerable.Range(0, wearers).Select(async wearer =>
        {
            await room.WaitAsync();
            await devices.PublishAsync($"activitysync/v1/{Messages.Wearer(wearer)}/watch/batch", payload, MqttQos.AtLeastOnce,
                retain: false, CancellationToken.None);
            room.Release();
        }));
    }

    static byte[] Payload(long noonMs)
    {
        var (steps, beats) = (new List<string>(), new List<string>());
        for (var minute = 0; minute < Minutes; minute++)
        {
            var endMs = noonMs + (minute * 180_000L);
            steps.Add(string.Create(CultureInfo.InvariantCulture,
                $$"""{"from":{{endMs - 60_000}},"ts":{{endMs}},"steps":{{40 + (minute % 60)}},"counter":"delta"}"""));
            beats.Add(string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{endMs}},"bpm":{{Messages.Bpm(minute)}}}"""));
        }
        return Encoding.ASCII.GetBytes($$"""{"steps":[{{string.Join(',', steps)}}],"heart_rate":[{{string.Join(',', beats)}}]}""");
    }

    static async Task<long> DaysAsync(StoredMessages stored)
        => await stored.AskAsync("SELECT count(revision) FROM day") is [var only] ? only.Numbers[0] : 0;

    static async Task<long> DaysAsync(Service service)
    {
        await using var file = new SqliteConnection($"Data Source={Path.Combine(service.Data, "activity.db")};Mode=ReadOnly;Pooling=False");
        await file.OpenAsync();
        await using var command = file.CreateCommand();
        command.CommandText = "SELECT count(*) FROM day";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
