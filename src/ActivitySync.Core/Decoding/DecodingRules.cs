using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>What a decoder may assume about the household and about time.</summary>
public sealed record DecodingRules
{
    /// <summary>First level of the native topics.</summary>
    public string TopicPrefix { get; init; } = "activitysync";

    /// <summary>Known wearers by id. A sample of anybody else is refused.</summary>
    public required IReadOnlyDictionary<string, Wearer> Wearers { get; init; }

    /// <summary>
    /// Devices that a wearer does not list, on our own topics. A wearer who lists none has no unknown ones: nobody has said
    /// yet what is known.
    /// </summary>
    public UnknownPolicy UnknownDevices { get; init; }

    /// <summary>
    /// For whom readings of wearers count that are not listed; null for nobody: they go to quarantine, because a day needs a
    /// zone, and a zone a person.
    /// </summary>
    public Wearer? UnknownWearersCountFor { get; init; }

    /// <summary>
    /// Oldest sample accepted, days before its receipt; 0 for no limit. 30 covers a phone away for a month (our choice).
    /// </summary>
    public int MaxAgeDays { get; init; } = 30;

    /// <summary>How far a sample's time may lie after its receipt, minutes, for clocks that run ahead (our choice).</summary>
    public int MaxAheadMinutes { get; init; } = 5;

    /// <summary>How many messages of a device its clock is judged by (our choice).</summary>
    public int OffsetReadings { get; init; } = 20;

    /// <summary>
    /// From which median difference between receipt and reading on a device's clock is told of, minutes (our choice).
    /// </summary>
    public int OffsetMinutes { get; init; } = 2;

    /// <summary>Largest payload taken, bytes, where a source names no limit of its own. 1 MiB is a week of minutes.</summary>
    public int MaxPayloadBytes { get; init; } = 1_048_576;

    /// <summary>Most rows of a message that are read (our choice: two months of minutes).</summary>
    public int MaxRows { get; init; } = 100_000;
}
