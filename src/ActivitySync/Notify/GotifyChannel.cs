using ActivitySync.Publish;

namespace ActivitySync.Notify;

/// <summary>Gotify. Source: gotify.net/api-docs, POST /message.</summary>
internal sealed class GotifyChannel(GotifyOptions options, HttpDelivery http) : INotificationChannel
{
    // Gotify's Android client: 4 to 7 make a sound, 8 and more stay on top.
    const int High = 8;
    const int Usual = 5;

    public string Name => "gotify";

    public Task SendAsync(Notification notification, CancellationToken stop) => http.PostAsync(
        $"{options.Url.TrimEnd('/')}/message",
        Json.Object(json =>
        {
            json.WriteString("title", notification.Title);
            json.WriteString("message", notification.Text);
            json.WriteNumber("priority", notification.IsAlert ? High : Usual);
        }),
        [("X-Gotify-Key", options.Token)], stop);
}
