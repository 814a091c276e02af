using System.Text.Json;

namespace ActivitySync.Core.Decoding;

/// <summary>JSON payloads of third parties, read into a document.</summary>
internal static class JsonPayload
{
    // Payloads of the formats known are nested at most 7 deep; deeper is an attack or a mistake.
    static readonly JsonReaderOptions Options = new() { MaxDepth = 16 };

    /// <summary>The document; to be disposed of.</summary>
    /// <exception cref="JsonException">It is not one JSON value.</exception>
    public static JsonDocument Parse(in RawMessage message)
    {
        var reader = new Utf8JsonReader(message.Payload, Options);
        var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return reader.Read() ? throw new JsonException("There is more than one value in the payload.") : document;
        }
        catch (JsonException)
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>A member of an object; null when it is none, has none or it is null.</summary>
    public static JsonElement? At(this JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A member of a member.</summary>
    public static JsonElement? At(this JsonElement element, string name, string inner) => element.At(name)?.At(inner);

    /// <summary>A text; null when the member is none.</summary>
    public static string? Text(this JsonElement element, string name)
        => element.At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The items of an array; none when the member is none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name)
        => element.At(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>
    /// The items of an array, or none with a refusal when there are more than are read of one message.
    /// </summary>
    public static IEnumerable<JsonElement> Rows(this JsonElement element, Intake intake)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            return [];
        }
        if (element.GetArrayLength() <= intake.Rules.MaxRows)
        {
            return element.EnumerateArray();
        }
        intake.Refuse("too_many_rows",
            $"The message has more than {intake.Rules.MaxRows} rows in one array. Send smaller batches.");
        return [];
    }

    /// <summary>A number in an object, given to the taker; what should be one and is not is refused, what is absent is not.</summary>
    public static void Number(this JsonElement element, string name, Intake intake, Action<decimal> take)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value))
        {
            return;
        }
        if (PlainNumber.Read(value, out var why) is { } number)
        {
            take(number);
        }
        else
        {
            intake.Refuse(why!);
        }
    }

    /// <summary>A time; null, which is said, when there is none that can be read.</summary>
    public static long? Time(this JsonElement element, string name, TimeFormat format, Owner owner, Intake intake)
    {
        Rejection? why = null;
        var time = element.At(name) is { } value ? TimeReader.Read(value, format, owner.Wearer, out why) : null;
        if (time is null)
        {
            intake.Refuse(why ?? new Rejection("no_time", $"There is no {name}, the time of the reading."));
        }
        return time;
    }
}
