using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>What a number is.</summary>
public enum ReadingKind
{
    /// <summary>Steps.</summary>
    Steps,

    /// <summary>Heart rate, beats per minute.</summary>
    HeartRate,

    /// <summary>Resting heart rate, beats per minute.</summary>
    RestingHeartRate,
}

/// <summary>One number to read out of a message: the rule of the mapper.</summary>
public sealed record Reading
{
    /// <summary>What the number is.</summary>
    public required ReadingKind Kind { get; init; }

    /// <summary>What steps count from; null for the source's.</summary>
    public CounterKind? Counter { get; init; }

    /// <summary>Only messages on topics that match; null for all of the source's.</summary>
    public TopicPattern? Topic { get; init; }

    /// <summary>Rows to read, for payloads that hold an array somewhere; null for the payload, or each item of an array.</summary>
    public JsonPath? Each { get; init; }

    /// <summary>Only rows in which this path holds this text.</summary>
    public (JsonPath Path, string Text)? When { get; init; }

    /// <summary>Where the number is in a row; null when the payload is the number.</summary>
    public JsonPath? Value { get; init; }

    /// <summary>Where the time is; null for the receipt.</summary>
    public JsonPath? Time { get; init; }

    /// <summary>Where a delta's start is; null when it is not told.</summary>
    public JsonPath? From { get; init; }

    /// <summary>How times are written.</summary>
    public TimeFormat TimeFormat { get; init; } = TimeFormat.Any;

    /// <summary>Where the device's id is; null to go by topic or source.</summary>
    public JsonPath? Device { get; init; }

    /// <summary>The number is multiplied by this.</summary>
    public decimal Scale { get; init; } = 1;

    /// <summary>Smallest number taken, after scaling; null for the kind's own limit.</summary>
    public decimal? Min { get; init; }

    /// <summary>Largest number taken, after scaling; null for the kind's own limit.</summary>
    public decimal? Max { get; init; }
}
