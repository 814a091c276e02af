using NodaTime;

namespace ActivitySync.Core.Targets;

/// <summary>Whether a flare of pain is going on, at the end of a day.</summary>
public sealed record FlareState
{
    /// <summary>No flare.</summary>
    public static FlareState None { get; } = new();

    /// <summary>A flare is going on.</summary>
    public bool Active { get; init; }

    /// <summary>Its first day; null when there is none.</summary>
    public LocalDate? Since { get; init; }

    /// <summary>
    /// Median of the pain reports before it; null when the wearer told of the flare without enough reports.
    /// </summary>
    public decimal? BaselinePain { get; init; }

    /// <summary>Calm days in a row so far.</summary>
    public int CalmDays { get; init; }

    /// <summary>Last day with a pain report or a word about the flare.</summary>
    public LocalDate? LastReport { get; init; }
}
