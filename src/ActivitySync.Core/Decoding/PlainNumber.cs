using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActivitySync.Core.Decoding;

/// <summary>Numbers as publishers write them: bare text, quoted text, JSON. What only looks like a number is refused.</summary>
internal static class PlainNumber
{
    const int MaxLength = 64;
    const NumberStyles Styles =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A payload that is nothing but a number, with or without quotes.</summary>
    public static decimal? Read(ReadOnlySpan<byte> payload, out Rejection? why)
    {
        if (payload.Length > MaxLength)
        {
            why = new Rejection("not_a_number", "The payload is longer than any number; it should be one plain number.");
            return null;
        }
        return Read(Encoding.UTF8.GetString(payload), out why);
    }

    /// <summary>A JSON number, or a text that holds one.</summary>
    public static decimal? Read(JsonElement element, out Rejection? why)
    {
        why = null;
        switch (element.ValueKind)
        {
            case JsonValueKind.Number when element.TryGetDecimal(out var number):
                return number;
            case JsonValueKind.Number:
                why = new Rejection("not_finite", "The number is too large to be a reading.");
                return null;
            case JsonValueKind.String:
                return Read(element.GetString()!, out why);
            case JsonValueKind.Null:
                why = NoReading("null");
                return null;
            default:
                why = new Rejection("not_a_number", "A value that should be a number is something else.");
                return null;
        }
    }

    /// <summary>A text that should be a number.</summary>
    public static decimal? Read(string text, out Rejection? why)
    {
        var bare = text.Trim().Trim('\uFEFF');
        bare = bare is ['"', .. var inner, '"'] ? inner.Trim() : bare;
        why = Refusal(bare);
        if (why is null && decimal.TryParse(bare, Styles, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }
        why ??= new Rejection("not_a_number", "The value is not a plain number such as 8123 or 71.5.");
        return null;
    }

    static Rejection? Refusal(string text) => text.ToLowerInvariant() switch
    {
        "" => new Rejection("no_reading", "The value is empty: the publisher had no reading."),
        "unknown" or "unavailable" or "none" or "null" => NoReading(text),
        "nan" or "inf" or "infinity" or "-inf" or "-infinity" or "+inf" or "+infinity"
            => new Rejection("not_finite", "The value is not a finite number."),
        ['%', ..] => new Rejection("unsubstituted_variable",
            "The value is the name of a variable that was not set, as Tasker sends it."),
        var other when other.Contains(',', StringComparison.Ordinal) => new Rejection("group_separator",
            "The value has a comma: it could stand for thousands or for a decimal point. Send plain digits, a point for decimals."),
        _ => null,
    };

    static Rejection NoReading(string word)
        => new("no_reading", $"The value is the word {word.ToLowerInvariant()}: the publisher had no reading.");
}
