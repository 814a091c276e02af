using ActivitySync.Ingest;
using ActivitySync.Publish;
using ActivitySync.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Hosting;

/// <summary>
/// The retained topic <c>{prefix}/bridge/health</c>: how the service is, once a minute, for homes that watch over MQTT.
/// Holds no health value of anybody.
/// </summary>
internal sealed partial class BridgeHealth(
    HealthView view, HealthFile file, MessageSpool spool, MqttOptions mqtt, ILogger<BridgeHealth> logger, TimeProvider time)
    : BackgroundService
{
    // Often enough to see an outage, seldom enough to cost nothing. Our choice.
    static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    // The broker and the store need a moment after the start.
    static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(First, time, stoppingToken);
            using var timer = new PeriodicTimer(Every, time);
            do
            {
                await TellAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last will says that we are gone.
        }
    }

    async Task TellAsync(CancellationToken stop)
    {
        try
        {
            var parts = await view.PartsAsync(stop);
            var health = file.Look();
            var payload = Json.Object(json =>
            {
                json.WriteString("at", health.At);
                json.WriteString("status", parts.All(part => part.Ok) ? "ok" : "unavailable");
                json.WriteStartObject("parts");
                foreach (var part in parts)
                {
                    json.WriteString(part.Name, part.Reason ?? "ok");
                }
                json.WriteEndObject();
                json.Whole("received_messages", health.KeptMessages);
                json.Whole("stored_samples", health.StoredSamples);
                json.Whole("waiting_messages", health.WaitingMessages);
                json.Whole("oldest_waiting_seconds", (long?)health.OldestWaitingSeconds);
                json.Whole("quarantined_messages", health.Quarantined.Values.Sum());
                json.WriteStartObject("last_sample_age_seconds");
                foreach (var device in spool.Devices.All())
                {
                    json.Whole($"{device.Wearer}/{device.Device}", (health.At.ToUnixTimeMilliseconds() - device.LastMs) / 1_000);
                }
                json.WriteEndObject();
            });
            spool.State.Scored([], [new Publication($"{mqtt.TopicPrefix}/bridge/health", payload)]);
        }
        catch (SpoolUnavailableException reason)
        {
            LogNotTold(reason.Message);
        }
    }

    // Said louder by those who cannot work without it.
    [LoggerMessage(LogLevel.Debug, "The state of health cannot be told: {Reason}")]
    partial void LogNotTold(string reason);
}
