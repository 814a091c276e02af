namespace ActivitySync.Core.Movement;

/// <summary>Minutes in a row without stepping.</summary>
/// <param name="StartMinute">First minute, counted from the day's start.</param>
/// <param name="Minutes">How many.</param>
public readonly record struct StillBout(int StartMinute, int Minutes);
