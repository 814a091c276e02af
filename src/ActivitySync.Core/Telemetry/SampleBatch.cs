namespace ActivitySync.Core.Telemetry;

/// <summary>
/// Samples on their way to a store, in order of arrival. Filled, written, cleared and filled again by one owner, so that
/// steady traffic allocates nothing.
/// </summary>
public sealed class SampleBatch
{
    /// <summary>Step readings.</summary>
    public List<StepSample> Steps { get; } = [];

    /// <summary>Heart-rate readings.</summary>
    public List<HeartRateSample> HeartRates { get; } = [];

    /// <summary>Journal entries.</summary>
    public List<JournalEntry> Journal { get; } = [];

    /// <summary>Wishes to have days derived again. They are no samples: no store keeps them.</summary>
    public List<RecalculationRequest> Recalculations { get; } = [];

    /// <summary>What was left out as a repetition. They are no samples either; they are counted.</summary>
    public List<RepeatedReading> Repeats { get; } = [];

    /// <summary>Samples of all kinds.</summary>
    public int Count => Steps.Count + HeartRates.Count + Journal.Count;

    /// <summary>Forgets the samples and keeps the memory.</summary>
    public void Clear()
    {
        Steps.Clear();
        HeartRates.Clear();
        Journal.Clear();
        Recalculations.Clear();
        Repeats.Clear();
    }
}
