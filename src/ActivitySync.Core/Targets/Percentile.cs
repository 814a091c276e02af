namespace ActivitySync.Core.Targets;

/// <summary>Percentile as Hyndman and Fan's sixth kind (Excel's PERCENTILE.EXC), held inside the values.</summary>
internal static class Percentile
{
    /// <summary>The percentile of at least one value.</summary>
    public static decimal Of(IEnumerable<int> values, int percent)
    {
        var sorted = values.Order().ToArray();
        var position = Math.Clamp(percent * (sorted.Length + 1) / 100m, 1m, sorted.Length);
        var below = (int)decimal.Floor(position);
        var rest = position - below;
        return rest == 0 ? sorted[below - 1] : sorted[below - 1] + rest * (sorted[below] - sorted[below - 1]);
    }
}
