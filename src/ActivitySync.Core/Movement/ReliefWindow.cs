namespace ActivitySync.Core.Movement;

/// <summary>
/// Time after a vigorous bout in which some people feel less pain: a possibility, seen in laboratory studies of mostly
/// pain-free adults, not a promise. For display only, never scored.
/// </summary>
/// <param name="StartMs">End of the bout, Unix milliseconds UTC.</param>
/// <param name="EndMs">End of the window, Unix milliseconds UTC.</param>
/// <param name="VigorousMinutes">Vigorous minutes of the bout.</param>
/// <param name="Confidence">How sure this is: always low.</param>
public readonly record struct ReliefWindow(long StartMs, long EndMs, int VigorousMinutes, string Confidence = "low");
