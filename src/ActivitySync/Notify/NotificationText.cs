using System.Globalization;
using System.Text.Json;
using ActivitySync.Core.Telemetry;
using ActivitySync.Publish;
using ActivitySync.Spool;

namespace ActivitySync.Notify;

/// <summary>Puts an event into words, in the wearer's language, saying no more than the content level allows.</summary>
internal static class NotificationText
{
    /// <summary>Kind of the notification that <c>notify test</c> sends.</summary>
    public const string Test = "test";

    public static Notification Of(OutboxEvent one, Wearer? wearer, ContentLevel level, NotificationTemplates templates)
    {
        var language = Language.Of(wearer?.Language);
        var title = wearer is null ? templates.Of(language, "title.service")
            : Language.Fill(templates.Of(language, "title"), ("name", level == ContentLevel.None ? wearer.Id : wearer.Name ?? wearer.Id));
        using var payload = JsonDocument.Parse(one.Payload);
        var template = templates.Of(language, KeyOf(one.Kind, payload.RootElement, level));
        var text = Language.Fill(
            template,
            [.. payload.RootElement.EnumerateObject().Select(field => (field.Name, InWords(field.Value, language)))]);
        return new Notification(
            one.Key, one.Kind, title, text, one.Kind is EventWriter.DeviceStale or EventWriter.JobFailed,
            level == ContentLevel.Values ? one.Payload : null);
    }

    // A day that is not scored has words of its own.
    static string KeyOf(string kind, JsonElement payload, ContentLevel level)
    {
        var word = Json.Word(level);
        return payload.TryGetProperty("status", out var status)
            && $"{kind}.{status.GetString()}.{word}" is var own && NotificationTemplates.IsKey(own)
            ? own : $"{kind}.{word}";
    }

    static string InWords(JsonElement value, Language language) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()! is var text && text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParseExact(
                text, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : text,
        JsonValueKind.Number => language.Number(value.GetDecimal()),
        JsonValueKind.Null => "–",
        _ => value.GetRawText(),
    };
}
