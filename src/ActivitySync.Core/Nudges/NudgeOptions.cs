using NodaTime;

namespace ActivitySync.Core.Nudges;

/// <summary>When wearers are told to move unless they chose otherwise.</summary>
public sealed record NudgeOptions
{
    /// <summary>Still minutes after which a wearer is told. Source: Oura's reminder, 50. [50 min]</summary>
    public int AfterMinutes { get; init; } = 50;

    /// <summary>Most nudges a day. Our choice: more are switched off by people. [4]</summary>
    public int MaxPerDay { get; init; } = 4;

    /// <summary>How old the last reading may be. Our choice: phones sync every quarter of an hour. [15 min]</summary>
    public int FreshMinutes { get; init; } = 15;

    /// <summary>Local time from which they may be told. Source: Fitbit's window, 9 to 18. [09:00]</summary>
    public LocalTime From { get; init; } = new(9, 0);

    /// <summary>Local time from which they may not. [18:00]</summary>
    public LocalTime Until { get; init; } = new(18, 0);

    /// <summary>Begin of a quiet stretch; null for none.</summary>
    public LocalTime? QuietFrom { get; init; }

    /// <summary>Its end; null for none.</summary>
    public LocalTime? QuietUntil { get; init; }

    /// <summary>Days of the week on which they may be told. [all]</summary>
    public IReadOnlySet<IsoDayOfWeek> Weekdays { get; init; } =
        new HashSet<IsoDayOfWeek>(Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None));
}
