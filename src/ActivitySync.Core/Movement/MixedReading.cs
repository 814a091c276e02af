using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>A small count strewn among a counter's, left out of the day (see <see cref="MixedReadings"/>).</summary>
/// <param name="Device">Which device.</param>
/// <param name="Counter">The counter it came as.</param>
/// <param name="TimeMs">When it was taken, Unix milliseconds UTC.</param>
/// <param name="Steps">What it says.</param>
public readonly record struct MixedReading(string Device, CounterKind Counter, long TimeMs, long Steps)
{
    internal static IReadOnlyList<MixedReading> Of(LocalDay day, List<DeviceDay> devices)
    {
        List<MixedReading>? mixed = null;
        foreach (var device in devices)
        {
            foreach (var delta in device.Deltas)
            {
                if (delta.Rule == CounterRule.Mixed && delta.EndMs <= day.EndMs)
                {
                    (mixed ??= []).Add(new MixedReading(device.Device, device.Counter, delta.EndMs, delta.Steps));
                }
            }
        }
        return mixed ?? [];
    }
}
