namespace ActivitySync.Core.Scoring;

/// <summary>Points of each part; null for a part that was missing. They add up to the score.</summary>
/// <param name="Volume">Steps against target.</param>
/// <param name="Spread">Movement blocks of the day hit.</param>
/// <param name="Intensity">The week's effort.</param>
/// <param name="Consistency">Targets met lately.</param>
public sealed record ScorePoints(int? Volume, int? Spread, int? Intensity, int? Consistency);
