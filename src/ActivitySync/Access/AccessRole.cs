namespace ActivitySync.Access;

/// <summary>What somebody may do.</summary>
internal enum AccessRole
{
    /// <summary>Reads /metrics and nothing else.</summary>
    Monitor,

    /// <summary>Sees the named wearers.</summary>
    Viewer,

    /// <summary>Sees the named wearers and writes for them: samples, journal.</summary>
    Wearer,

    /// <summary>Sees and does everything.</summary>
    Admin,
}
