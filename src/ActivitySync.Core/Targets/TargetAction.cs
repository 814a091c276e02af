using System.Text.Json.Serialization;
using ActivitySync.Core.Movement;

namespace ActivitySync.Core.Targets;

/// <summary>What a decision does to the target.</summary>
[JsonConverter(typeof(UpperSnakeCaseEnum<TargetAction>))]
public enum TargetAction
{
    /// <summary>First target, from the baseline.</summary>
    First,

    /// <summary>Up.</summary>
    Raise,

    /// <summary>As it was.</summary>
    Hold,

    /// <summary>Down.</summary>
    Lower,

    /// <summary>Down because of a flare.</summary>
    Deload,

    /// <summary>Back up after a flare.</summary>
    Recover,

    /// <summary>The wearer chose.</summary>
    Choose,
}
