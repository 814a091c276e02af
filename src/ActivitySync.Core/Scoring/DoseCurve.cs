namespace ActivitySync.Core.Scoring;

/// <summary>
/// How mortality in large cohorts went with daily steps: hazard ratios of quartiles (Paluch 2022), joined by lines. For
/// explanation only; it says nothing about one person and is never scored.
/// </summary>
public static class DoseCurve
{
    static readonly (int Steps, decimal Ratio)[] Quartiles = [(3553, 1m), (5801, 0.60m), (7842, 0.55m), (10_901, 0.47m)];

    /// <summary>Hazard ratio against the lowest quartile; flat outside the studied range.</summary>
    public static decimal At(int steps)
    {
        for (var i = 0; i < Quartiles.Length; i++)
        {
            if (steps <= Quartiles[i].Steps)
            {
                return i == 0 ? Quartiles[0].Ratio : Between(Quartiles[i - 1], Quartiles[i], steps);
            }
        }
        return Quartiles[^1].Ratio;
    }

    static decimal Between((int Steps, decimal Ratio) low, (int Steps, decimal Ratio) high, int steps) =>
        low.Ratio + (high.Ratio - low.Ratio) * (steps - low.Steps) / (high.Steps - low.Steps);
}
