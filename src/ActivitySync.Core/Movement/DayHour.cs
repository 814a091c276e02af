namespace ActivitySync.Core.Movement;

/// <summary>
/// One hour of a day, counted from the day's start, so that a day of 23, 24.5 or 25 hours has as many and a zone of half
/// an hour has its own. The hours of a day add up to its steps.
/// </summary>
/// <param name="Hour">Hours since the day began, from 0.</param>
/// <param name="StartMs">First instant, Unix milliseconds UTC.</param>
/// <param name="Minutes">Length; 60 but for a last hour that the day's end cuts.</param>
/// <param name="Steps">Steps, all devices merged; null when nothing is known of the hour.</param>
/// <param name="CoarseSteps">
/// Of these, steps known only over long intervals: spread evenly over the minutes of the day that only such intervals tell
/// of (our choice).
/// </param>
/// <param name="WalkingMinutes">Minutes of walking; null when no minute is known.</param>
/// <param name="MedianBpm">Median heart rate of its minutes, bpm; null when not measured.</param>
public sealed record DayHour(
    int Hour, long StartMs, int Minutes, int? Steps, int? CoarseSteps, int? WalkingMinutes, decimal? MedianBpm)
{
    const int HourMinutes = 60;

    /// <summary>The hours of a day, ascending; none of a day without any reading.</summary>
    public static IReadOnlyList<DayHour> Of(DayMovement day, MovementOptions options)
    {
        if (day.Devices.Count == 0 && day.HeartRateMinutes == 0)
        {
            return [];
        }
        var hours = new List<DayHour>();
        var minutes = day.Series.Steps;
        var weights = CoarseWeights(minutes, day.CoarseSteps > 0);
        long total = weights.AsSpan().Count(1), before = 0;
        for (var first = 0; first < minutes.Length; first += HourMinutes)
        {
            var length = Math.Min(HourMinutes, minutes.Length - first);
            // Cut at the running share, so that the parts add up.
            var until = before + weights.AsSpan(first, length).Count(1);
            var coarse = total == 0 ? 0 : (int)(day.CoarseSteps * until / total - day.CoarseSteps * before / total);
            before = until;
            hours.Add(Of(day, first, length, coarse, options));
        }
        return hours;
    }

    static DayHour Of(DayMovement day, int first, int length, int coarse, MovementOptions options)
    {
        var minutes = day.Series.Steps.AsSpan(first, length);
        int fine = 0, known = 0, told = 0, walking = 0;
        foreach (var steps in minutes)
        {
            fine += Math.Max(steps, 0);
            known += steps >= 0 ? 1 : 0;
            told += steps == StepMerge.Unknown ? 0 : 1;
            walking += steps >= options.WalkingCadence ? 1 : 0;
        }
        var beats = new List<decimal>();
        foreach (var twice in day.Series.TwiceBpm.AsSpan(first, length))
        {
            if (twice > 0)
            {
                beats.Add(twice / 2m);
            }
        }
        var isTold = told > 0 || coarse > 0;
        return new DayHour(
            first / HourMinutes, day.StartMs + first * 60_000L, length, isTold ? fine + coarse : null,
            isTold ? coarse : null, known > 0 ? walking : null, Median.Of(beats));
    }

    // Where coarse steps may have been made. Minutes that a finer device tells of too are not marked; when all are such,
    // any minute may.
    static int[] CoarseWeights(int[] minutes, bool isAny)
    {
        var weights = new int[minutes.Length];
        if (isAny)
        {
            for (var i = 0; i < minutes.Length; i++)
            {
                weights[i] = minutes[i] == StepMerge.Coarse ? 1 : 0;
            }
            if (!weights.Contains(1))
            {
                Array.Fill(weights, 1);
            }
        }
        return weights;
    }
}
