using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// The day's minutes seen with the wearer's own resting heart rate: measured on enough days, else told by a device, else
/// as the wearer entered it, else the default.
/// </summary>
/// <param name="RestingBpm">The wearer's resting heart rate; null when only the default is left.</param>
/// <param name="Basis">Where it comes from; null when none is known and none was used.</param>
/// <param name="Reserve">Reserve used for effort; null when heart rate was not used.</param>
/// <param name="Activity">Effort, walking, stillness, spread.</param>
internal sealed record DayHeart(
    decimal? RestingBpm, RestingBasis? Basis, HeartRateReserve? Reserve, DayActivity Activity)
{
    public static DayHeart Of(Wearer wearer, DayMovement movement, History past, ScoringOptions options)
    {
        var measured = RestingHeartRate.OfPerson(
            Known(past.All.Select(report => report.DayRestingBpm).Append(movement.RestingBpm)), options.Movement);
        var told = RestingHeartRate.ToldOfPerson(
            Known(past.All.Select(report => report.ToldRestingBpm).Append(movement.ToldRestingBpm)), options.Movement);
        var isUsed = movement.HeartRateMinutes > 0;
        RestingBasis? basis = measured is not null ? RestingBasis.Measured
            : told is not null ? RestingBasis.Told
            : wearer.RestingHeartRateBpm is not null ? RestingBasis.Entered
            : isUsed ? RestingBasis.Default : null;
        var observed = measured ?? told;
        var reserve = isUsed ? HeartRateReserve.Of(wearer, movement.Date.Year, observed, options.Movement) : null;
        var activity = observed is null || !isUsed
            ? movement.Activity : movement.ActivityWith(reserve, options.Movement);
        return new DayHeart(observed ?? wearer.RestingHeartRateBpm, basis, reserve, activity);
    }

    static IEnumerable<decimal> Known(IEnumerable<decimal?> values) =>
        values.Where(value => value is not null).Select(value => value!.Value);
}
