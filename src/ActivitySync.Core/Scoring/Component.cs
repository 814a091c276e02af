namespace ActivitySync.Core.Scoring;

/// <summary>One part of the score: its weight and how much of it was reached, as an exact fraction.</summary>
/// <param name="Weight">Of 100.</param>
/// <param name="Reached">Numerator, 0 or more; counts at most as much as the denominator.</param>
/// <param name="Of">Denominator, above 0.</param>
internal readonly record struct Component(int Weight, long Reached, long Of);
