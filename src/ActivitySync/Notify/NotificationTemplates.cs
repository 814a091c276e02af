using System.Text.Json;
using System.Text.RegularExpressions;
using ActivitySync.Hosting;
using ActivitySync.Publish;

namespace ActivitySync.Notify;

/// <summary>
/// The words of notifications: those of the languages, unless the household wrote its own. Its file holds, by language,
/// texts by the name of the event and the content level: <c>{"en": {"goal_met.values": "Well done, {steps} steps!"}}</c>.
/// A text may use the names in braces its content level allows, so that no value slips into a notification that is to say
/// none.
/// </summary>
internal sealed partial class NotificationTemplates
{
    const string Beginning = "notify.";

    static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    // What the events carry: first what says when and how long, then the values.
    static readonly Dictionary<string, (string[] Counters, string[] Values)> Fields = new()
    {
        [EventWriter.Nudge] = (["minutes", "number", "suggestion"], ["text"]),
        [EventWriter.GoalMet] = (["date"], ["steps", "target"]),
        [EventWriter.TargetDecided] = (["date"], ["steps", "action", "reason"]),
        [EventWriter.DayClosed] = (["date", "status", "streak"], ["steps", "target", "met", "score"]),
        [EventWriter.DeviceStale] = (["device", "hours"], ["last_sample"]),
        [EventWriter.DeviceBack] = (["device", "hours"], ["last_sample"]),
        [EventWriter.JobFailed] = (["job", "minutes"], ["reason"]),
        [EventWriter.JobWorks] = (["job", "minutes"], []),
        ["title"] = (["name"], ["name"]),
    };

    readonly IReadOnlyDictionary<(string Language, string Key), string> _own;

    NotificationTemplates(IReadOnlyDictionary<(string, string), string> own) => _own = own;

    /// <summary>The languages' words.</summary>
    public static NotificationTemplates BuiltIn { get; } = new(new Dictionary<(string, string), string>());

    /// <summary>Whether a text of this name exists.</summary>
    public static bool IsKey(string key) => Language.Of("en").Has(Beginning + key);

    /// <summary>The text of a name, e.g. <c>goal_met.values</c>.</summary>
    public string Of(Language language, string key)
        => _own.TryGetValue((language.Code, key), out var text) ? text : language[Beginning + key];

    /// <summary>Reads a household's own words; none where there is no such file. Collects every problem.</summary>
    public static NotificationTemplates Read(string path, List<string> problems)
    {
        if (!File.Exists(path))
        {
            return BuiltIn;
        }
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return Parse(document.RootElement, Path.GetFileName(path), problems);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path} cannot be read: {reason.Message}");
        }
        catch (JsonException reason)
        {
            problems.Add($"{path} is not readable JSON: {BrokenJson.Words(reason)}");
        }
        return BuiltIn;
    }

    static NotificationTemplates Parse(JsonElement root, string file, List<string> problems)
    {
        var own = new Dictionary<(string, string), string>();
        if (root.ValueKind != JsonValueKind.Object
            || root.EnumerateObject().Any(language => language.Value.ValueKind != JsonValueKind.Object))
        {
            problems.Add($"{file} must be an object of languages, for example {{ \"en\": {{ \"goal_met.values\": \"Well done!\" }} }}.");
            return BuiltIn;
        }
        foreach (var language in root.EnumerateObject())
        {
            if (!Language.All.ContainsKey(language.Name))
            {
                problems.Add($"{file} names the language {language.Name}, but there are {string.Join(", ", Language.All.Keys.Order())}.");
            }
            foreach (var text in language.Value.EnumerateObject())
            {
                problems.AddRange(Problems(text, $"{file}, {language.Name}: {text.Name}"));
                own[(language.Name, text.Name)] = text.Value.ValueKind == JsonValueKind.String ? text.Value.GetString()! : "";
            }
        }
        return new NotificationTemplates(own);
    }

    static IEnumerable<string> Problems(JsonProperty text, string place)
    {
        if (!IsKey(text.Name))
        {
            var known = Language.Of("en").Keys.Where(key => key.StartsWith(Beginning, StringComparison.Ordinal))
                .Select(key => key[Beginning.Length..]);
            yield return $"{place} is no text of ours.{Hosting.SettingsReader.Nearest(text.Name, known)}";
            yield break;
        }
        if (text.Value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(text.Value.GetString()))
        {
            yield return $"{place} must be a text that says something.";
            yield break;
        }
        var allowed = Allowed(text.Name);
        foreach (var name in InBraces().Matches(text.Value.GetString()!).Select(match => match.Groups[1].Value).Except(allowed))
        {
            yield return $"{place} uses {{{name}}}, " + (allowed.Count == 0 ? "but can use no names."
                : $"but can use only {string.Join(", ", allowed.Select(one => $"{{{one}}}"))}.");
        }
    }

    /// <summary>Names in braces the text of a name may use.</summary>
    public static IReadOnlyList<string> Allowed(string key)
    {
        var fields = Fields.GetValueOrDefault(key.Split('.')[0], ([], []));
        return key == "title" || key.EndsWith(".counters", StringComparison.Ordinal) ? fields.Counters
            : key.EndsWith(".values", StringComparison.Ordinal) ? [.. fields.Counters, .. fields.Values] : [];
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InBraces();
}
