namespace ActivitySync.Core.Telemetry;

/// <summary>
/// A reading without a time of its own that said what the one shortly before it had said, and was therefore left out.
/// </summary>
/// <param name="Wearer">Whose.</param>
/// <param name="Device">Which device.</param>
/// <param name="Counter">What steps count from; null for a heart rate.</param>
/// <param name="Kind">Which heart rate, where it is one.</param>
/// <param name="TimeMs">When it came, Unix milliseconds UTC.</param>
public readonly record struct RepeatedReading(
    string Wearer, string Device, CounterKind? Counter, HeartRateKind Kind, long TimeMs);
