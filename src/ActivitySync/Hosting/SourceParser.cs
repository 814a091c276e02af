using System.Text.Json;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Hosting;

/// <summary>Reads one entry of sources.json.</summary>
internal sealed class SourceParser(Household household, List<string> problems)
{
    static readonly string[] Keys =
    [
        "name", "format", "topic", "wearer", "device", "devices", "unknown", "counter", "ignoreRetained", "maxPayloadKilobytes",
    ];

    static readonly IReadOnlyDictionary<string, CounterKind> Groupings = new Dictionary<string, CounterKind>
    {
        ["minute"] = CounterKind.MinuteSlot,
        ["hour"] = CounterKind.HourSlot,
        ["day"] = CounterKind.DaySlot,
    };

    string _place = "";

    /// <summary>The source; null when anything is wrong, which is noted.</summary>
    public Source? Parse(JsonElement element, int number)
    {
        _place = $"sources.json, source {number}";
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{_place} must be an object with name and format.");
            return null;
        }
        var before = problems.Count;
        var name = new WearerFields(element, _place, problems).Text("name") ?? "";
        if (!Slug.IsValid(name) || name == "native")
        {
            problems.Add($"{_place}: name is \"{name}\" but must be 1 to 64 characters of A-Z a-z 0-9 _ and -, and not native.");
        }
        _place = name.Length > 0 ? $"sources.json, source {name}" : _place;
        var fields = new WearerFields(element, _place, problems);
        if (FormatOf(fields) is not { } format)
        {
            return null;
        }
        fields.RefuseUnknown([.. Keys, .. format.Options]);
        var source = new Source
        {
            Name = name,
            Format = format,
            Topics = Topics(element),
            Wearer = WearerOf(fields.Text("wearer"), _place),
            Device = DeviceOf(fields.Text("device"), _place),
            Devices = Devices(element),
            AllowUnknown = OneOf(fields, "unknown", ["allow", "quarantine"]) == "allow",
            Counter = CounterParser.Read(fields, "counter", _place, problems),
            IgnoreRetained = fields.Flag("ignoreRetained"),
            MaxPayloadKilobytes = fields.Whole("maxPayloadKilobytes", 1, 65_536),
            Base = fields.Text("base") ?? "",
            Grouping = OneOf(fields, "grouping", [.. Groupings.Keys]) is { } word ? Groupings[word] : null,
        };
        source = source with
        {
            Entities = new EntityParser(_place, problems, WearerOf, DeviceOf).Parse(element),
            Readings = new ReadingParser(_place, problems).Parse(element, source.Counter),
            ReportStepsEveryMinutes = ReportSteps(element),
        };
        if (problems.Count == before)
        {
            CheckWhole(source);
        }
        return problems.Count == before ? source : null;
    }

    // Rules that no single key can know.
    void CheckWhole(Source source)
    {
        var format = source.Format;
        if (source.Patterns.Count == 0)
        {
            problems.Add(format.Options.Contains("entities")
                ? $"{_place}: entities must list at least one entity."
                : $"{_place}: topic must be named, because {format.Name} has none of its own.");
        }
        if (format.Options.Contains("entities") && source.Entities.Count == 0 && source.Topics.Count > 0)
        {
            problems.Add($"{_place}: entities must list at least one entity.");
        }
        if (source.Counter is not null && !format.NeedsCounter)
        {
            problems.Add($"{_place}: counter is fixed by {format.Name}. Leave it out.");
        }
        if (format.NeedsCounter && format.Options.Count == 0 && source.Counter is null)
        {
            problems.Add($"{_place}: counter must be delta, since_midnight, since_boot or lifetime, because {format.Name} does not say.");
        }
        if (format.Options.Contains("readings") && source.Readings.Count == 0)
        {
            problems.Add($"{_place}: readings must hold at least one reading.");
        }
        if (!HasOwner(source))
        {
            problems.Add($"{_place}: nobody owns its readings. Name a wearer, put {{wearer}} into the topic, or list devices with their wearers.");
        }
        if (source.ReportStepsEveryMinutes is not null && OwnTracksCommands.Topics(source).Count == 0)
        {
            problems.Add($"{_place}: reportSteps needs to know the phones: list them under devices as \"user/device\".");
        }
    }

    static bool HasOwner(Source source)
        => source.Wearer is not null || source.Patterns.All(pattern => pattern.Names("wearer"))
        || (source.Entities.Count > 0 ? source.Entities.Values.All(entity => entity.Wearer is not null)
            : source.Devices.Count > 0 && source.Devices.Values.All(device => device.Wearer is not null));

    FormatCard? FormatOf(WearerFields fields)
    {
        var name = fields.Text("format") ?? "";
        if (PayloadFormats.ByName.TryGetValue(name, out var format))
        {
            return format;
        }
        problems.Add($"{_place}: format is \"{name}\" but must be one of {string.Join(", ", PayloadFormats.ByName.Keys)}." +
            SettingsReader.Nearest(name, PayloadFormats.ByName.Keys));
        return null;
    }

    List<TopicPattern> Topics(JsonElement element)
    {
        var patterns = new List<TopicPattern>();
        if (!element.TryGetProperty("topic", out var value))
        {
            return patterns;
        }
        foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                problems.Add($"{_place}: topic must be text, or an array of texts.");
            }
            else if (TopicPattern.Parse(item.GetString()!, out var problem) is { } pattern)
            {
                patterns.Add(pattern);
            }
            else
            {
                problems.Add($"{_place}: topic is \"{item.GetString()}\", but {problem}.");
            }
        }
        return patterns;
    }

    Dictionary<string, DeviceOwner> Devices(JsonElement element)
    {
        var devices = new Dictionary<string, DeviceOwner>();
        if (!element.TryGetProperty("devices", out var list))
        {
            return devices;
        }
        if (list.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{_place}: devices must be an object of the form {{ \"<id>\": {{ \"wearer\": …, \"device\": … }} }}.");
            return devices;
        }
        foreach (var entry in list.EnumerateObject())
        {
            var place = $"{_place}, device {entry.Name}";
            if (entry.Value.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"{place} must be an object; {{}} is enough for a device of the source's wearer.");
                continue;
            }
            var fields = new WearerFields(entry.Value, place, problems);
            fields.RefuseUnknown(["wearer", "device"]);
            var owner = new DeviceOwner(WearerOf(fields.Text("wearer"), place), DeviceOf(fields.Text("device"), place));
            if (!devices.TryAdd(DeviceIds.Key(entry.Name), owner))
            {
                problems.Add($"{place} is listed twice.");
            }
        }
        return devices;
    }

    int? ReportSteps(JsonElement element)
    {
        if (!element.TryGetProperty("reportSteps", out var value))
        {
            return null;
        }
        if (value.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{_place}: reportSteps must be an object like {{ \"everyMinutes\": 30 }}.");
            return null;
        }
        var fields = new WearerFields(value, $"{_place}, reportSteps", problems);
        fields.RefuseUnknown(["everyMinutes"]);
        var minutes = fields.Whole("everyMinutes", 5, 1_440);
        if (!value.TryGetProperty("everyMinutes", out _))
        {
            problems.Add($"{_place}, reportSteps: everyMinutes must be set, 5 to 1440.");
        }
        return minutes;
    }

    string? WearerOf(string? id, string place)
    {
        if (id is null || household.ById.ContainsKey(id))
        {
            return id;
        }
        problems.Add($"{place}: wearer is \"{id}\", but wearers.json lists nobody of that id.");
        return null;
    }

    string? DeviceOf(string? name, string place)
    {
        if (name is null || Slug.IsValid(name))
        {
            return name;
        }
        problems.Add($"{place}: device is \"{name}\" but must be 1 to 64 characters of A-Z a-z 0-9 _ and -.");
        return null;
    }

    string? OneOf(WearerFields fields, string key, string[] words)
    {
        if (fields.Text(key) is not { } word || words.Contains(word))
        {
            return fields.Text(key);
        }
        problems.Add($"{_place}: {key} is \"{word}\" but must be {string.Join(" or ", words)}.");
        return null;
    }
}
