using System.Text;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>What both of Home Assistant's ways to MQTT have in common: states and the entities they belong to.</summary>
internal static class HomeAssistantState
{
    const int MaxLength = 64;

    /// <summary>The number a state is; null, which is said, when it is none. The words for no state are no fault.</summary>
    public static decimal? Number(ReadOnlySpan<byte> state, Intake intake)
        => Number(state.Length <= MaxLength ? Encoding.UTF8.GetString(state) : "?", intake);

    /// <inheritdoc cref="Number(ReadOnlySpan{byte}, Intake)"/>
    public static decimal? Number(string state, Intake intake)
    {
        if (PlainNumber.Read(state, out var why) is { } number)
        {
            return number;
        }
        if (why!.Reason == "no_reading")
        {
            intake.Ignore("no_state", "The entity has no state at present.");
        }
        else
        {
            intake.Refuse(why);
        }
        return null;
    }

    /// <summary>Whose reading an entity's state is.</summary>
    public static Owner? OwnerOf(string entity, EntityRule rule, TopicMatch topic, Intake intake)
    {
        var device = rule.Device ?? intake.Source.Device ?? DeviceIds.Name(entity[(entity.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        var name = rule.Wearer ?? topic.Wearer ?? intake.Source.Wearer ?? "";
        if (intake.Rules.Wearers.TryGetValue(name, out var wearer))
        {
            return new Owner(wearer, device);
        }
        intake.Refuse("unknown_wearer", "The entity belongs to nobody in wearers.json. Name its wearer in sources.json.");
        return null;
    }

    /// <summary>A state with the time it was measured.</summary>
    public static void Take(decimal number, long timeMs, Owner owner, EntityRule rule, Intake intake)
    {
        if (rule.Kind == ReadingKind.Steps)
        {
            intake.Steps(owner, CounterOf(rule), timeMs, number);
        }
        else
        {
            intake.HeartRate(owner, rule.Kind, timeMs, number);
        }
    }

    /// <summary>A state whose receipt is all the time there is.</summary>
    public static void TakeNow(decimal number, string entity, EntityRule rule, TopicMatch topic, Intake intake)
    {
        if (OwnerOf(entity, rule, topic, intake) is not { } owner)
        {
            return;
        }
        if (rule.Kind == ReadingKind.Steps)
        {
            intake.StepsNow(owner, CounterOf(rule), number);
        }
        else
        {
            intake.HeartRateNow(owner, rule.Kind, number);
        }
    }

    // The configuration is refused when a step entity does not say.
    static CounterKind CounterOf(EntityRule rule) => rule.Counter ?? CounterKind.SinceMidnight;
}
