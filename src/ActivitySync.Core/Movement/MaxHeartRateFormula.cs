namespace ActivitySync.Core.Movement;

/// <summary>Estimates of the maximum heart rate from age; each is off by 7 to 12 bpm for one person in three.</summary>
public enum MaxHeartRateFormula
{
    /// <summary>208 − 0.7 × age (Tanaka, Monahan and Seals 2001).</summary>
    Tanaka,

    /// <summary>220 − age.</summary>
    Fox,
}
