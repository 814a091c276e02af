namespace ActivitySync.Core.Movement;

/// <summary>How hard a minute was.</summary>
public enum Intensity : byte
{
    /// <summary>Not known: no steps and no heart rate.</summary>
    Unknown = 0,

    /// <summary>No movement to speak of.</summary>
    Sedentary = 1,

    /// <summary>Some movement.</summary>
    Light = 2,

    /// <summary>About brisk walking.</summary>
    Moderate = 3,

    /// <summary>About running.</summary>
    Vigorous = 4,
}
