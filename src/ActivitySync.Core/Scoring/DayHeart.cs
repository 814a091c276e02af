using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// The day's minutes seen with the wearer's own resting heart rate, where enough days have measured it.
/// </summary>
/// <param name="RestingBpm">Median of the last days, else as told; null when neither is known.</param>
/// <param name="Reserve">Reserve used for effort; null when heart rate was not used.</param>
/// <param name="Activity">Effort, walking, stillness, spread.</param>
internal sealed record DayHeart(decimal? RestingBpm, HeartRateReserve? Reserve, DayActivity Activity)
{
    public static DayHeart Of(Wearer wearer, DayMovement movement, History past, ScoringOptions options)
    {
        var days = past.All.Select(report => report.DayRestingBpm).Append(movement.RestingBpm)
            .Where(bpm => bpm is not null).Select(bpm => bpm!.Value);
        var measured = RestingHeartRate.OfPerson(days);
        var resting = measured ?? wearer.RestingHeartRateBpm;
        var isUsed = movement.HeartRateMinutes > 0;
        var reserve = isUsed ? HeartRateReserve.Of(wearer, movement.Date.Year, measured, options.Movement) : null;
        var activity = measured is null || !isUsed
            ? movement.Activity : movement.ActivityWith(reserve, options.Movement);
        return new DayHeart(resting, reserve, activity);
    }
}
