using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Publish;
using ActivitySync.Spool;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Jobs;

/// <summary>
/// Notices devices that fell silent, and that are back: one event for each silence and one for its end, whatever happens in
/// between. A device silent for very long was put away and is not spoken of.
/// </summary>
internal sealed partial class DeviceWatch(
    MessageSpool spool, Household household, JobOptions options, ILogger<DeviceWatch> logger, TimeProvider time)
{
    // Our choice: after a month the drawer is likelier than a flat battery.
    const long PutAwayMs = 30L * 86_400_000;

    public Task RunAsync(CancellationToken stop)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var changed = new List<HeardDevice>();
        var events = new List<OutboxEvent>();
        foreach (var device in spool.Devices.All())
        {
            if (household.ById.TryGetValue(device.Wearer, out var wearer) && Look(wearer, device, nowMs) is { } news)
            {
                changed.Add(news.Device);
                events.Add(news.Event);
            }
        }
        if (changed.Count > 0)
        {
            spool.Devices.Changed(changed, events);
        }
        return Task.CompletedTask;
    }

    (HeardDevice Device, OutboxEvent Event)? Look(Wearer wearer, HeardDevice device, long nowMs)
    {
        var silentMs = nowMs - device.LastMs;
        if (device.StaleMs == 0 && silentMs >= options.StaleAfterMs && silentMs < PutAwayMs)
        {
            LogSilent(wearer.Id, device.Device, silentMs / 3_600_000);
            return (device with { StaleMs = device.LastMs }, EventWriter.OfDeviceStale(wearer, device, nowMs));
        }
        if (device.StaleMs != 0 && device.LastMs > device.StaleMs && silentMs < options.StaleAfterMs)
        {
            LogBack(wearer.Id, device.Device);
            return (device with { StaleMs = 0 }, EventWriter.OfDeviceBack(wearer, device, nowMs));
        }
        return null;
    }

    [LoggerMessage(LogLevel.Warning, "Device {Device} of {Wearer} has been silent for {Hours} hours")]
    partial void LogSilent(string wearer, string device, long hours);

    [LoggerMessage(LogLevel.Information, "Device {Device} of {Wearer} is back")]
    partial void LogBack(string wearer, string device);
}
