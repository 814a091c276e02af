namespace ActivitySync.Notify;

/// <summary>The channels whose address is set.</summary>
internal sealed class Channels : IDisposable
{
    readonly HttpClient _http = HttpDelivery.Client();

    public Channels(NotifyOptions options, TimeProvider time)
    {
        var delivery = new HttpDelivery(_http);
        var all = new List<INotificationChannel>();
        if (options.Ntfy.Url.Length > 0)
        {
            all.Add(new NtfyChannel(options.Ntfy, delivery));
        }
        if (options.Gotify.Url.Length > 0)
        {
            all.Add(new GotifyChannel(options.Gotify, delivery));
        }
        if (options.Webhook.Url.Length > 0)
        {
            all.Add(new WebhookChannel(options.Webhook, delivery, time));
        }
        if (options.Mail.Host.Length > 0)
        {
            all.Add(new MailChannel(options.Mail));
        }
        All = all;
    }

    public IReadOnlyList<INotificationChannel> All { get; }

    public void Dispose() => _http.Dispose();
}
