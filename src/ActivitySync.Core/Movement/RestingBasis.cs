using System.Text.Json.Serialization;

namespace ActivitySync.Core.Movement;

/// <summary>Where the wearer's resting heart rate comes from, the best known first.</summary>
[JsonConverter(typeof(SnakeCaseEnum<RestingBasis>))]
public enum RestingBasis
{
    /// <summary>Median of days measured by us.</summary>
    Measured,

    /// <summary>Median of what devices or their apps told.</summary>
    Told,

    /// <summary>As the wearer entered it.</summary>
    Entered,

    /// <summary>Nothing is known: the default.</summary>
    Default,
}
