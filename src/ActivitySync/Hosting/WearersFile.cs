using System.Text.Json;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Hosting;

/// <summary>Reads wearers.json: who the numbers are about. Collects every problem, each a sentence.</summary>
internal static class WearersFile
{
    static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    static readonly string[] Keys =
    [
        "id", "name", "zone", "moves", "birthYear", "maxHeartRate", "restingHeartRate", "heartRateUnreliable", "devices",
        "dayStart", "wakeTime", "sleepTime", "counterModuli", "reliefWindows", "target",
        "language", "nudges",
    ];

    // Larger counters than of 32 bits are not known to restart; smaller than this no step counter is.
    const long LeastModulus = 256;
    const long MostModulus = 1L << 32;

    public static Household Read(string path, List<string> problems)
    {
        if (!File.Exists(path))
        {
            problems.Add($"There is no {path}. Copy config/wearers.json from the project and enter yourself.");
            return new Household([]);
        }
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return Parse(document.RootElement, problems);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path} cannot be read: {reason.Message}");
            return new Household([]);
        }
        catch (JsonException reason)
        {
            problems.Add($"{path} is not readable JSON: {BrokenJson.Words(reason)}");
            return new Household([]);
        }
    }

    /// <summary>Reads the document; the household is complete only when no problem was added.</summary>
    public static Household Parse(JsonElement root, List<string> problems)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("wearers", out var list)
            || list.ValueKind != JsonValueKind.Array)
        {
            problems.Add("wearers.json must be an object with an array called wearers.");
            return new Household([]);
        }
        problems.AddRange(root.EnumerateObject().Where(property => property.Name != "wearers")
            .Select(property => $"wearers.json has an unknown key {property.Name}; it knows only wearers."));
        var wearers = new List<Wearer>();
        foreach (var element in list.EnumerateArray())
        {
            if (ParseOne(element, $"wearers.json, wearer {wearers.Count + 1}", problems) is not { } wearer)
            {
                continue;
            }
            if (wearers.Exists(other => other.Id == wearer.Id))
            {
                problems.Add($"wearers.json lists {wearer.Id} twice. Each wearer needs an id of their own.");
                continue;
            }
            wearers.Add(wearer);
        }
        if (list.GetArrayLength() == 0)
        {
            problems.Add("wearers.json lists nobody. Enter at least one wearer with id and zone.");
        }
        return new Household(wearers);
    }

    static Wearer? ParseOne(JsonElement element, string place, List<string> problems)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{place} must be an object with id and zone.");
            return null;
        }
        var before = problems.Count;
        var fields = new WearerFields(element, place, problems);
        fields.RefuseUnknown(Keys);
        var id = fields.Text("id") ?? "";
        if (!Slug.IsValid(id))
        {
            problems.Add($"{place}: id is \"{id}\" but must be 1 to 64 characters of A-Z a-z 0-9 _ and -.");
        }
        var zones = Zones(fields, place, problems);
        var wearer = new Wearer
        {
            Id = id,
            Name = fields.Text("name"),
            Zones = zones ?? new ZoneTimeline(DateTimeZone.Utc),
            BirthYear = fields.Whole("birthYear", 1900, 2100),
            MaxHeartRateBpm = fields.Whole("maxHeartRate", 100, 230),
            RestingHeartRateBpm = fields.Whole("restingHeartRate", 25, 120),
            HeartRateUnreliable = fields.Flag("heartRateUnreliable"),
            DevicePriority = fields.Texts("devices"),
            DayStart = DayStart(fields, place, problems),
            Language = NudgeFields.LanguageOf(fields, Publish.Language.All.Keys, place, problems),
            Nudges = NudgeFields.Read(element, place, problems),
            WakeTime = fields.Time("wakeTime"),
            SleepTime = fields.Time("sleepTime"),
            CounterModuli = fields.WholesByName("counterModuli", LeastModulus, MostModulus, name => Slug.IsValid(name), "a device"),
            ShowReliefWindows = fields.Flag("reliefWindows"),
            Target = element.TryGetProperty("target", out var target)
                ? TargetFields.Read(target, $"{place}: target", problems) : new TargetSettings(),
        };
        if ((wearer.WakeTime ?? MovementOptions.Default.WakeTime) == (wearer.SleepTime ?? MovementOptions.Default.SleepTime))
        {
            problems.Add($"{place}: wakeTime and sleepTime must differ.");
        }
        return problems.Count == before ? wearer : null;
    }

    static ZoneTimeline? Zones(WearerFields fields, string place, List<string> problems)
    {
        var first = Zone(fields.Text("zone"), $"{place}: zone", problems);
        var moves = new List<(Instant, DateTimeZone)>();
        foreach (var (since, name) in fields.Moves())
        {
            var instant = InstantPattern.ExtendedIso.Parse(since);
            if (!instant.Success)
            {
                problems.Add($"{place}: a move's since is \"{since}\" but must be an instant like 2026-06-14T09:30:00Z.");
            }
            else if (Zone(name, $"{place}: the zone of the move at {since}", problems) is { } zone)
            {
                moves.Add((instant.Value, zone));
            }
        }
        if (first is null)
        {
            return null;
        }
        for (var i = 1; i < moves.Count; i++)
        {
            if (moves[i].Item1 <= moves[i - 1].Item1)
            {
                problems.Add($"{place}: moves must be in order of time.");
                return null;
            }
        }
        return new ZoneTimeline(first, moves);
    }

    static DateTimeZone? Zone(string? name, string what, List<string> problems)
    {
        var zone = name is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);
        if (zone is null)
        {
            problems.Add($"{what} is \"{name}\" but must be an IANA time zone such as Europe/Berlin.");
        }
        return zone;
    }

    static LocalTime DayStart(WearerFields fields, string place, List<string> problems)
    {
        var start = fields.Time("dayStart") ?? LocalTime.Midnight;
        if (start >= new LocalTime(12, 0))
        {
            problems.Add($"{place}: dayStart is \"{fields.Text("dayStart")}\" but must be a time from 00:00 to 11:59.");
        }
        return start;
    }
}
