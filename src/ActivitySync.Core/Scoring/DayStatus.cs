using System.Text.Json.Serialization;
using ActivitySync.Core.Movement;

namespace ActivitySync.Core.Scoring;

/// <summary>What became of a day.</summary>
[JsonConverter(typeof(SnakeCaseEnum<DayStatus>))]
public enum DayStatus
{
    /// <summary>The wearer's usual movement is still being learnt: no target, no score.</summary>
    Baselining,

    /// <summary>Too little is known: no score, no miss.</summary>
    Insufficient,

    /// <summary>A rest or sick day: no score, no miss.</summary>
    Excused,

    /// <summary>Scored from too few parts to compare with other days.</summary>
    Provisional,

    /// <summary>Scored.</summary>
    Scored,
}
