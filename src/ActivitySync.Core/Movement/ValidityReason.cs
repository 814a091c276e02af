using System.Text.Json.Serialization;

namespace ActivitySync.Core.Movement;

/// <summary>Why a day is judged valid or not.</summary>
[JsonConverter(typeof(SnakeCaseEnum<ValidityReason>))]
public enum ValidityReason
{
    /// <summary>Nothing speaks against it.</summary>
    Enough,

    /// <summary>No reading at all.</summary>
    NoData,

    /// <summary>Heart rate, but no reading of a step counter.</summary>
    NoSteps,

    /// <summary>Worn for too short a time.</summary>
    ShortWear,

    /// <summary>Readings with wear in too few hours.</summary>
    FewHours,

    /// <summary>Hardly a step.</summary>
    FewSteps,

    /// <summary>More steps than believable.</summary>
    ManySteps,

    /// <summary>The readings add up to much less than the device's own total.</summary>
    MissingReadings,

    /// <summary>The day was much shorter than 24 hours (a journey east).</summary>
    ShortDay,

    /// <summary>The day was much longer than 24 hours (a journey west).</summary>
    LongDay,
}
