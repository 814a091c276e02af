using System.Text.Json.Serialization;

namespace ActivitySync.Core.Movement;

/// <summary>How wear was found out.</summary>
[JsonConverter(typeof(SnakeCaseEnum<WearBasis>))]
public enum WearBasis
{
    /// <summary>Not at all: no readings.</summary>
    None,

    /// <summary>A heartbeat: worn.</summary>
    HeartRate,

    /// <summary>From steps, low confidence.</summary>
    Steps,

    /// <summary>Some devices by heartbeat, others by steps.</summary>
    Both,
}
