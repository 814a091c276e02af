using System.Text.Json;
using ActivitySync.Core.Telemetry;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Hosting;

/// <summary>Reads when a wearer wants to be told to move: the object called nudges in their entry.</summary>
internal static class NudgeFields
{
    static readonly string[] Keys =
        ["enabled", "afterMinutes", "maxPerDay", "from", "until", "quietFrom", "quietUntil", "weekdays"];

    static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    static readonly IReadOnlyDictionary<string, IsoDayOfWeek> Weekdays = Enum.GetValues<IsoDayOfWeek>()
        .Where(day => day != IsoDayOfWeek.None).ToDictionary(day => day.ToString().ToLowerInvariant());

    public static NudgeSettings Read(JsonElement wearer, string place, List<string> problems)
    {
        if (!wearer.TryGetProperty("nudges", out var element) || element.ValueKind == JsonValueKind.Null)
        {
            return new NudgeSettings();
        }
        place = $"{place}: nudges";
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{place} must be an object, for example {{ \"maxPerDay\": 3 }}.");
            return new NudgeSettings();
        }
        var fields = new WearerFields(element, place, problems);
        fields.RefuseUnknown(Keys);
        return new NudgeSettings
        {
            Enabled = element.TryGetProperty("enabled", out _) ? fields.Flag("enabled") : null,
            AfterMinutes = fields.Whole("afterMinutes", 10, 600),
            MaxPerDay = fields.Whole("maxPerDay", 0, 50),
            From = Time(fields, "from", place, problems),
            Until = Time(fields, "until", place, problems),
            QuietFrom = Time(fields, "quietFrom", place, problems),
            QuietUntil = Time(fields, "quietUntil", place, problems),
            Weekdays = element.TryGetProperty("weekdays", out _) ? Days(fields.Texts("weekdays"), place, problems) : null,
        };
    }

    /// <summary>The language a wearer is spoken to in; null when not told.</summary>
    public static string? LanguageOf(WearerFields fields, IEnumerable<string> known, string place, List<string> problems)
    {
        var code = fields.Text("language");
        if (code is not null && !known.Contains(code))
        {
            problems.Add($"{place}: language is \"{code}\" but must be one of {string.Join(", ", known.Order())}.");
        }
        return code;
    }

    static LocalTime? Time(WearerFields fields, string key, string place, List<string> problems)
    {
        if (fields.Text(key) is not { } text)
        {
            return null;
        }
        var parsed = Clock.Parse(text);
        if (!parsed.Success)
        {
            problems.Add($"{place}: {key} is \"{text}\" but must be a time like 09:00.");
        }
        return parsed.Success ? parsed.Value : null;
    }

    static HashSet<IsoDayOfWeek> Days(IReadOnlyList<string> names, string place, List<string> problems)
    {
        var days = new HashSet<IsoDayOfWeek>();
        foreach (var name in names)
        {
            if (Weekdays.TryGetValue(name, out var day))
            {
                days.Add(day);
            }
            else
            {
                problems.Add($"{place}: weekdays names \"{name}\" but must name some of {string.Join(", ", Weekdays.Keys)}.");
            }
        }
        return days;
    }
}
