namespace ActivitySync.Core.Scoring;

/// <summary>
/// Compares a day with the highest of the days before. Studied in runners; for steps our extrapolation.
/// </summary>
public static class SpikeRule
{
    /// <summary>Level of a value against a reference, 0 when there is none.</summary>
    public static SpikeLevel Of(long value, long reference, ScoringOptions options) =>
        reference <= 0 ? SpikeLevel.NoReference
        : value * 100 <= reference * options.SmallSpikePercent ? SpikeLevel.None
        : value * 100 <= reference * options.ModerateSpikePercent ? SpikeLevel.Small
        : value * 100 <= reference * options.LargeSpikePercent ? SpikeLevel.Moderate
        : SpikeLevel.Large;

    /// <summary>Highest value that is no spike; null without a reference.</summary>
    public static int? Mark(long reference, ScoringOptions options) =>
        reference <= 0 ? null : (int)(reference * options.SmallSpikePercent / 100);
}
