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
    public static string Of(JournalKind kind) => Enum.IsDefined(kind)
        ? JournalKindNames.Of(kind)
        : throw new StoreRefusedException($"There is no journal entry of kind {(int)kind}.");

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
    public static JournalKind? JournalKindOf(string? word) => JournalKindNames.Parse(word);
}
