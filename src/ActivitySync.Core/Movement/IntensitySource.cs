namespace ActivitySync.Core.Movement;

/// <summary>What decided how hard a minute was.</summary>
public enum IntensitySource : byte
{
    /// <summary>Steps per minute.</summary>
    Cadence,

    /// <summary>Heart rate, above what the steps said.</summary>
    HeartRate,

    /// <summary>Heart rate alone, without steps: cycling, rowing, strength.</summary>
    HeartRateOnly,
}
