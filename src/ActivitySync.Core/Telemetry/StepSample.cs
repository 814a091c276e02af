namespace ActivitySync.Core.Telemetry;

/// <summary>
/// One step reading as it arrived. Nothing is computed from it before it is stored: totals are derived later.
/// Two samples with the same wearer, device, counter and time are the same fact; the one that <see cref="Outranks"/> the
/// other stands, whichever came last.
/// </summary>
/// <param name="Wearer">Who wears the device (see <see cref="Slug"/>).</param>
/// <param name="Device">Which device counted (see <see cref="Slug"/>).</param>
/// <param name="Counter">What <paramref name="Count"/> counts from.</param>
/// <param name="TimeMs">
/// When the reading was taken, Unix milliseconds UTC; for deltas, slots and interval totals the end of the interval.
/// </param>
/// <param name="Count">Steps, 0 or more.</param>
/// <param name="LengthMs">
/// Deltas, slots and interval totals: length of the interval (TimeMs − LengthMs, TimeMs] in milliseconds; 0 when the source
/// does not say, which only a delta may.
/// </param>
/// <param name="Boot">Identifier of the device's start or of the session, where the source gives one; else null.</param>
/// <param name="Milli">
/// Thousandths of a step beyond <paramref name="Count"/>, 0 to 999; only where the counter is replaceable
/// (<see cref="CounterKindNames.IsReplaceable"/>): apps cut samples across slots. Sums are rounded once.
/// </param>
/// <param name="Version">
/// Only where the counter <see cref="CounterKindNames.HasVersions"/>: which statement is newer by its sender's clock, see
/// <see cref="SlotVersion"/> and <see cref="DeltaVersion"/>.
/// </param>
public readonly record struct StepSample(
    string Wearer, string Device, CounterKind Counter, long TimeMs, long Count, long LengthMs = 0, string? Boot = null,
    int Milli = 0, int Version = 0)
{
    /// <summary>
    /// Whether of two statements of the same fact this one stands in any order of arrival: the newer version, of equal ones
    /// the larger, for counters and amounts grow, and of a part and the whole the whole is right.
    /// </summary>
    public bool Outranks(in StepSample other)
    {
        var order = Version.CompareTo(other.Version);
        order = order != 0 ? order : Count.CompareTo(other.Count);
        order = order != 0 ? order : Milli.CompareTo(other.Milli);
        order = order != 0 ? order : LengthMs.CompareTo(other.LengthMs);
        return (order != 0 ? order : string.CompareOrdinal(Boot ?? "", other.Boot ?? "")) > 0;
    }
}
