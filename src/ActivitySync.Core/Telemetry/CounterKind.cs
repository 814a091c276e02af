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

    /// <summary>Steps made in a fixed slot of up to a minute; sent again, it replaces what was said of the slot.</summary>
    MinuteSlot = 4,

    /// <summary>Steps made in a fixed slot of up to an hour; sent again, it replaces what was said of the slot.</summary>
    HourSlot = 5,

    /// <summary>Steps made in a local day; sent again, it replaces what was said of the day.</summary>
    DaySlot = 6,

    /// <summary>Steps made in an interval that may overlap others of the stream; never added to what it overlaps.</summary>
    IntervalTotal = 7,

    /// <summary>Steps since the session named with the reading began; each session begins at zero.</summary>
    Session = 8,
}
