using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// Heart rates of whole minutes in short: of each minute and device what its median and its last moment need, one or two
/// readings instead of sixty. What <see cref="DayDerivation"/> makes of them is the same.
/// </summary>
public static class CondensedHeartRates
{
    const long MinuteMs = 60_000;

    /// <summary>The same in short.</summary>
    /// <param name="day">The day they are of; none may lie outside.</param>
    /// <param name="samples">All readings of the minutes they are of, in any order.</param>
    /// <param name="options">The options the day will be derived with.</param>
    public static List<HeartRateSample> Of(LocalDay day, IReadOnlyList<HeartRateSample> samples, MovementOptions options)
    {
        var condensed = samples.Where(sample => sample.Kind != HeartRateKind.Live).ToList();
        foreach (var minute in samples.Where(sample => sample.Kind == HeartRateKind.Live)
            .GroupBy(sample => (sample.Device, Minute: (sample.TimeMs - day.StartMs) / MinuteMs)))
        {
            var last = minute.MaxBy(sample => sample.TimeMs);
            var believable = minute.Select(sample => sample.Bpm)
                .Where(bpm => bpm >= options.MinBpm && bpm <= options.MaxBpm).Order().ToList();
            if (believable.Count == 0)
            {
                condensed.Add(last);
                continue;
            }
            if (believable.Count % 2 == 0)
            {
                condensed.Add(last with { Bpm = believable[(believable.Count / 2) - 1] });
            }
            condensed.Add(last with { Bpm = believable[believable.Count / 2] });
        }
        return condensed;
    }
}
