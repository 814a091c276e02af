using System.Text.Json.Serialization;
using ActivitySync.Core.Movement;

namespace ActivitySync.Core.Scoring;

/// <summary>Why a day does not ask for its target.</summary>
[JsonConverter(typeof(SnakeCaseEnum<Excuse>))]
public enum Excuse
{
    /// <summary>It does.</summary>
    None,

    /// <summary>The wearer called it a rest day.</summary>
    Rest,

    /// <summary>The wearer called it a sick day.</summary>
    Sick,

    /// <summary>A flare of pain.</summary>
    Flare,

    /// <summary>A journey made the day much shorter or longer.</summary>
    Journey,
}
