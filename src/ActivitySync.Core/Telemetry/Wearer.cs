using NodaTime;

namespace ActivitySync.Core.Telemetry;

/// <summary>A person whose movement is counted, and what scoring needs to know about them.</summary>
public sealed record Wearer
{
    /// <summary>Stable identifier (see <see cref="Slug"/>); part of every topic and series.</summary>
    public required string Id { get; init; }

    /// <summary>Name shown to people; falls back to <see cref="Id"/>.</summary>
    public string? Name { get; init; }

    /// <summary>Zones the wearer lived in, oldest first. Never empty; the first entry holds for all time before it.</summary>
    public required ZoneTimeline Zones { get; init; }

    /// <summary>Year of birth, for the estimated maximum heart rate and the target ceiling; null when not told.</summary>
    public int? BirthYear { get; init; }

    /// <summary>Measured maximum heart rate, bpm; null to estimate it from age.</summary>
    public int? MaxHeartRateBpm { get; init; }

    /// <summary>Resting heart rate as known to the wearer, bpm; used until enough days are measured.</summary>
    public int? RestingHeartRateBpm { get; init; }

    /// <summary>Heart rate says nothing about effort for this wearer (beta blocker, pacemaker): ignore its bands.</summary>
    public bool HeartRateUnreliable { get; init; }

    /// <summary>Devices, most trusted first, for minutes in which several counted. Devices not named rank last, by name.</summary>
    public IReadOnlyList<string> DevicePriority { get; init; } = [];

    /// <summary>Local time at which the wearer's day begins; midnight unless they live by another clock.</summary>
    public LocalTime DayStart { get; init; } = LocalTime.Midnight;

    /// <summary>Local time the wearer usually wakes; null for the service's default.</summary>
    public LocalTime? WakeTime { get; init; }

    /// <summary>Local time the wearer usually goes to sleep; null for the service's default.</summary>
    public LocalTime? SleepTime { get; init; }

    /// <summary>Devices whose counter starts again at zero after this many steps (65,536 for 16 bits).</summary>
    public IReadOnlyDictionary<string, long> CounterModuli { get; init; } = new Dictionary<string, long>();

    /// <summary>How the step target is set.</summary>
    public TargetSettings Target { get; init; } = new();

    /// <summary>When they want to be told to move.</summary>
    public NudgeSettings Nudges { get; init; } = new();

    /// <summary>Language they are spoken to in, a two-letter code; null for English.</summary>
    public string? Language { get; init; }

    /// <summary>Show possible relief windows after vigorous exercise (display only, low confidence).</summary>
    public bool ShowReliefWindows { get; init; }
}
