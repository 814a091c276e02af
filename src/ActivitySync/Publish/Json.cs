using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Publish;

/// <summary>What our JSON payloads have in common: words as they are, unknown values as null.</summary>
internal static class Json
{
    static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly OffsetDateTimePattern WithOffset = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:sso<+HH:mm>");

    /// <summary>An object as bytes.</summary>
    public static byte[] Object(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static void Whole(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void Decimal(this Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void Date(this Utf8JsonWriter json, string name, LocalDate date)
        => json.WriteString(name, LocalDatePattern.Iso.Format(date));

    /// <summary>A moment as its zone's clock shows it, with the offset; null where there is none.</summary>
    public static void Moment(this Utf8JsonWriter json, string name, long? timeMs, DateTimeZone zone)
    {
        if (timeMs is { } known)
        {
            json.WriteString(name, MomentText(known, zone));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static string MomentText(long timeMs, DateTimeZone zone)
        => WithOffset.Format(Instant.FromUnixTimeMilliseconds(timeMs).InZone(zone).ToOffsetDateTime());

    /// <summary>An enum's word, e.g. <c>rest</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum
        => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
