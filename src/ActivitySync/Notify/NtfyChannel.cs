using ActivitySync.Publish;

namespace ActivitySync.Notify;

/// <summary>ntfy, by its JSON publishing. Source: docs.ntfy.sh/publish, "Publish as JSON".</summary>
internal sealed class NtfyChannel(NtfyOptions options, HttpDelivery http) : INotificationChannel
{
    // ntfy's scale from 1 to 5.
    const int High = 4;
    const int Usual = 3;

    public string Name => "ntfy";

    public Task SendAsync(Notification notification, CancellationToken stop) => http.PostAsync(
        options.Url,
        Json.Object(json =>
        {
            json.WriteString("topic", options.Topic);
            json.WriteString("title", notification.Title);
            json.WriteString("message", notification.Text);
            json.WriteNumber("priority", notification.IsAlert ? High : Usual);
        }),
        options.Token.Length > 0 ? [("Authorization", $"Bearer {options.Token}")] : [], stop);
}
