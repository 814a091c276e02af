namespace ActivitySync.Core.Scoring;

/// <summary>One step of how a day's numbers came about.</summary>
/// <param name="Stage">reading, minutes, merge, total, validity, target, score.</param>
/// <param name="Label">What this is.</param>
/// <param name="Value">The number; null where there is none.</param>
/// <param name="Sentence">In plain words.</param>
public sealed record ExplanationStep(string Stage, string Label, decimal? Value, string Sentence);
