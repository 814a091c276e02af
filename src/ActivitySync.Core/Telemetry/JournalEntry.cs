namespace ActivitySync.Core.Telemetry;

/// <summary>What a wearer can tell about a moment or a day.</summary>
public enum JournalKind
{
    /// <summary>Pain now, numeric rating scale 0 to 10.</summary>
    Pain,

    /// <summary>Mood now, 0 (worst) to 10 (best).</summary>
    Mood,

    /// <summary>This local day is a day of rest: 1 on, 0 off.</summary>
    RestDay,

    /// <summary>This local day is a sick day: 1 on, 0 off.</summary>
    SickDay,

    /// <summary>The wearer says a flare began (1) or ended (0).</summary>
    Flare,

    /// <summary>Choice for the next target: 0 keep, 1 a bit more, 2 more.</summary>
    TargetChoice,

    /// <summary>How much an activity was enjoyed, 0 to 10; the text names the activity.</summary>
    Enjoyed,

    /// <summary>Free text.</summary>
    Note,

    /// <summary>Nudges rest for so many minutes from this moment on; 0 ends the rest.</summary>
    Snooze,
}

/// <summary>
/// A time-stamped fact told by the wearer. A later entry of the same kind and time replaces an earlier one: that is a
/// correction, and with neither number nor words a withdrawal. Of several times on a day the last counts.
/// </summary>
/// <param name="Wearer">Whose fact it is (see <see cref="Slug"/>).</param>
/// <param name="Kind">What it tells.</param>
/// <param name="TimeMs">When it holds, Unix milliseconds UTC.</param>
/// <param name="Value">Number on the kind's scale; null where the kind has none.</param>
/// <param name="Text">Words, at most 1,000 characters; null where there are none.</param>
public sealed record JournalEntry(string Wearer, JournalKind Kind, long TimeMs, decimal? Value, string? Text = null)
{
    /// <summary>What was told at this time is withdrawn.</summary>
    public bool IsWithdrawn => Value is null && Text is null;
}
