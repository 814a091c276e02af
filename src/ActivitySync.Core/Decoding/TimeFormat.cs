namespace ActivitySync.Core.Decoding;

/// <summary>How a publisher writes times. Numbers count from 1970-01-01T00:00:00Z.</summary>
/// <param name="Unit">What a number counts.</param>
/// <param name="Pattern">Form of a text in .NET's custom format; null for ISO 8601 and its common relatives.</param>
public sealed record TimeFormat(TimeUnit Unit, string? Pattern = null)
{
    /// <summary>Numbers by their number of digits, ISO 8601 text, 12-hour text.</summary>
    public static TimeFormat Any { get; } = new(TimeUnit.ByDigits);

    /// <summary>The format a word in the configuration stands for: a unit, or a pattern; null when it is neither.</summary>
    public static TimeFormat? Parse(string word) => word switch
    {
        "auto" => Any,
        "s" => new(TimeUnit.Seconds),
        "10ms" => new(TimeUnit.Centiseconds),
        "ms" => new(TimeUnit.Milliseconds),
        "us" => new(TimeUnit.Microseconds),
        "ns" => new(TimeUnit.Nanoseconds),
        _ when word.Contains("yyyy", StringComparison.Ordinal) && word.Contains('H', StringComparison.OrdinalIgnoreCase)
            => new(TimeUnit.ByDigits, word),
        _ => null,
    };
}

/// <summary>What a numeric time counts.</summary>
public enum TimeUnit
{
    /// <summary>Told by the number of digits: 10 seconds, 13 milliseconds, 16 microseconds, 19 nanoseconds.</summary>
    ByDigits,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Hundredths of a second (Polar-H10-mqtt). Never guessed.</summary>
    Centiseconds,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Microseconds.</summary>
    Microseconds,

    /// <summary>Nanoseconds.</summary>
    Nanoseconds,
}
