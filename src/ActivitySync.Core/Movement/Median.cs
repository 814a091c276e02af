namespace ActivitySync.Core.Movement;

/// <summary>The middle of a set of values; between two middle ones their mean.</summary>
internal static class Median
{
    /// <summary>Median, null of nothing.</summary>
    public static decimal? Of(IEnumerable<decimal> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Median, null of nothing.</summary>
    public static decimal? Of(IEnumerable<int> values) => Of(values.Select(value => (decimal)value));

    /// <summary>
    /// Twice the median of a few bytes, 0 of nothing. Counts instead of sorting: values lie close together.
    /// </summary>
    public static short Twice(ReadOnlySpan<byte> values)
    {
        if (values.Length < 3)
        {
            return values.Length == 0 ? (short)0 : (short)(values[0] + values[^1]);
        }
        byte low = 255, high = 0;
        foreach (var value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        Span<short> counts = stackalloc short[high - low + 1];
        counts.Clear();
        foreach (var value in values)
        {
            counts[value - low]++;
        }
        return (short)(At(counts, (values.Length - 1) / 2) + At(counts, values.Length / 2) + 2 * low);
    }

    static int At(ReadOnlySpan<short> counts, int index)
    {
        var value = 0;
        for (var seen = (int)counts[0]; seen <= index; seen += counts[value])
        {
            value++;
        }
        return value;
    }
}
