using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Hosting;

/// <summary>The properties of one entry in wearers.json or sources.json, each read with its problem noted.</summary>
internal sealed class WearerFields(JsonElement element, string place, List<string> problems)
{
    public void RefuseUnknown(IReadOnlyList<string> known) => problems.AddRange(element.EnumerateObject()
        .Where(property => !known.Contains(property.Name))
        .Select(property => $"{place}: there is no key {property.Name}; known are {string.Join(", ", known)}."));

    public string? Text(string key)
    {
        if (!element.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }
        problems.Add($"{place}: {key} must be text.");
        return null;
    }

    public int? Whole(string key, int lowest, int highest)
    {
        if (!element.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            && number >= lowest && number <= highest)
        {
            return number;
        }
        problems.Add($"{place}: {key} must be a whole number from {lowest} to {highest}.");
        return null;
    }

    public bool Flag(string key)
    {
        if (!element.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return false;
        }
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }
        problems.Add($"{place}: {key} must be true or false.");
        return false;
    }

    /// <summary>One of some words, in any case; as the list writes it.</summary>
    public string? OneOf(string key, IReadOnlyList<string> words)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }
        var word = words.FirstOrDefault(known => string.Equals(known, text, StringComparison.OrdinalIgnoreCase));
        if (word is null)
        {
            problems.Add($"{place}: {key} is \"{text}\" but must be one of {string.Join(", ", words)}.");
        }
        return word;
    }

    /// <summary>A time of day, HH:mm.</summary>
    public LocalTime? Time(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }
        var parsed = LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text);
        if (parsed.Success)
        {
            return parsed.Value;
        }
        problems.Add($"{place}: {key} is \"{text}\" but must be a time like 07:00.");
        return null;
    }

    /// <summary>An object of whole numbers; what is not one, or has a name that may not be, is left out.</summary>
    public IReadOnlyDictionary<string, long> WholesByName(
        string key, long lowest, long highest, Func<string, bool> mayBe, string names)
    {
        var wholes = new Dictionary<string, long>();
        if (!element.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return wholes;
        }
        if (value.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{place}: {key} must be an object of whole numbers.");
            return wholes;
        }
        foreach (var item in value.EnumerateObject())
        {
            if (!mayBe(item.Name))
            {
                problems.Add($"{place}: {key} names \"{item.Name}\" but must name {names}.");
            }
            else if (item.Value.ValueKind == JsonValueKind.Number && item.Value.TryGetInt64(out var number)
                && number >= lowest && number <= highest)
            {
                wholes[item.Name] = number;
            }
            else
            {
                problems.Add($"{place}: {key} of {item.Name} must be a whole number from {lowest} to {highest}.");
            }
        }
        return wholes;
    }

    public IReadOnlyList<string> Texts(string key)
    {
        if (!element.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }
        if (value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }
        problems.Add($"{place}: {key} must be an array of texts.");
        return [];
    }

    /// <summary>Moves to other zones: [{"since": instant, "zone": name}], in the order of the file.</summary>
    public IReadOnlyList<(string Since, string Zone)> Moves()
    {
        if (!element.TryGetProperty("moves", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsMove))
        {
            return [.. value.EnumerateArray().Select(item =>
                (item.GetProperty("since").GetString()!, item.GetProperty("zone").GetString()!))];
        }
        problems.Add($"{place}: moves must be an array of objects with the texts since and zone.");
        return [];
    }

    static bool IsMove(JsonElement item)
        => item.ValueKind == JsonValueKind.Object && item.EnumerateObject().Count() == 2
        && item.TryGetProperty("since", out var since) && since.ValueKind == JsonValueKind.String
        && item.TryGetProperty("zone", out var zone) && zone.ValueKind == JsonValueKind.String;
}
