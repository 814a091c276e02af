namespace ActivitySync.Publish;

/// <summary>One entity of a wearer's device in Home Assistant; its name is the text <c>ha.{id}</c> of the language.</summary>
/// <param name="Id">Stable; part of the unique id and of the command topic.</param>
/// <param name="Platform">sensor, binary_sensor, number, switch, select or button.</param>
/// <param name="Icon">Material Design icon.</param>
/// <param name="Texts">Options of the platform with words.</param>
internal sealed record HomeAssistantComponent(
    string Id, string Platform, string Icon, params IReadOnlyList<(string Key, string Value)> Texts)
{
    const string Diagnostic = "diagnostic";

    /// <summary>Topic below the wearer's, where it is not <c>state</c>.</summary>
    public string? StateTopic { get; init; }

    /// <summary>Options of the platform with numbers.</summary>
    public IReadOnlyList<(string Key, int Value)> Numbers { get; init; } = [];

    /// <summary>Whether it sends commands.</summary>
    public bool IsControl => Platform is "number" or "switch" or "select" or "button";

    /// <summary>All of them, in the order Home Assistant shows within a group.</summary>
    public static IReadOnlyList<HomeAssistantComponent> All { get; } =
    [
        // Corrections lower a day's count: total with last_reset, never total_increasing.
        DayTotal("steps", "walk", "steps", "{{ value_json.steps }}"),
        Sensor("target", "bullseye-arrow", "{{ value_json.target }}", ("unit_of_measurement", "steps")),
        Sensor("remaining", "flag-checkered", "{{ value_json.remaining }}", ("unit_of_measurement", "steps")),
        Measured("progress", "percent", "%", "{{ value_json.progress_percent }}"),
        DayTotal("walking_minutes", "hiking", "min", "{{ value_json.walking_minutes }}", ("device_class", "duration")),
        DayTotal("active_hours", "clock-check-outline", "h", "{{ value_json.active_hours }}", ("device_class", "duration")),
        DayTotal("still_minutes", "seat-outline", "min", "{{ value_json.still_minutes }}", ("device_class", "duration")),
        Measured("still_now", "timer-sand", "min", "{{ value_json.still_now_minutes }}", ("device_class", "duration")),
        Measured("resting_heart_rate", "heart-pulse", "bpm", "{{ value_json.resting_bpm }}"),
        OfLastDay("score", "medal-outline"),
        OfLastDay("score_volume", "chart-bar"),
        OfLastDay("score_spread", "chart-timeline-variant"),
        OfLastDay("score_intensity", "speedometer"),
        OfLastDay("score_consistency", "calendar-check"),
        OfLastDay("streak", "fire"),
        OfLastDay("coverage", "chart-donut", ("unit_of_measurement", "%"), ("entity_category", Diagnostic)),
        Sensor("last_sample", "clock-outline", "{{ value_json.last_sample }}",
            ("device_class", "timestamp"), ("entity_category", Diagnostic)),
        Measured("last_sample_age", "timer-sand-complete", "min", "{{ value_json.last_sample_age_minutes }}",
            ("device_class", "duration"), ("entity_category", Diagnostic)),
        // A state holds at most 255 characters.
        Sensor("target_reason", "comment-question-outline", "{{ (value_json.target_reason or 'None')[:255] }}",
            ("entity_category", Diagnostic)),
        Sensor("journal", "notebook-outline", "{{ value_json.answer[:255] }}") with { StateTopic = "journal" },
        new("goal_reached", "binary_sensor", "trophy", ("value_template", "{{ 'ON' if value_json.met else 'OFF' }}")),
        new("data_stale", "binary_sensor", "alert-circle-outline",
            ("value_template", "{{ 'ON' if value_json.stale else 'OFF' }}"), ("device_class", "problem"),
            ("entity_category", Diagnostic)),
        new("pain", "number", "emoticon-sad-outline", ("value_template", "{{ value_json.pain }}"), ("mode", "slider"))
        {
            StateTopic = "journal",
            Numbers = [("min", 0), ("max", 10), ("step", 1)],
        },
        Switch("rest_day", "sofa-outline"),
        Switch("sick_day", "bed-outline"),
        Switch("flare", "flash-alert-outline"),
        new("target_choice", "select", "stairs-up") { StateTopic = "journal" },
        new("snooze", "button", "sleep"),
        new("recalculate", "button", "refresh", ("entity_category", Diagnostic)),
    ];

    static HomeAssistantComponent Sensor(string id, string icon, string template, params (string, string)[] more)
        => new(id, "sensor", icon, [("value_template", template), .. more]);

    static HomeAssistantComponent DayTotal(
        string id, string icon, string unit, string template, params (string, string)[] more)
        => Sensor(id, icon, template,
            [("unit_of_measurement", unit), ("state_class", "total"), ("last_reset_value_template", "{{ value_json.day_start }}"), .. more]) with
        {
            Numbers = [("suggested_display_precision", 0)],
        };

    static HomeAssistantComponent Measured(
        string id, string icon, string unit, string template, params (string, string)[] more)
        => Sensor(id, icon, template, [("unit_of_measurement", unit), ("state_class", "measurement"), .. more]);

    static HomeAssistantComponent OfLastDay(string id, string icon, params (string, string)[] more)
        => Sensor(id, icon, $"{{{{ value_json.last_day.{id} if value_json.last_day else None }}}}",
            [("state_class", "measurement"), .. more]);

    static HomeAssistantComponent Switch(string id, string icon)
        => new(id, "switch", icon, ("value_template", $"{{{{ 'ON' if value_json.{id} else 'OFF' }}}}")) { StateTopic = "journal" };
}
