using ActivitySync.Core.Telemetry;

namespace ActivitySync.Storage;

/// <summary>
/// How counters and journal kinds are called in a store. A public contract: dashboards filter by these words, and rows
/// written years ago carry them. Never renamed.
/// </summary>
internal static class SeriesNames
{
    /// <summary>The stored word for a counter.</summary>
    public static string Of(CounterKind counter) => Enum.IsDefined(counter)
        ? CounterKindNames.Of(counter)
        : throw new StoreRefusedException($"There is no step counter of kind {(int)counter}.");

    /// <summary>The measurement a heart rate is stored in.</summary>
    public static string Of(HeartRateKind kind) => kind switch
    {
        HeartRateKind.Live => "heart_rate",
        HeartRateKind.Resting => "resting_heart_rate",
        _ => throw new StoreRefusedException($"There is no heart rate of kind {(int)kind}."),
    };

    /// <summary>The stored word for a journal kind.</summary>
    public static string Of(JournalKind kind) => Enum.IsDefined(kind)
        ? JournalKindNames.Of(kind)
        : throw new StoreRefusedException($"There is no journal entry of kind {(int)kind}.");

    /// <summary>The counter a word stands for; null for a word of a later version, whose rows are not for us.</summary>
    public static CounterKind? CounterOf(string? word) => CounterKindNames.Parse(word);

    /// <summary>
    /// The journal kind a word stands for; null for a word of a later version, whose rows are not for us.
    /// </summary>
    public static JournalKind? JournalKindOf(string? word) => JournalKindNames.Parse(word);
}
