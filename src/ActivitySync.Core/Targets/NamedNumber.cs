namespace ActivitySync.Core.Targets;

/// <summary>A number a decision was made from.</summary>
/// <param name="Name">What it is, snake case.</param>
/// <param name="Value">The number.</param>
public readonly record struct NamedNumber(string Name, decimal Value);
