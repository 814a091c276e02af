using System.Text.Json.Serialization;
using ActivitySync.Core.Movement;

namespace ActivitySync.Core.Scoring;

/// <summary>Whether a day's target was met.</summary>
[JsonConverter(typeof(SnakeCaseEnum<Attainment>))]
public enum Attainment
{
    /// <summary>There was no target.</summary>
    None,

    /// <summary>Met, even if the device was worn too short for more.</summary>
    Met,

    /// <summary>Not met on a day that could be judged.</summary>
    Missed,

    /// <summary>Not met as far as seen, but the day cannot be judged.</summary>
    Unknown,

    /// <summary>Not met on a day that does not ask for it: rest, sickness, a flare, a journey.</summary>
    Excused,
}
