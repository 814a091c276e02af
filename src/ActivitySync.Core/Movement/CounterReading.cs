namespace ActivitySync.Core.Movement;

/// <summary>One reading of one stream (device and counter), stripped to what the counter rules look at.</summary>
internal readonly record struct CounterReading(
    long TimeMs, long Value, long LengthMs = 0, string? Boot = null, int Version = 0)
    : IComparable<CounterReading>
{
    /// <summary>By time; at the same time the one to keep comes last, as in <see cref="Telemetry.StepSample.Outranks"/>.</summary>
    public int CompareTo(CounterReading other)
    {
        var order = TimeMs.CompareTo(other.TimeMs);
        if (order == 0)
        {
            order = Version.CompareTo(other.Version);
        }
        if (order == 0)
        {
            order = Value.CompareTo(other.Value);
        }
        if (order == 0)
        {
            order = LengthMs.CompareTo(other.LengthMs);
        }
        return order == 0 ? string.CompareOrdinal(Boot ?? "", other.Boot ?? "") : order;
    }
}
