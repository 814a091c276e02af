namespace ActivitySync.Core.Movement;

/// <summary>How hard each minute of a day was.</summary>
internal sealed class IntensitySeries
{
    private readonly Intensity[] _minutes;
    private readonly bool[] _withoutSteps;

    IntensitySeries(int minutes) => (_minutes, _withoutSteps) = (new Intensity[minutes], new bool[minutes]);

    public ReadOnlySpan<Intensity> Minutes => _minutes;

    /// <summary>Whether the minute's class comes from the heart alone.</summary>
    public bool IsWithoutSteps(int minute) => _withoutSteps[minute];

    public static IntensitySeries Of(MinuteSeries minutes, HeartRateReserve? reserve, MovementOptions options)
    {
        var result = new IntensitySeries(minutes.Steps.Length);
        if (reserve is null || !minutes.HasHeartRate)
        {
            for (var i = 0; i < minutes.Steps.Length; i++)
            {
                result._minutes[i] = IntensityFusion.OfCadence(minutes.Steps[i], options);
            }
            return result;
        }
        var heart = HeartClasses(minutes, reserve, options);
        var moderateRuns = Runs(heart, Intensity.Moderate);
        var vigorousRuns = Runs(heart, Intensity.Vigorous);
        for (var i = 0; i < heart.Length; i++)
        {
            var cadence = IntensityFusion.OfCadence(minutes.Steps[i], options);
            var (intensity, source) = IntensityFusion.Of(cadence, heart[i], 1, options);
            if (heart[i] >= Intensity.Moderate && cadence != Intensity.Unknown)
            {
                (intensity, source) = IntensityFusion.Of(cadence, Intensity.Moderate, moderateRuns[i], options);
                var vigorous = IntensityFusion.Of(cadence, Intensity.Vigorous, vigorousRuns[i], options);
                (intensity, source) = vigorous.Intensity > intensity ? vigorous : (intensity, source);
            }
            result._minutes[i] = intensity;
            result._withoutSteps[i] = source == IntensitySource.HeartRateOnly;
        }
        return result;
    }

    static Intensity[] HeartClasses(MinuteSeries minutes, HeartRateReserve reserve, MovementOptions options)
    {
        var heart = new Intensity[minutes.Steps.Length];
        var light = reserve.TwiceAt(options.LightReservePercent);
        var moderate = reserve.TwiceAt(options.ModerateReservePercent);
        var vigorous = reserve.TwiceAt(options.VigorousReservePercent);
        var locked = HeartRateQuality.Locked(minutes.TwiceBpm, minutes.Steps, options);
        for (var i = 0; i < heart.Length; i++)
        {
            var twice = minutes.TwiceBpm[i];
            heart[i] = twice == 0 || locked is not null && locked[i] ? Intensity.Unknown
                : twice >= vigorous ? Intensity.Vigorous
                : twice >= moderate ? Intensity.Moderate
                : twice >= light ? Intensity.Light
                : Intensity.Sedentary;
        }
        return heart;
    }

    /// <summary>
    /// For each minute the length of the run of minutes in the class or above that holds it; 0 outside.
    /// </summary>
    static int[] Runs(ReadOnlySpan<Intensity> heart, Intensity atLeast)
    {
        var runs = new int[heart.Length];
        for (var start = 0; start < heart.Length;)
        {
            var end = start;
            while (end < heart.Length && heart[end] >= atLeast)
            {
                end++;
            }
            runs.AsSpan(start, end - start).Fill(end - start);
            start = end + 1;
        }
        return runs;
    }
}
