namespace ActivitySync.Core.Telemetry;

/// <summary>
/// One step reading as it arrived. Nothing is computed from it before it is stored: totals are derived later.
/// Two samples with the same wearer, device, counter and time are the same fact; the one stored last stands.
/// </summary>
/// <param name="Wearer">Who wears the device (see <see cref="Slug"/>).</param>
/// <param name="Device">Which device counted (see <see cref="Slug"/>).</param>
/// <param name="Counter">What <paramref name="Count"/> counts from.</param>
/// <param name="TimeMs">When the reading was taken, Unix milliseconds UTC; for a delta the end of its interval.</param>
/// <param name="Count">Steps, 0 or more.</param>
/// <param name="LengthMs">
/// Deltas only: length of the interval (TimeMs − LengthMs, TimeMs] in milliseconds; 0 when the source does not say.
/// </param>
/// <param name="Boot">Identifier of the device's start, where the source gives one; else null.</param>
public readonly record struct StepSample(
    string Wearer, string Device, CounterKind Counter, long TimeMs, long Count, long LengthMs = 0, string? Boot = null);
