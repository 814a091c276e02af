using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// What became of one device's steps in a day. Counted and overlap together are all it plausibly counted.
/// </summary>
public sealed record DeviceContribution
{
    /// <summary>Which device.</summary>
    public required string Device { get; init; }

    /// <summary>Which of its counters stands for the day.</summary>
    public required CounterKind Counter { get; init; }

    /// <summary>Its readings that touch the day.</summary>
    public required int Readings { get; init; }

    /// <summary>Steps in the day's total.</summary>
    public required long CountedSteps { get; init; }

    /// <summary>Steps left out because a more trusted device counted at that time.</summary>
    public required long OverlapSteps { get; init; }

    /// <summary>Readings left out as impossible.</summary>
    public required int ImplausibleReadings { get; init; }

    /// <summary>Steps they would have added.</summary>
    public required long ImplausibleSteps { get; init; }

    /// <summary>Readings left out because another counter of the device stands for the day.</summary>
    public required int OtherCounterReadings { get; init; }

    /// <summary>Times its counter began anew: reboot, reset or rollover.</summary>
    public required int Resets { get; init; }

    /// <summary>Small falls of its counter.</summary>
    public required int Dips { get; init; }

    /// <summary>Small counts strewn among a counter's, left out: the device mixes two kinds of number.</summary>
    public required int MixedReadings { get; init; }

    /// <summary>Steps they would have added.</summary>
    public required long MixedSteps { get; init; }

    /// <summary>Readings that tell nothing: yesterday's figure shown after midnight, and zero after a positive count.</summary>
    public required int IdleReadings { get; init; }

    /// <summary>Minutes it was worn.</summary>
    public required int WornMinutes { get; init; }

    internal static DeviceContribution Of(DeviceDay device, long counted, int wornMinutes)
    {
        int implausible = 0, resets = 0, dips = 0, mixed = 0, idle = 0;
        long implausibleSteps = 0, mixedSteps = 0;
        foreach (var delta in device.Deltas)
        {
            implausible += delta.Rule == CounterRule.ImplausibleRate ? 1 : 0;
            implausibleSteps += delta.Rule == CounterRule.ImplausibleRate ? delta.Steps : 0;
            resets += delta.Rule is CounterRule.Reset or CounterRule.Reboot or CounterRule.Rollover ? 1 : 0;
            mixed += delta.Rule == CounterRule.Mixed ? 1 : 0;
            mixedSteps += delta.Rule == CounterRule.Mixed ? delta.Steps : 0;
            idle += delta.Rule is CounterRule.Stale or CounterRule.Zero ? 1 : 0;
            dips += delta.Rule == CounterRule.Dip ? 1 : 0;
        }
        return new DeviceContribution
        {
            Device = device.Device,
            Counter = device.Counter,
            Readings = device.Deltas.Count + device.OtherDeltas.Count,
            CountedSteps = counted,
            OverlapSteps = device.Steps - counted,
            ImplausibleReadings = implausible,
            ImplausibleSteps = implausibleSteps,
            OtherCounterReadings = device.OtherDeltas.Count,
            Resets = resets,
            Dips = dips,
            MixedReadings = mixed,
            MixedSteps = mixedSteps,
            IdleReadings = idle,
            WornMinutes = wornMinutes,
        };
    }
}
