using System.Text.Json;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Hosting;

/// <summary>Reads the Home Assistant entities of a source: what each is, as only its owner knows.</summary>
internal sealed class EntityParser(
    string place, List<string> problems, Func<string?, string, string?> wearerOf, Func<string?, string, string?> deviceOf)
{
    // What the entities of well-known integrations count, to help whoever has to say it.
    static readonly (string Suffix, CounterKind Counter, string What)[] Known =
    [
        ("_steps_sensor", CounterKind.SinceBoot, "the Android app's phone sensor counts since the phone was started"),
        ("_health_connect_steps", CounterKind.SinceMidnight, "Health Connect's daily steps count from midnight"),
        ("_daily_steps", CounterKind.SinceMidnight, "daily steps count from midnight"),
        ("_health_steps", CounterKind.SinceMidnight, "the iOS app's health steps count from midnight"),
        ("_steps_today", CounterKind.SinceMidnight, "Garmin's steps count from midnight"),
        ("_steps", CounterKind.SinceMidnight, "the iOS app's and the Bangle.js steps count from midnight"),
    ];

    public IReadOnlyDictionary<string, EntityRule> Parse(JsonElement source)
    {
        var entities = new Dictionary<string, EntityRule>();
        if (!source.TryGetProperty("entities", out var list))
        {
            return entities;
        }
        if (list.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{place}: entities must be an object of the form {{ \"sensor.my_steps\": {{ \"kind\": \"steps\", … }} }}.");
            return entities;
        }
        foreach (var entry in list.EnumerateObject())
        {
            if (ParseOne(entry, $"{place}, entity {entry.Name}") is { } rule)
            {
                entities[entry.Name] = rule;
            }
        }
        return entities;
    }

    EntityRule? ParseOne(JsonProperty entry, string where)
    {
        if (entry.Value.ValueKind != JsonValueKind.Object || !IsEntityId(entry.Name))
        {
            problems.Add($"{where} must be an object with kind, and its name of the form sensor.my_watch_steps.");
            return null;
        }
        var before = problems.Count;
        var fields = new WearerFields(entry.Value, where, problems);
        fields.RefuseUnknown(["kind", "counter", "wearer", "device", "time"]);
        var kind = ReadingParser.Kind(fields, where, problems);
        var counter = CounterParser.Read(fields, "counter", where, problems);
        var rule = new EntityRule(kind ?? ReadingKind.Steps, counter, wearerOf(fields.Text("wearer"), where),
            deviceOf(fields.Text("device"), where), fields.Text("time"));
        if (kind == ReadingKind.Steps && counter is null && problems.Count == before)
        {
            problems.Add($"{where}: counter must say what the steps count from{Suggestion(entry.Name)}.");
        }
        if (counter is CounterKind.Delta or CounterKind.IntervalTotal)
        {
            problems.Add($"{where}: an entity's state tells no interval, so it cannot be {CounterKindNames.Of(counter.Value)}.");
        }
        if (rule.Time is { } time && (time.Length == 0 || time.AsSpan().IndexOfAny("/+#{}") >= 0))
        {
            problems.Add($"{where}: time is \"{time}\" but must name an attribute, e.g. last_updated.");
        }
        return problems.Count == before ? rule : null;
    }

    static string Suggestion(string entity)
    {
        var known = Array.Find(Known, known => entity.EndsWith(known.Suffix, StringComparison.Ordinal));
        return known.Suffix is null ? "" : $"; probably {CounterKindNames.Of(known.Counter)}: {known.What}";
    }

    static bool IsEntityId(string name) => name.Split('.') is [var domain, var id] && Slug.IsValid(domain)
        && id.Length is > 0 and <= 200 && id.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}
