using System.Text;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>What a server adds in words to a reason code, made safe for one line of log.</summary>
internal static class ReasonText
{
    private const int Longest = 200;

    /// <summary>": reason string" and the other server it names, if any; else empty.</summary>
    public static string Of(PropertyBlock properties)
    {
        var text = Clean(properties.Data(MqttPropertyId.ReasonString));
        var server = Clean(properties.Data(MqttPropertyId.ServerReference));
        return (text.Length > 0 ? $": {text}" : "") + (server.Length > 0 ? $" (see {server})" : "");
    }

    /// <summary>At most 200 bytes, control characters replaced.</summary>
    public static string Clean(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, Longest)]);
        return string.Create(text.Length, text, (span, source) =>
        {
            for (var index = 0; index < source.Length; index++)
            {
                span[index] = char.IsControl(source[index]) ? '?' : source[index];
            }
        });
    }
}
