namespace ActivitySync.Core.Movement;

/// <summary>
/// Steps of one device in [StartMs, EndMs), cut to the day and apart from the device's other intervals.
/// </summary>
/// <param name="StartMs">First instant, Unix milliseconds UTC.</param>
/// <param name="EndMs">First instant after, Unix milliseconds UTC.</param>
/// <param name="Steps">Steps, 0 or more.</param>
/// <param name="IsCoarse">Cut from an interval too long to say anything about minutes.</param>
internal readonly record struct StepInterval(long StartMs, long EndMs, long Steps, bool IsCoarse);
