namespace ActivitySync.Core.Telemetry;

/// <summary>One heart-rate reading as it arrived.</summary>
/// <param name="Wearer">Who wears the device (see <see cref="Slug"/>).</param>
/// <param name="Device">Which device measured (see <see cref="Slug"/>).</param>
/// <param name="TimeMs">When it was measured, Unix milliseconds UTC.</param>
/// <param name="Bpm">Beats per minute, whole.</param>
/// <param name="Kind">Whether it is the heart rate of that moment or a resting heart rate.</param>
public readonly record struct HeartRateSample(
    string Wearer, string Device, long TimeMs, int Bpm, HeartRateKind Kind = HeartRateKind.Live);
