using System.ComponentModel.DataAnnotations;

namespace ActivitySync.Ingest;

/// <summary>Which samples are taken.</summary>
internal sealed class IngestOptions
{
    /// <summary>
    /// Oldest sample taken, days before its receipt; 0 for no limit. A phone that was away for a month still delivers at
    /// the default; a device with a broken clock does not reach into last year.
    /// </summary>
    [Range(0, 36_500)]
    public int MaxAgeDays { get; init; } = 30;

    /// <summary>How many minutes a sample's time may lie ahead of its receipt.</summary>
    [Range(0, 1_440)]
    public int MaxAheadMinutes { get; init; } = 5;
}
