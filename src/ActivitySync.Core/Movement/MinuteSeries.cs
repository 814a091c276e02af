namespace ActivitySync.Core.Movement;

/// <summary>What is known of each minute of a day, all devices joined. All series have the day's length.</summary>
internal sealed class MinuteSeries
{
    /// <summary>Steps, or <see cref="StepMerge.Unknown"/> or <see cref="StepMerge.Coarse"/>.</summary>
    public required int[] Steps { get; init; }

    /// <summary>Twice the bpm, 0 where not measured.</summary>
    public required short[] TwiceBpm { get; init; }

    /// <summary>Whether a device was on the body.</summary>
    public required bool[] Worn { get; init; }

    /// <summary>The wall clock.</summary>
    public required DayClock Clock { get; init; }

    /// <summary>Whether any minute has a heart rate.</summary>
    public bool HasHeartRate { get; init; }

    /// <summary>A day of no minutes.</summary>
    public static MinuteSeries Empty { get; } = new() { Steps = [], TwiceBpm = [], Worn = [], Clock = DayClock.Empty };
}
