namespace ActivitySync.Core.Telemetry;

/// <summary>What a heart rate says.</summary>
public enum HeartRateKind
{
    /// <summary>The heart rate at a moment.</summary>
    Live = 0,

    /// <summary>The resting heart rate as the device or its app works it out; never a sample of effort or wear.</summary>
    Resting = 1,
}
