using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActivitySync.Core.Scoring;

/// <summary>Decimals without trailing zeros: equal numbers are equal bytes.</summary>
internal sealed class PlainDecimal : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDecimal();

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value / 1.0000000000000000000000000000m);
}
