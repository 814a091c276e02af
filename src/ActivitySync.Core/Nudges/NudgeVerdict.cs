namespace ActivitySync.Core.Nudges;

/// <summary>Whether to nudge, or what speaks against it.</summary>
public enum NudgeVerdict
{
    /// <summary>It is time to move.</summary>
    Nudge,

    /// <summary>The wearer does not want to be told.</summary>
    NotWanted,

    /// <summary>Not on this day of the week.</summary>
    OtherWeekday,

    /// <summary>Not at this time of day.</summary>
    OutsideWindow,

    /// <summary>The wearer's quiet stretch.</summary>
    QuietHours,

    /// <summary>The wearer asked for a rest from nudges.</summary>
    Snoozed,

    /// <summary>As many were told today as may be.</summary>
    EnoughToday,

    /// <summary>The last one is not long ago.</summary>
    ToldLately,

    /// <summary>Rest, sickness, a flare or a journey: the day asks for nothing.</summary>
    DayOff,

    /// <summary>No reading is fresh enough to know.</summary>
    Stale,

    /// <summary>Not still for long enough, or not worn, asleep, unknown.</summary>
    Moving,
}
