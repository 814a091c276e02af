using System.Text.Json;

namespace ActivitySync.Tests.Publish;

/// <summary>
/// The keys Home Assistant documents for device-based MQTT discovery and for the platforms we use, and which of them are
/// needed. Source: home-assistant.io, MQTT and the pages of its sensor, binary sensor, number, switch, select and button.
/// </summary>
internal static class DiscoverySchema
{
    static readonly string[] Device =
    [
        "identifiers", "connections", "name", "manufacturer", "model", "model_id", "hw_version", "sw_version", "serial_number",
        "suggested_area", "configuration_url", "via_device",
    ];

    static readonly string[] Origin = ["name", "sw_version", "support_url"];
    static readonly string[] Availability = ["topic", "payload_available", "payload_not_available", "value_template"];

    static readonly string[] Root =
    [
        "device", "origin", "components", "availability", "availability_mode", "availability_topic", "availability_template",
        "payload_available", "payload_not_available", "state_topic", "command_topic", "qos", "encoding",
    ];

    static readonly string[] Entity =
    [
        "platform", "unique_id", "default_entity_id", "name", "icon", "entity_category", "entity_picture", "enabled_by_default",
        "availability", "availability_mode", "availability_topic", "availability_template", "payload_available",
        "payload_not_available", "qos", "encoding", "json_attributes_topic", "json_attributes_template", "device_class",
    ];

    static readonly Dictionary<string, (string[] May, string[] Must)> Platforms = new()
    {
        ["sensor"] = (
            ["state_topic", "value_template", "unit_of_measurement", "state_class", "last_reset_value_template", "expire_after",
                "force_update", "options", "suggested_display_precision"], ["value_template"]),
        ["binary_sensor"] = (
            ["state_topic", "value_template", "payload_on", "payload_off", "off_delay", "expire_after", "force_update"],
            ["value_template"]),
        ["number"] = (
            ["state_topic", "value_template", "command_topic", "command_template", "min", "max", "step", "mode", "optimistic",
                "payload_reset", "retain", "unit_of_measurement"], ["command_topic"]),
        ["switch"] = (
            ["state_topic", "value_template", "command_topic", "command_template", "payload_on", "payload_off", "state_on",
                "state_off", "optimistic", "retain"], ["command_topic"]),
        ["select"] = (
            ["state_topic", "value_template", "command_topic", "command_template", "options", "optimistic", "retain"],
            ["command_topic", "options"]),
        ["button"] = (["command_topic", "command_template", "payload_press", "retain"], ["command_topic"]),
    };

    static readonly Dictionary<string, string[]> Words = new()
    {
        ["state_class"] = ["measurement", "total", "total_increasing"],
        ["entity_category"] = ["config", "diagnostic"],
        ["availability_mode"] = ["all", "any", "latest"],
        ["mode"] = ["auto", "box", "slider"],
    };

    static readonly string[] Numbers = ["min", "max", "step", "qos", "suggested_display_precision", "expire_after", "off_delay"];

    /// <summary>What is wrong with a device configuration, each a sentence.</summary>
    public static IReadOnlyList<string> Problems(JsonElement root)
    {
        var problems = new List<string>();
        Check(root, "root", Root, ["device", "origin", "components"], problems);
        Check(root.GetProperty("device"), "device", Device, [], problems);
        if (!root.GetProperty("device").TryGetProperty("identifiers", out _)
            && !root.GetProperty("device").TryGetProperty("connections", out _))
        {
            problems.Add("device needs identifiers or connections");
        }
        Check(root.GetProperty("origin"), "origin", Origin, ["name"], problems);
        if (root.TryGetProperty("availability", out var availability))
        {
            foreach (var item in availability.EnumerateArray())
            {
                Check(item, "availability", Availability, ["topic"], problems);
            }
        }
        foreach (var component in root.GetProperty("components").EnumerateObject())
        {
            CheckComponent(component.Name, component.Value, root.TryGetProperty("state_topic", out _), problems);
        }
        return problems;
    }

    /// <summary>What is wrong with the configuration of a single component, published on a topic of its own.</summary>
    public static IReadOnlyList<string> SingleProblems(string topic, JsonElement root)
    {
        var problems = new List<string>();
        var (may, must) = Platforms[topic.Split('/')[1]];
        Check(root, "component", [.. Entity, .. may, "device", "origin"], [.. must, "unique_id", "state_topic"], problems);
        Check(root.GetProperty("device"), "device", Device, ["identifiers"], problems);
        Check(root.GetProperty("origin"), "origin", Origin, ["name"], problems);
        return problems;
    }

    static void CheckComponent(string id, JsonElement component, bool hasSharedState, List<string> problems)
    {
        if (!component.TryGetProperty("platform", out var platform) || !Platforms.TryGetValue(platform.GetString()!, out var keys))
        {
            problems.Add($"{id} has no platform we know");
            return;
        }
        if (component.EnumerateObject().Count() == 1)
        {
            return; // only the platform: the component is to be removed
        }
        Check(component, id, [.. Entity, .. keys.May], [.. keys.Must, "unique_id"], problems);
        var name = platform.GetString()!;
        if (name is "sensor" or "binary_sensor" && !hasSharedState && !component.TryGetProperty("state_topic", out _))
        {
            problems.Add($"{id} has no state_topic");
        }
        var isTotal = component.TryGetProperty("state_class", out var stateClass) && stateClass.GetString() == "total";
        if (component.TryGetProperty("last_reset_value_template", out _) != isTotal)
        {
            problems.Add($"{id}: last_reset_value_template belongs to state_class total");
        }
        if (component.TryGetProperty("default_entity_id", out var entity)
            && !System.Text.RegularExpressions.Regex.IsMatch(entity.GetString()!, $"^{name}\\.[a-z0-9_]+$"))
        {
            problems.Add($"{id}: {entity} is no entity id of {name}");
        }
    }

    static void Check(JsonElement element, string place, string[] may, string[] must, List<string> problems)
    {
        problems.AddRange(must.Where(key => !element.TryGetProperty(key, out _)).Select(key => $"{place} needs {key}"));
        foreach (var property in element.EnumerateObject())
        {
            if (!may.Contains(property.Name))
            {
                problems.Add($"{place}: there is no key {property.Name}");
            }
            if (Words.TryGetValue(property.Name, out var words) && !words.Contains(property.Value.GetString()))
            {
                problems.Add($"{place}: {property.Name} cannot be {property.Value}");
            }
            if (Numbers.Contains(property.Name) != (property.Value.ValueKind == JsonValueKind.Number))
            {
                problems.Add($"{place}: {property.Name} is of the wrong kind");
            }
        }
    }
}
