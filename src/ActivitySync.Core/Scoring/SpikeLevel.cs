using System.Text.Json.Serialization;
using ActivitySync.Core.Movement;

namespace ActivitySync.Core.Scoring;

/// <summary>How far a day stands out above the wearer's last 30 days. Advice, never a penalty.</summary>
[JsonConverter(typeof(UpperSnakeCaseEnum<SpikeLevel>))]
public enum SpikeLevel
{
    /// <summary>Too few days to compare with.</summary>
    NoReference,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>Somewhat.</summary>
    Small,

    /// <summary>Clearly.</summary>
    Moderate,

    /// <summary>More than twice.</summary>
    Large,
}
