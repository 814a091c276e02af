using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// The span between a wearer's resting and maximum heart rate, of which effort is a share (Karvonen).
/// </summary>
/// <param name="RestingBpm">Resting heart rate.</param>
/// <param name="MaxBpm">Maximum heart rate.</param>
/// <param name="IsMaxEstimated">Whether the maximum comes from age, not from a measurement.</param>
public sealed record HeartRateReserve(decimal RestingBpm, decimal MaxBpm, bool IsMaxEstimated)
{
    /// <summary>
    /// The wearer's reserve; null when the heart rate says nothing about their effort: declared unreliable, no maximum
    /// known, or a reserve too small to divide.
    /// </summary>
    /// <param name="wearer">Who.</param>
    /// <param name="year">Calendar year, for the age.</param>
    /// <param name="measuredResting">Resting heart rate from measured or told days; null when there are too few.</param>
    /// <param name="options">Constants.</param>
    public static HeartRateReserve? Of(Wearer wearer, int year, decimal? measuredResting, MovementOptions options)
    {
        if (wearer.HeartRateUnreliable || MaxOf(wearer, year, options) is not { } max)
        {
            return null;
        }
        var resting = measuredResting ?? wearer.RestingHeartRateBpm ?? options.DefaultRestingBpm;
        return max - resting < options.MinReserveBpm
            ? null
            : new HeartRateReserve(resting, max, wearer.MaxHeartRateBpm is null);
    }

    /// <summary>Estimated maximum at an age, bpm.</summary>
    public static decimal MaxAt(int age, MaxHeartRateFormula formula) =>
        formula == MaxHeartRateFormula.Fox ? 220m - age : 208m - 0.7m * age;

    /// <summary>Heart rate at a share of the reserve, bpm.</summary>
    public decimal At(int percent) => RestingBpm + percent * (MaxBpm - RestingBpm) / 100m;

    /// <summary>Share of the reserve a heart rate uses, 0 at rest, 1 at the maximum.</summary>
    public decimal ShareOf(decimal bpm) => (bpm - RestingBpm) / (MaxBpm - RestingBpm);

    /// <summary>Smallest doubled minute value at or above a share of the reserve.</summary>
    internal short TwiceAt(int percent) => (short)decimal.Ceiling(2m * At(percent));

    static decimal? MaxOf(Wearer wearer, int year, MovementOptions options) =>
        wearer.MaxHeartRateBpm is { } measured ? measured
        : wearer.BirthYear is { } born ? MaxAt(year - born, options.MaxHeartRateFormula)
        : null;
}
