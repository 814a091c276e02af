using System.Buffers;
using System.Text.Json;

namespace ActivitySync.Ingest;

/// <summary>What a wearer tells, as the payload of a journal message.</summary>
internal static class JournalMessage
{
    public static string Topic(string prefix, string wearer) => $"{prefix}/v1/{wearer}/journal";

    /// <summary>An entry; of a withdrawn one neither number nor words.</summary>
    public static byte[] Payload(string kind, long timeMs, bool isDeleted, decimal? value, string? text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("ts", timeMs);
            json.WriteString("kind", kind);
            if (isDeleted)
            {
                json.WriteBoolean("deleted", true);
            }
            if (value is { } number)
            {
                json.WriteNumber("value", number);
            }
            if (text is not null)
            {
                json.WriteString("text", text);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
