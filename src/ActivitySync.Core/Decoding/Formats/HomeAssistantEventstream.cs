namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Home Assistant's mqtt_eventstream: every event of the house on one topic. Of <c>state_changed</c> events the listed
/// entities are read, at <c>new_state.last_updated</c> or the attribute the entity names.
/// </summary>
internal sealed class HomeAssistantEventstream : IPayloadFormat
{
    public static FormatCard Card { get; } = new("home-assistant-eventstream", _ => new HomeAssistantEventstream())
    {
        Options = ["entities"],
        HasTime = true,
    };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        using var document = JsonPayload.Parse(message);
        var change = document.RootElement.At("event_data");
        if (document.RootElement.Text("event_type") != "state_changed" || change?.Text("entity_id") is not { } entity)
        {
            intake.Ignore("nothing_wanted", "The event is no change of a state.");
            return;
        }
        if (!intake.Source.Entities.TryGetValue(entity, out var rule))
        {
            intake.Ignore("entity_not_listed", "The entity is not listed under entities of this source.");
            return;
        }
        if (change.Value.At("new_state") is not { } state || state.Text("state") is not { } text)
        {
            intake.Ignore("no_state", "The entity was removed.");
            return;
        }
        if (intake.IsStale(hasTime: true) || HomeAssistantState.Number(text, intake) is not { } number
            || HomeAssistantState.OwnerOf(entity, rule, topic, intake) is not { } owner)
        {
            return;
        }
        var time = rule.Time is null or "last_updated" or "last_changed"
            ? state.Time(rule.Time ?? "last_updated", TimeFormat.Any, owner, intake)
            : state.At("attributes") is { } attributes ? attributes.Time(rule.Time, TimeFormat.Any, owner, intake) : null;
        if (time is { } timeMs)
        {
            HomeAssistantState.Take(number, timeMs, owner, rule, intake);
        }
    }
}
