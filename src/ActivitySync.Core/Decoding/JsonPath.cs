using System.Globalization;
using System.Text.Json;

namespace ActivitySync.Core.Decoding;

/// <summary>A place in a JSON document: <c>$.attributes.steps</c>, <c>data[0].value</c>; <c>$</c> is the whole of it.</summary>
public sealed class JsonPath
{
    readonly string[] _steps;

    JsonPath(string text, string[] steps) => (Text, _steps) = (text, steps);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a path; null when it is not one.</summary>
    public static JsonPath? Parse(string text)
    {
        var rest = text.StartsWith("$.", StringComparison.Ordinal) ? text[2..] : text == "$" ? "" : text;
        if (rest.Length == 0)
        {
            return text == "$" ? new JsonPath(text, []) : null;
        }
        var steps = rest.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        return steps.All(IsStep) ? new JsonPath(text, steps) : null;
    }

    /// <summary>The path of a text known to be one; for formats' own.</summary>
    internal static JsonPath Of(string text) => Parse(text) ?? throw new ArgumentException($"{text} is not a path.", nameof(text));

    /// <summary>The value there; null when the document has none.</summary>
    public JsonElement? Find(JsonElement element)
    {
        foreach (var step in _steps)
        {
            if (step[0] != '[')
            {
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(step, out element))
                {
                    return null;
                }
                continue;
            }
            var index = int.Parse(step.AsSpan(1, step.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture);
            if (element.ValueKind != JsonValueKind.Array || index >= element.GetArrayLength())
            {
                return null;
            }
            element = element[index];
        }
        return element;
    }

    static bool IsStep(string step) => step.Length > 0 && (step[0] != '['
        ? !step.Contains(']', StringComparison.Ordinal)
        : step.Length is > 2 and < 9 && step[^1] == ']' && step.AsSpan(1, step.Length - 2).ContainsAnyExceptInRange('0', '9') is false);
}
