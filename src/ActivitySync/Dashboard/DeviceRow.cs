using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Publish;
using ActivitySync.Spool;

namespace ActivitySync.Dashboard;

/// <summary>A device and what it did in the last week, today included.</summary>
/// <param name="Heard">Its name and last message.</param>
/// <param name="Counters">Its step counters that stood for a day.</param>
/// <param name="Days">Days with step readings.</param>
/// <param name="Readings">Their step readings.</param>
/// <param name="CountedSteps">Steps of it in the totals.</param>
/// <param name="OverlapSteps">Steps left out because a more trusted device counted at that time.</param>
/// <param name="SetAside">Readings left out as impossible or of another kind.</param>
internal sealed record DeviceRow(
    HeardDevice Heard, IReadOnlyList<string> Counters, int Days, int Readings, long CountedSteps, long OverlapSteps, int SetAside)
{
    const int LookBackDays = 6;

    /// <summary>The wearer's devices, by name.</summary>
    public static IReadOnlyList<DeviceRow> Of(TodayFacts today, IReadOnlyList<HeardDevice> devices)
    {
        var parts = today.History.Where(report => report.Date >= today.Day.Date.PlusDays(-LookBackDays))
            .SelectMany(report => report.Devices).Concat(today.Movement?.Devices ?? []).ToLookup(part => part.Device);
        return [.. devices.Select(device => Of(device, [.. parts[device.Device]]))];
    }

    static DeviceRow Of(HeardDevice device, IReadOnlyList<DeviceContribution> parts) => new(
        device, [.. parts.Select(part => CounterKindNames.Of(part.Counter)).Distinct()], parts.Count,
        parts.Sum(part => part.Readings), parts.Sum(part => part.CountedSteps), parts.Sum(part => part.OverlapSteps),
        parts.Sum(part => part.ImplausibleReadings + part.MixedReadings));
}
