using NodaTime;

namespace ActivitySync.Core.Telemetry;

/// <summary>When a wearer wants to be told to move; what is null is the service's default.</summary>
public sealed record NudgeSettings
{
    /// <summary>Whether they want to be told at all.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Still minutes after which they are told.</summary>
    public int? AfterMinutes { get; init; }

    /// <summary>Most nudges a day.</summary>
    public int? MaxPerDay { get; init; }

    /// <summary>Local time from which they may be told.</summary>
    public LocalTime? From { get; init; }

    /// <summary>Local time from which they may not be told any more.</summary>
    public LocalTime? Until { get; init; }

    /// <summary>Local time at which a quiet stretch within the window begins, such as a nap.</summary>
    public LocalTime? QuietFrom { get; init; }

    /// <summary>Local time at which it ends.</summary>
    public LocalTime? QuietUntil { get; init; }

    /// <summary>Days of the week on which they may be told.</summary>
    public IReadOnlySet<IsoDayOfWeek>? Weekdays { get; init; }
}
