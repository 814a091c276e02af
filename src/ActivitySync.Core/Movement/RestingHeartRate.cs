using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>Resting heart rate of a day and of a person.</summary>
public static class RestingHeartRate
{
    /// <summary>
    /// The day's value: lowest mean over a window of minutes with enough valid ones, bpm to four places; null when no
    /// window has enough. Minutes are twice the bpm, 0 where not measured.
    /// </summary>
    public static decimal? OfDay(ReadOnlySpan<short> twice, MovementOptions options)
    {
        long sum = 0, bestSum = 0;
        int valid = 0, bestValid = 0;
        for (var i = 0; i < twice.Length; i++)
        {
            sum += twice[i];
            valid += twice[i] == 0 ? 0 : 1;
            if (i >= options.RestingWindowMinutes)
            {
                sum -= twice[i - options.RestingWindowMinutes];
                valid -= twice[i - options.RestingWindowMinutes] == 0 ? 0 : 1;
            }
            if (i >= options.RestingWindowMinutes - 1 && valid >= options.RestingValidMinutes &&
                (bestValid == 0 || sum * bestValid < bestSum * valid))
            {
                (bestSum, bestValid) = (sum, valid);
            }
        }
        return bestValid == 0 ? null : decimal.Round(bestSum / (2m * bestValid), 4, MidpointRounding.AwayFromZero);
    }

    /// <summary>
    /// What the devices told on a day, bpm: the median of what the most trusted one told; null when none did.
    /// </summary>
    internal static decimal? ToldOnDay(Wearer wearer, List<HeartRateSample> told)
    {
        var device = told.Select(sample => sample.Device).Distinct()
            .OrderBy(name => DeviceRank.Of(wearer, name)).ThenBy(name => name, StringComparer.Ordinal).FirstOrDefault();
        return Median.Of(told.Where(sample => sample.Device == device).Select(sample => sample.Bpm));
    }

    /// <summary>
    /// The person's value as their devices tell it: median of the last 7 days that told one; null when none did. The
    /// device has smoothed it already, so one day is enough.
    /// </summary>
    public static decimal? ToldOfPerson(IEnumerable<decimal> dayValues, MovementOptions options) =>
        Median.Of(dayValues.TakeLast(options.RestingDays));

    /// <summary>
    /// The person's value: median of the last 7 day values; null when there are fewer than 3. Never a single day.
    /// </summary>
    public static decimal? OfPerson(IEnumerable<decimal> dayValues, MovementOptions options)
    {
        var last = dayValues.TakeLast(options.RestingDays).ToArray();
        return last.Length < options.MinRestingDays ? null : Median.Of(last);
    }
}
