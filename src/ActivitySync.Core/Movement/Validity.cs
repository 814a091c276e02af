using System.Text.Json.Serialization;

namespace ActivitySync.Core.Movement;

/// <summary>Whether a day can be judged.</summary>
[JsonConverter(typeof(SnakeCaseEnum<Validity>))]
public enum Validity
{
    /// <summary>Enough is known.</summary>
    Valid,

    /// <summary>Too little, or nothing believable, is known: no score, no miss.</summary>
    Insufficient,

    /// <summary>Known, but the day was much shorter or longer than others: scored, not compared.</summary>
    Irregular,
}
