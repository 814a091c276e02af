using System.Text.Json.Serialization;

namespace ActivitySync.Core.Movement;

/// <summary>Which rule turned a reading into steps (science: counter to delta).</summary>
[JsonConverter(typeof(UpperSnakeCaseEnum<CounterRule>))]
public enum CounterRule
{
    /// <summary>
    /// First reading of the stream: a starting point, or the count itself where the counter's zero is known.
    /// </summary>
    First,

    /// <summary>The difference to the reading before, or a delta as sent.</summary>
    Ok,

    /// <summary>A since-midnight counter began a new day.</summary>
    DayReset,

    /// <summary>The device says it was started anew.</summary>
    Reboot,

    /// <summary>The counter passed its modulus.</summary>
    Rollover,

    /// <summary>A small fall: nothing counted, the high mark stays.</summary>
    Dip,

    /// <summary>A large fall: the counter began anew at zero.</summary>
    Reset,

    /// <summary>More steps than a person can make in the interval: shown, never counted.</summary>
    ImplausibleRate,

    /// <summary>Another counter of the same device stands for this day: shown, never counted.</summary>
    OtherCounter,
}
