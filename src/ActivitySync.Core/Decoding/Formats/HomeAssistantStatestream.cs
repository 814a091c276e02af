using System.Text;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Home Assistant's mqtt_statestream: <c>{base}/{domain}/{object_id}/state</c> as plain text, attributes beside it, all
/// retained. What an entity is only its owner knows, so the source lists them. With a time attribute (<c>last_updated</c>
/// when publish_timestamps is on) a state waits for it, because Home Assistant sends it right after.
/// </summary>
internal sealed class HomeAssistantStatestream : IPayloadFormat
{
    const string DefaultBase = "homeassistant";

    readonly Dictionary<string, WaitingState> _waiting = [];

    public static FormatCard Card { get; } = new("home-assistant-statestream", _ => new HomeAssistantStatestream())
    {
        DerivedTopics = Topics,
        Options = ["base", "entities"],
        HasTime = true,
    };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        var entity = $"{topic.FromEnd(3)}.{topic.FromEnd(2)}";
        if (!intake.Source.Entities.TryGetValue(entity, out var rule))
        {
            intake.Ignore("entity_not_listed", "The entity is not listed under entities of this source.");
            return;
        }
        if (topic.FromEnd(1) == "state")
        {
            ReadState(message, entity, rule, topic, intake);
        }
        else if (topic.FromEnd(1) == rule.Time)
        {
            ReadTime(message, entity, rule, topic, intake);
        }
        else
        {
            intake.Ignore("nothing_wanted", "The attribute is not needed to read the entity's state.");
        }
    }

    void ReadState(in RawMessage message, string entity, EntityRule rule, TopicMatch topic, Intake intake)
    {
        if (HomeAssistantState.Number(message.Payload, intake) is not { } number)
        {
            _waiting.Remove(entity);
            return;
        }
        if (rule.Time is null)
        {
            HomeAssistantState.TakeNow(number, entity, rule, topic, intake);
            return;
        }
        if (!_waiting.TryGetValue(entity, out var waiting))
        {
            _waiting[entity] = waiting = new WaitingState();
        }
        (waiting.Number, waiting.ReceivedMs) = (number, intake.ReceivedMs);
        intake.Wait("waits_for_time", $"The state waits for the attribute {rule.Time}, which tells when it was measured.");
    }

    void ReadTime(in RawMessage message, string entity, EntityRule rule, TopicMatch topic, Intake intake)
    {
        if (intake.IsStale(hasTime: true) || HomeAssistantState.OwnerOf(entity, rule, topic, intake) is not { } owner)
        {
            return;
        }
        var text = message.Payload.Length <= 100 ? Encoding.UTF8.GetString(message.Payload).Trim().Trim('"') : "";
        if (TimeReader.Read(text, TimeFormat.Any, owner.Wearer, out var why) is not { } timeMs)
        {
            intake.Refuse(why!);
        }
        else if (_waiting.TryGetValue(entity, out var waiting) && waiting.At(timeMs, intake.ReceivedMs) is { } number)
        {
            HomeAssistantState.Take(number, timeMs, owner, rule, intake);
        }
        else
        {
            intake.Ignore("no_state", "The time came without a state that it belongs to.");
        }
    }

    // Only what is needed: a house has thousands of entities, each with a dozen attributes.
    static IReadOnlyList<TopicPattern> Topics(Source source)
    {
        var first = source.Base.Length > 0 ? source.Base : DefaultBase;
        return [.. source.Entities.SelectMany(entity => new[] { "state", entity.Value.Time }.OfType<string>(),
            (entity, leaf) => TopicPattern.Of($"{first}/{entity.Key.Replace('.', '/')}/{leaf}"))];
    }

    /// <summary>The last state of an entity, and which state each of the last times belonged to.</summary>
    sealed class WaitingState
    {
        // A message may be decoded twice when the store fails; by then later states may have come.
        const int Remembered = 8;

        readonly Queue<(long TimeMs, decimal Number)> _taken = new();

        // Home Assistant sends both in one go; a time that comes later than this belongs to a state that was missed.
        const long TogetherMs = 60_000;

        public decimal Number { get; set; }

        public long ReceivedMs { get; set; }

        public decimal? At(long timeMs, long receivedMs)
        {
            foreach (var taken in _taken)
            {
                if (taken.TimeMs == timeMs)
                {
                    return taken.Number;
                }
            }
            if (Math.Abs(receivedMs - ReceivedMs) > TogetherMs)
            {
                return null;
            }
            if (_taken.Count == Remembered)
            {
                _taken.Dequeue();
            }
            _taken.Enqueue((timeMs, Number));
            return Number;
        }
    }
}
