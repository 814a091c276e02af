namespace ActivitySync.Core.Movement;

/// <summary>
/// Joins what steps and heart rate say about a minute. Heart rate may lift a minute, never lower it; without steps it
/// must stay up for a while, so that stress and coffee earn nothing. Our choice.
/// </summary>
internal static class IntensityFusion
{
    /// <summary>Class of a cadence, steps per minute.</summary>
    public static Intensity OfCadence(int steps, MovementOptions options) =>
        steps < 0 ? Intensity.Unknown
        : steps < options.LightCadence ? Intensity.Sedentary
        : steps < options.ModerateCadence ? Intensity.Light
        : steps < options.VigorousCadence ? Intensity.Moderate
        : Intensity.Vigorous;

    /// <summary>Class of a share of the heart-rate reserve.</summary>
    public static Intensity OfReserve(decimal share, MovementOptions options) =>
        share * 100 >= options.VigorousReservePercent ? Intensity.Vigorous
        : share * 100 >= options.ModerateReservePercent ? Intensity.Moderate
        : share * 100 >= options.LightReservePercent ? Intensity.Light
        : Intensity.Sedentary;

    /// <summary>
    /// Joins both classes; run is how many minutes in a row the heart has been in its class or above.
    /// </summary>
    public static (Intensity Intensity, IntensitySource Source) Of(
        Intensity cadence, Intensity heart, int run, MovementOptions options)
    {
        if (heart == Intensity.Unknown)
        {
            return (cadence, IntensitySource.Cadence);
        }
        if (cadence == Intensity.Unknown)
        {
            return (heart, IntensitySource.HeartRate);
        }
        if (cadence == Intensity.Sedentary)
        {
            return heart >= Intensity.Moderate && run >= options.HeartRateOnlyRunMinutes
                ? (heart, IntensitySource.HeartRateOnly)
                : (Intensity.Sedentary, IntensitySource.Cadence);
        }
        return heart > cadence && run >= options.UpgradeRunMinutes
            ? (heart, IntensitySource.HeartRate)
            : (cadence, IntensitySource.Cadence);
    }
}
