using ActivitySync.Core.Telemetry;

namespace ActivitySync.Storage;

/// <summary>
/// How counters and journal kinds are called in a store. A public contract: dashboards filter by these words, and rows
/// written years ago carry them. Never renamed.
/// </summary>
internal static class SeriesNames
{
    /// <summary>The stored word for a counter.</summary>
    public static string Of(CounterKind counter) => counter switch
    {
        CounterKind.Delta => "delta",
        CounterKind.SinceMidnight => "since_midnight",
        CounterKind.SinceBoot => "since_boot",
        CounterKind.Lifetime => "lifetime",
        _ => throw new StoreRefusedException($"There is no step counter of kind {(int)counter}."),
    };

    /// <summary>The stored word for a journal kind.</summary>
    public static string Of(JournalKind kind) => kind switch
    {
        JournalKind.Pain => "pain",
        JournalKind.Mood => "mood",
        JournalKind.RestDay => "rest_day",
        JournalKind.SickDay => "sick_day",
        JournalKind.Flare => "flare",
        JournalKind.TargetChoice => "target_choice",
        JournalKind.Enjoyed => "enjoyed",
        JournalKind.Note => "note",
        _ => throw new StoreRefusedException($"There is no journal entry of kind {(int)kind}."),
    };

    /// <summary>The counter a word stands for; null for a word of a later version, whose rows are not for us.</summary>
    public static CounterKind? CounterOf(string? word) => word switch
    {
        "delta" => CounterKind.Delta,
        "since_midnight" => CounterKind.SinceMidnight,
        "since_boot" => CounterKind.SinceBoot,
        "lifetime" => CounterKind.Lifetime,
        _ => null,
    };

    /// <summary>
    /// The journal kind a word stands for; null for a word of a later version, whose rows are not for us.
    /// </summary>
    public static JournalKind? JournalKindOf(string? word) => word switch
    {
        "pain" => JournalKind.Pain,
        "mood" => JournalKind.Mood,
        "rest_day" => JournalKind.RestDay,
        "sick_day" => JournalKind.SickDay,
        "flare" => JournalKind.Flare,
        "target_choice" => JournalKind.TargetChoice,
        "enjoyed" => JournalKind.Enjoyed,
        "note" => JournalKind.Note,
        _ => null,
    };
}
