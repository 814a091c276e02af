namespace ActivitySync.Core.Telemetry;

/// <summary>What a step reading counts from. Declared by the source, never guessed from the numbers.</summary>
public enum CounterKind
{
    /// <summary>Steps made in the interval that ends at the sample's time.</summary>
    Delta = 0,

    /// <summary>Steps since the device's own midnight.</summary>
    SinceMidnight = 1,

    /// <summary>Steps since the device was last started (Android's step counter).</summary>
    SinceBoot = 2,

    /// <summary>Steps since the device was first used; falls only on rollover or repair.</summary>
    Lifetime = 3,
}
