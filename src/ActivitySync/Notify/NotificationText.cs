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

    public static Notification Of(OutboxEvent one, Wearer? wearer, ContentLevel level)
    {
        var language = Language.Of(wearer?.Language);
        var title = wearer is null ? language["notify.title.service"]
            : language.Say("notify.title", ("name", level == ContentLevel.None ? wearer.Id : wearer.Name ?? wearer.Id));
        using var payload = JsonDocument.Parse(one.Payload);
        var text = language.Say(
            $"notify.{one.Kind}.{Json.Word(level)}",
            [.. payload.RootElement.EnumerateObject().Select(field => (field.Name, InWords(field.Value)))]);
        return new Notification(
            one.Key, one.Kind, title, text, one.Kind is EventWriter.DeviceStale or EventWriter.JobFailed,
            level == ContentLevel.Values ? one.Payload : null);
    }

    static string InWords(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "–",
        _ => value.GetRawText(),
    };
}
