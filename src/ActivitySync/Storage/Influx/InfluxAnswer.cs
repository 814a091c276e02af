using System.Net;
using System.Text;
using System.Text.Json;

namespace ActivitySync.Storage.Influx;

/// <summary>What came back from a server, cut to what is of use.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">The server's own words: the JSON error, or the beginning of a plain text. Never a page of HTML.</param>
/// <param name="RetryAfter">How long it asked to be left alone.</param>
internal sealed record InfluxAnswer(HttpStatusCode Status, string Text, TimeSpan? RetryAfter)
{
    // Of 5,000 bad lines 1.x writes 300 KB of complaint; the first ones tell enough.
    const int MostBytes = 16 * 1024;
    const int MostCharacters = 400;

    public static async Task<InfluxAnswer> ReadAsync(HttpResponseMessage answer, TimeProvider time, CancellationToken stop)
    {
        var body = await BodyAsync(answer, stop);
        return new(answer.StatusCode, Words(body), WaitOf(answer, time));
    }

    /// <summary>The beginning of the body.</summary>
    public static async Task<string> BodyAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(stop);
        var bytes = new byte[MostBytes];
        var length = await stream.ReadAtLeastAsync(bytes, MostBytes, throwOnEndOfStream: false, stop);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    static string Words(string body)
    {
        var text = body.Trim();
        if (text.StartsWith('<'))
        {
            return "a page of HTML";
        }
        var words = (text.StartsWith('{') ? FromJson(text) : text) ?? text;
        return words.Length <= MostCharacters ? words : words[..MostCharacters] + "…";
    }

    // 1.x and 3.x: {"error": "…"}; 2.x: {"code": "…", "message": "…"}; 3.x adds what is wrong with which line.
    static string? FromJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            var words = Property(root, "error") ?? Property(root, "message");
            var lines = root.TryGetProperty("data", out var data) ? data.ValueKind switch
            {
                JsonValueKind.Object => Line(data),
                JsonValueKind.Array => string.Join("; ", data.EnumerateArray().Select(Line).OfType<string>()),
                _ => null,
            } : null;
            return string.IsNullOrEmpty(lines) ? words : $"{words}: {lines}";
        }
        catch (JsonException)
        {
            // Cut off or not JSON: the text itself is what the server said.
            return null;
        }
    }

    static string? Line(JsonElement line) =>
        line.ValueKind != JsonValueKind.Object || Property(line, "error_message") is not { } reason ? null
        : line.TryGetProperty("line_number", out var number) && number.TryGetInt32(out var at) ? $"line {at}: {reason}" : reason;

    static string? Property(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static TimeSpan? WaitOf(HttpResponseMessage answer, TimeProvider time)
    {
        var wait = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
