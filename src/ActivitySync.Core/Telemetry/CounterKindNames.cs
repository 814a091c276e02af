namespace ActivitySync.Core.Telemetry;

/// <summary>The words for counters on the wire, in configuration and in stores, and what they share.</summary>
public static class CounterKindNames
{
    static readonly (CounterKind Kind, string Word)[] Words =
    [
        (CounterKind.Delta, "delta"),
        (CounterKind.SinceMidnight, "since_midnight"),
        (CounterKind.SinceBoot, "since_boot"),
        (CounterKind.Lifetime, "lifetime"),
        (CounterKind.MinuteSlot, "minute_slot"),
        (CounterKind.HourSlot, "hour_slot"),
        (CounterKind.DaySlot, "day_slot"),
        (CounterKind.IntervalTotal, "interval_total"),
        (CounterKind.Session, "session"),
    ];

    /// <summary>The word for a counter.</summary>
    public static string Of(CounterKind counter) => (int)counter >= 0 && (int)counter < Words.Length
        ? Words[(int)counter].Word
        : throw new ArgumentOutOfRangeException(nameof(counter), counter, "Not a kind of step counter.");

    /// <summary>The counter a word stands for; null when none.</summary>
    public static CounterKind? Parse(string? word)
    {
        foreach (var (kind, name) in Words)
        {
            if (name == word)
            {
                return kind;
            }
        }
        return null;
    }

    /// <summary>
    /// Whether a reading is a statement about its interval that a newer statement replaces (see
    /// <see cref="SlotVersion"/>).
    /// </summary>
    public static bool IsReplaceable(this CounterKind counter) =>
        counter is CounterKind.MinuteSlot or CounterKind.HourSlot or CounterKind.DaySlot or CounterKind.IntervalTotal;

    /// <summary>Whether a later statement about a reading's time may be smaller; of any other counter the larger stands.</summary>
    public static bool HasVersions(this CounterKind counter) => counter == CounterKind.Delta || counter.IsReplaceable();
}
