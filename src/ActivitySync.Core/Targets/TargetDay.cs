namespace ActivitySync.Core.Targets;

/// <summary>A day that counts towards a decision.</summary>
/// <param name="Steps">Steps made.</param>
/// <param name="Met">Whether the target of that day was met.</param>
public readonly record struct TargetDay(int Steps, bool Met);
