using System.ComponentModel.DataAnnotations;
using ActivitySync.Core.Decoding;

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

    /// <summary>
    /// Devices that a wearer's list in wearers.json does not name, on our own topics; a wearer without a list has no unknown
    /// ones. Sources say for themselves (<c>unknown</c>).
    /// </summary>
    public UnknownPolicy UnknownDevices { get; init; }

    /// <summary>Readings of wearers who are not listed.</summary>
    public UnknownPolicy UnknownWearers { get; init; }

    /// <summary>For whom readings of unknown wearers count when they are allowed; empty for the only wearer there is.</summary>
    [StringLength(64)]
    public string UnknownWearersCountFor { get; init; } = "";

    /// <summary>
    /// File that lists the publishers samples are taken from besides our own topics, relative to the configuration folder.
    /// Without it there are none.
    /// </summary>
    [Required, StringLength(1_000)]
    public string SourcesFile { get; init; } = "sources.json";

    /// <summary>Largest payload taken, kilobytes; a source may have its own limit. More goes to quarantine.</summary>
    [Range(1, 65_536)]
    public int MaxPayloadKilobytes { get; init; } = 1_024;

    /// <summary>Most rows taken of one message: 100,000 are two months of minutes (our choice).</summary>
    [Range(1, 10_000_000)]
    public int MaxRowsPerMessage { get; init; } = 100_000;
}
