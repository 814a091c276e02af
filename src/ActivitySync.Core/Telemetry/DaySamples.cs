namespace ActivitySync.Core.Telemetry;

/// <summary>
/// Everything stored that can bear on one wearer's day, whatever the order. Reaches beyond the day on both sides
/// (<see cref="MarginMs"/>): a reading before it is what a counter is compared with, one after it may cover its last
/// minutes.
/// </summary>
public sealed record DaySamples
{
    /// <summary>How far around the day samples are read: 48 hours, the late window of the counter rules (our choice).</summary>
    public const long MarginMs = 48L * 3600 * 1000;

    /// <summary>
    /// Step readings in [StartMs − MarginMs, EndMs + MarginMs), and for each stream (device, counter) the last one before
    /// that; any order, any device. Deltas that <see cref="Movement.BearingSteps"/> leaves out need not be here.
    /// </summary>
    public required IReadOnlyList<StepSample> Steps { get; init; }

    /// <summary>Heart-rate readings in [StartMs, EndMs), any order, any device.</summary>
    public required IReadOnlyList<HeartRateSample> HeartRates { get; init; }

    /// <summary>Journal entries in [StartMs, EndMs).</summary>
    public IReadOnlyList<JournalEntry> Journal { get; init; } = [];
}
