using System.Numerics;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// The score: capped parts by weight. A missing part is dropped and the rest stretched to 100; how much was there is
/// the coverage. Points are whole and add up to the score.
/// </summary>
internal sealed record CompositeScore(int Score, int Coverage, IReadOnlyList<int?> Points)
{
    /// <summary>Scores the parts, null for a missing one; null when all are missing.</summary>
    public static CompositeScore? Of(IReadOnlyList<Component?> components)
    {
        var coverage = components.Sum(component => component?.Weight ?? 0);
        if (coverage == 0)
        {
            return null;
        }
        var whole = components.Aggregate(BigInteger.One, (product, component) => product * (component?.Of ?? 1)) * coverage;
        var shares = components.Select(component => component is { } part
            ? 100 * part.Weight * Math.Min(part.Reached, part.Of) * (whole / (part.Of * coverage))
            : BigInteger.Zero).ToArray();
        var sum = shares.Aggregate(BigInteger.Zero, (total, share) => total + share);
        var score = (int)((2 * sum + whole) / (2 * whole));
        return new CompositeScore(score, coverage, Share(components, shares, whole, score));
    }

    static int?[] Share(IReadOnlyList<Component?> components, BigInteger[] shares, BigInteger whole, int score)
    {
        var points = new int?[shares.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            points[i] = components[i] is null ? null : (int)(shares[i] / whole);
        }
        var left = score - points.Sum(point => point ?? 0);
        var byRest = Enumerable.Range(0, shares.Length).Where(i => points[i] is not null)
            .OrderByDescending(i => shares[i] % whole).ThenBy(i => i);
        foreach (var i in byRest.Take(left))
        {
            points[i]++;
        }
        return points;
    }
}
