using System.Reflection;
using System.Text.Json;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Ingest;

namespace ActivitySync.Publish;

/// <summary>
/// A wearer as Home Assistant's device-based MQTT discovery wants it: one message with the device and all its components.
/// Source: home-assistant.io, "MQTT", section MQTT discovery.
/// </summary>
internal sealed class HomeAssistantDevice(MqttOptions mqtt, HomeAssistantOptions options, Wearer wearer)
{
    /// <summary>Version in the payload.</summary>
    static readonly string Version = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    readonly Language _language = Language.Of(wearer.Language);

    /// <summary>Stable id of the device, and the beginning of its entities' ids.</summary>
    public string Id => IdOf(mqtt, wearer.Id);

    /// <summary>Where its configuration stands.</summary>
    public string Topic => TopicOf(mqtt, options, wearer.Id);

    /// <summary>Where a configuration of a single component would stand; device discovery took the place of those.</summary>
    public string SingleComponentFilter => SingleComponentFilterOf(mqtt, options, wearer.Id);

    string Here => $"{mqtt.TopicPrefix}/wearers/{wearer.Id}";

    /// <summary>Where the configuration of a wearer stands, who need not be among ours any more.</summary>
    public static string TopicOf(MqttOptions mqtt, HomeAssistantOptions options, string wearer)
        => $"{options.Prefix}/device/{IdOf(mqtt, wearer)}/config";

    /// <summary>As <see cref="SingleComponentFilter"/>, likewise.</summary>
    public static string SingleComponentFilterOf(MqttOptions mqtt, HomeAssistantOptions options, string wearer)
        => $"{options.Prefix}/+/{IdOf(mqtt, wearer)}/+/config";

    static string IdOf(MqttOptions mqtt, string wearer) => $"{mqtt.TopicPrefix}_{wearer}";

    /// <summary>The configuration.</summary>
    /// <param name="removed">Components (id, platform) that were announced before and are to go.</param>
    public byte[] Payload(IReadOnlyList<(string Id, string Platform)> removed) => Json.Object(json =>
    {
        json.WriteStartObject("device");
        json.WriteStartArray("identifiers");
        json.WriteStringValue(Id);
        json.WriteEndArray();
        json.WriteString("name", wearer.Name ?? wearer.Id);
        json.WriteString("manufacturer", "ActivitySync");
        json.WriteString("model", _language["ha.model"]);
        json.WriteString("sw_version", Version);
        if (options.ConfigurationUrl.Length > 0)
        {
            json.WriteString("configuration_url", options.ConfigurationUrl);
        }
        json.WriteEndObject();
        json.WriteStartObject("origin");
        json.WriteString("name", "ActivitySync");
        json.WriteString("sw_version", Version);
        json.WriteEndObject();
        json.WriteStartArray("availability");
        json.WriteStartObject();
        json.WriteString("topic", $"{mqtt.TopicPrefix}/status");
        json.WriteString("payload_available", "online");
        json.WriteString("payload_not_available", "offline");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("availability_mode", "all");
        json.WriteString("state_topic", $"{Here}/state");
        json.WriteNumber("qos", 1);
        json.WriteStartObject("components");
        foreach (var component in HomeAssistantComponent.All)
        {
            Write(json, component);
        }
        foreach (var (id, platform) in removed)
        {
            json.WriteStartObject(id);
            json.WriteString("platform", platform);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    });

    /// <summary>Components (id, platform) of a configuration that is there, but not among those we announce.</summary>
    public static IReadOnlyList<(string Id, string Platform)> Removed(byte[]? announced)
    {
        if (announced is not { Length: > 0 })
        {
            return [];
        }
        using var document = JsonDocument.Parse(announced);
        return [.. document.RootElement.GetProperty("components").EnumerateObject()
            .Where(component => !HomeAssistantComponent.All.Any(ours => ours.Id == component.Name))
            .Select(component => (component.Name, component.Value.GetProperty("platform").GetString()!))];
    }

    void Write(Utf8JsonWriter json, HomeAssistantComponent component)
    {
        json.WriteStartObject(component.Id);
        json.WriteString("platform", component.Platform);
        json.WriteString("unique_id", $"{Id}_{component.Id}");
        json.WriteString("default_entity_id", EntityId(component));
        json.WriteString("name", _language[$"ha.{component.Id}"]);
        if (component.StateTopic is { } topic)
        {
            json.WriteString("state_topic", $"{Here}/{topic}");
        }
        if (component.IsControl)
        {
            json.WriteString("command_topic", $"{Here}/set/{component.Id}");
        }
        if (component.Platform == "button")
        {
            json.WriteString("payload_press", ControlWords.Press);
        }
        if (component.Platform == "select")
        {
            WriteChoices(json);
        }
        foreach (var (key, value) in component.Texts)
        {
            json.WriteString(key, value);
        }
        foreach (var (key, value) in component.Numbers)
        {
            json.WriteNumber(key, value);
        }
        json.WriteString("icon", $"mdi:{component.Icon}");
        json.WriteEndObject();
    }

    // Shown in the wearer's language; on the topics the words are the same for everybody.
    void WriteChoices(Utf8JsonWriter json)
    {
        var shown = ControlWords.Choices.Select((word, i) => (Word: word, Shown: _language[$"choice.{i}"])).ToList();
        json.WriteStartArray("options");
        shown.ForEach(choice => json.WriteStringValue(choice.Shown));
        json.WriteEndArray();
        var toShown = string.Join(", ", shown.Select(choice => $"'{choice.Word}': '{choice.Shown}'"));
        var toWord = string.Join(", ", shown.Select(choice => $"'{choice.Shown}': '{choice.Word}'"));
        json.WriteString("value_template", $"{{{{ {{{toShown}}}.get(value_json.target_choice) }}}}");
        json.WriteString("command_template", $"{{{{ {{{toWord}}}[value] }}}}");
    }

    // Entity ids hold lower case letters, digits and underscores only.
    string EntityId(HomeAssistantComponent component)
        => $"{component.Platform}.{Id}_{component.Id}".ToLowerInvariant().Replace('-', '_');
}
