using System.ComponentModel.DataAnnotations;
using ActivitySync.Core.Nudges;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Jobs;

/// <summary>When wearers are told to move, unless wearers.json says otherwise for one of them.</summary>
internal sealed class NudgesOptions
{
    const string Time = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
    const string OptionalTime = "^$|" + Time;
    const string Day = "(monday|tuesday|wednesday|thursday|friday|saturday|sunday)";
    static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>Tell wearers at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Still minutes after which they are told. Source: Oura's reminder.</summary>
    [Range(10, 600)]
    public int AfterMinutes { get; init; } = 50;

    /// <summary>Most nudges a day.</summary>
    [Range(0, 50)]
    public int MaxPerDay { get; init; } = 4;

    /// <summary>How old the last reading may be, minutes.</summary>
    [Range(1, 600)]
    public int FreshMinutes { get; init; } = 15;

    /// <summary>Local time from which wearers may be told.</summary>
    [RegularExpression(Time)]
    public string From { get; init; } = "09:00";

    /// <summary>Local time from which they may not.</summary>
    [RegularExpression(Time)]
    public string Until { get; init; } = "18:00";

    /// <summary>Begin of a quiet stretch; empty for none.</summary>
    [RegularExpression(OptionalTime)]
    public string QuietFrom { get; init; } = "";

    /// <summary>Its end; empty for none.</summary>
    [RegularExpression(OptionalTime)]
    public string QuietUntil { get; init; } = "";

    /// <summary>Days of the week on which wearers may be told, their English names separated by commas.</summary>
    [Required, RegularExpression($"^{Day}( *, *{Day})*$")]
    public string Weekdays { get; init; } = "monday,tuesday,wednesday,thursday,friday,saturday,sunday";

    /// <summary>These settings as the rule reads them.</summary>
    internal NudgeOptions Rules => new()
    {
        AfterMinutes = AfterMinutes,
        MaxPerDay = MaxPerDay,
        FreshMinutes = FreshMinutes,
        From = Clock.Parse(From).Value,
        Until = Clock.Parse(Until).Value,
        QuietFrom = At(QuietFrom),
        QuietUntil = At(QuietUntil),
        Weekdays = Weekdays.Split(',', StringSplitOptions.TrimEntries)
            .Select(day => Enum.Parse<IsoDayOfWeek>(day, ignoreCase: true)).ToHashSet(),
    };

    static LocalTime? At(string text) => text.Length > 0 ? Clock.Parse(text).Value : null;
}
