using System.ComponentModel.DataAnnotations;

namespace ActivitySync.Spool;

/// <summary>Where received messages wait until the store has them.</summary>
internal sealed class SpoolOptions
{
    /// <summary>Folder of spool.db. Back it up together with the store.</summary>
    [Required]
    public string Folder { get; init; } = "data";

    /// <summary>Size of waiting messages at which we stop acknowledging, so that the broker holds back the rest.</summary>
    [Range(1, 65_536)]
    public int MaxMegabytes { get; init; } = 512;

    /// <summary>
    /// Room left on the disk, megabytes, below which we stop acknowledging too, so that the store can go on and messages can
    /// leave the spool, which needs some room first. Our choice.
    /// </summary>
    [Range(8, 65_536)]
    public int MinFreeMegabytes { get; init; } = 64;

    /// <summary>
    /// Days for which raw messages are kept in the folder archive after the store has them, for the verb rebuild; 0 keeps
    /// none.
    /// </summary>
    [Range(0, 36_500)]
    public int ArchiveDays { get; init; }

    /// <summary>Quarantined messages kept; of the source and reason with the most the oldest go first, and are counted. Our choice.</summary>
    [Range(100, 10_000_000)]
    public int MaxQuarantined { get; init; } = 100_000;

    /// <summary>Size of the quarantine, megabytes; likewise. Our choice.</summary>
    [Range(1, 65_536)]
    public int MaxQuarantineMegabytes { get; init; } = 256;

    /// <summary>Days a quarantined message is kept; older ones go and are counted. A season to find and mend a cause.</summary>
    [Range(1, 36_500)]
    public int MaxQuarantineDays { get; init; } = 90;
}
