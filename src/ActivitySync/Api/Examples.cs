namespace ActivitySync.Api;

/// <summary>An example of a parameter, and what it means.</summary>
internal sealed record ExampleValue(string Text, string Meaning, int? Number = null);

/// <summary>Examples of the description; a test sends every one of them and expects a 2xx.</summary>
internal static class Examples
{
    // What was replayed has another number then.
    static readonly ExampleValue Dropped = new("", "Number of the message.", 2);

    static readonly Dictionary<string, ExampleValue> Parameters = new()
    {
        ["wearer"] = new("me", "Id of the wearer; where it may be left out, the only one of the token."),
        ["date"] = new("2026-03-28", "The wearer's local date."),
        ["from"] = new("2026-03-01", "First local date; a month before the last when left out."),
        ["to"] = new("2026-03-31", "Last local date; today when left out."),
        ["limit"] = new("", "Most days or messages in one answer.", 50),
        ["kind"] = new("pain", "pain, mood, rest_day, sick_day, flare, target_choice, enjoyed, note or snooze."),
        ["at"] = new("2026-03-28T20:00:00", "When the entry holds, on the wearer's clock or with an offset."),
        ["device"] = new("phone", "What the device is called; http when left out."),
        ["id"] = new("", "Number of the message.", 1),
        ["before"] = new("", "Only messages with lower numbers.", 1_000),
        ["reason"] = new("bad_time", "Only messages refused for this reason."),
        ["source"] = new("native", "Only messages of this source."),
    };

    static readonly Dictionary<string, string> Bodies = new()
    {
        ["POST /api/v1/samples"] =
            """
            { "steps": [ { "ts": "2026-03-28T10:00:00", "from": "2026-03-28T09:59:00", "steps": 84, "counter": "delta" } ],
              "heart_rate": [ { "ts": "2026-03-28T10:00:00", "bpm": 92 } ] }
            """,
        ["POST /api/v1/intake/health-auto-export"] =
            """
            { "data": { "metrics": [ { "name": "heart_rate", "units": "bpm", "data": [
              { "date": "2026-03-28 10:05:00 +0000", "Min": 61, "Avg": 66, "Max": 71, "source": "Watch" } ] } ] } }
            """,
        ["POST /api/v1/intake/health-connect-webhook"] =
            """
            { "steps": [ { "count": 84, "start_time": "2026-03-28T10:10:00Z", "end_time": "2026-03-28T10:11:00Z" } ],
              "heart_rate": [ { "bpm": 66, "time": "2026-03-28T10:11:00Z" } ] }
            """,
        ["POST /api/v1/wearers/{wearer}/journal"] = """{ "kind": "pain", "value": 3, "at": "2026-03-28T20:00:00" }""",
        ["PUT /api/v1/wearers/{wearer}/journal/{kind}/{at}"] = """{ "value": 4, "text": "after the garden" }""",
        ["POST /api/v1/wearers/{wearer}/rescore"] = """{ "from": "2026-03-28", "to": "2026-03-28" }""",
    };

    /// <summary>An example of a parameter; null when there is none.</summary>
    public static ExampleValue? Of(string endpoint, string parameter)
        => endpoint.StartsWith("DELETE ", StringComparison.Ordinal) && parameter == "id" ? Dropped : Parameters.GetValueOrDefault(parameter);

    /// <summary>The body sent to an endpoint; null when it takes none.</summary>
    public static string? BodyOf(string endpoint) => Bodies.GetValueOrDefault(endpoint);
}
