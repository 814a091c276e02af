using System.Text.Json.Serialization;
using ActivitySync.Core.Movement;

namespace ActivitySync.Core.Targets;

/// <summary>What a flare of pain does to the target. Never sets it to zero.</summary>
[JsonConverter(typeof(SnakeCaseEnum<FlarePolicy>))]
public enum FlarePolicy
{
    /// <summary>The target stays; no raises.</summary>
    Hold,

    /// <summary>The target goes down at once and comes back in steps.</summary>
    Deload,

    /// <summary>Nothing.</summary>
    Ignore,
}
