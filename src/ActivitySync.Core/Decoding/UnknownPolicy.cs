namespace ActivitySync.Core.Decoding;

/// <summary>What becomes of readings of somebody or something that is not listed.</summary>
public enum UnknownPolicy
{
    /// <summary>They go to quarantine, from where they can be replayed once listed.</summary>
    Quarantine,

    /// <summary>They are taken.</summary>
    Allow,
}
