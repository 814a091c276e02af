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

    /// <summary>First reading of a session: its count is all made in it.</summary>
    NewSession,

    /// <summary>More steps than a person can make in the interval: shown, never counted.</summary>
    ImplausibleRate,

    /// <summary>Another counter of the same device stands for this day: shown, never counted.</summary>
    OtherCounter,

    /// <summary>
    /// After midnight the device still shows yesterday's figure: nothing counted, the figure is what later ones are
    /// compared with.
    /// </summary>
    Stale,

    /// <summary>Zero after a positive count of the same day: an empty answer, nothing counted and nothing compared.</summary>
    Zero,

    /// <summary>
    /// A small count between the large ones of a counter that goes on as if it had not been: a delta on a counter's
    /// topic. Shown, never counted, never compared with.
    /// </summary>
    Mixed,

    /// <summary>A newer or longer statement about the same time stands: shown, never counted.</summary>
    Replaced,
}
