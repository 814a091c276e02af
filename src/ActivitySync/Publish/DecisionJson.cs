using System.Buffers;
using System.Text;
using System.Text.Json;
using ActivitySync.Core.Targets;

namespace ActivitySync.Publish;

/// <summary>A target decision in JSON, with what it was made from.</summary>
internal static class DecisionJson
{
    /// <summary>The action's word, e.g. RAISE.</summary>
    public static string Word(TargetAction action) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(action.ToString());

    /// <summary>Rule, inputs and caps as canonical JSON.</summary>
    public static string Inputs(TargetDecision decision)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("rule", decision.Rule);
            foreach (var input in decision.Inputs)
            {
                json.WriteNumber(input.Name, input.Value);
            }
            json.WriteStartArray("caps");
            foreach (var cap in decision.Caps)
            {
                json.WriteStringValue(cap);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
