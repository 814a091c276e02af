using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActivitySync.Storage;

/// <summary>
/// The figures of a derived row as one JSON object, in their order: whole numbers without a point, fractions always with
/// a point or exponent, so that the type survives where a database prints 5.0 as 5.
/// </summary>
internal static class Figures
{
    static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    // What a row already has under that name, in one store or the other.
    static readonly HashSet<string> Taken =
        ["time", "wearer", "date", "revision", "rule_version", "computed_ms", "report", "figures", "name", "tags"];

    /// <summary>Refuses a name that cannot be a column in every store.</summary>
    public static void CheckName(string name)
    {
        if (name.Length is 0 or > 64 || !char.IsAsciiLetterLower(name[0])
            || name.AsSpan().ContainsAnyExcept(NameCharacters) || Taken.Contains(name))
        {
            throw new StoreRefusedException($"\"{name}\" cannot be the name of a figure.");
        }
    }

    /// <summary>The figures as text; equal figures give equal text.</summary>
    public static string Encode(IReadOnlyList<DayField> fields)
    {
        var text = new StringBuilder("{");
        foreach (var field in fields)
        {
            text.Append(text.Length == 1 ? "\"" : ",\"").Append(field.Name).Append("\":");
            text.Append(field.Whole is { } whole
                ? whole.ToString(CultureInfo.InvariantCulture)
                : Fraction(field.Fraction.GetValueOrDefault()));
        }
        return text.Append('}').ToString();
    }

    /// <summary>The figures in a text made by <see cref="Encode"/>; null where the disk has changed it into something else.</summary>
    public static IReadOnlyList<DayField>? TryDecode(string text)
    {
        try
        {
            return Decode(text);
        }
        catch (Exception reason) when (reason is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The figures in a text made by <see cref="Encode"/>.</summary>
    public static IReadOnlyList<DayField> Decode(string text)
    {
        var fields = new List<DayField>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            fields.Add(reader.ValueSpan.IndexOfAny(".eE"u8) < 0
                ? DayField.Of(name, reader.GetInt64())
                : DayField.Of(name, reader.GetDouble()));
        }
        return reader.TokenType == JsonTokenType.EndObject && !reader.Read() ? fields : throw new JsonException("No figures.");
    }

    /// <summary>Whether a text is whole JSON, as every report and its figures are unless the disk changed them.</summary>
    public static bool IsJson(string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            var isAny = false;
            while (reader.Read())
            {
                isAny = true;
            }
            return isAny;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static string Fraction(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }
}
