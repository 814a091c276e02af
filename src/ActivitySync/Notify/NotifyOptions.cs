using System.ComponentModel.DataAnnotations;
using ActivitySync.Publish;

namespace ActivitySync.Notify;

/// <summary>How much a notification says; it may be read on a locked screen or by a service in between.</summary>
internal enum ContentLevel
{
    /// <summary>Only that there is something.</summary>
    None,

    /// <summary>What happened, with counts of minutes, hours and days, but no health values.</summary>
    Counters,

    /// <summary>Everything.</summary>
    Values,
}

/// <summary>Notifications beside MQTT. A channel is used when its address is set.</summary>
internal sealed class NotifyOptions
{
    /// <summary>How much is said.</summary>
    public ContentLevel Content { get; init; } = ContentLevel.Counters;

    /// <summary>Which events are sent, their words separated by commas.</summary>
    [StringLength(1_000)]
    public string Events { get; init; } = "device_stale,device_back,job_failed,job_works";

    /// <summary>File in the configuration folder with your own words for notifications; without it ours are used.</summary>
    public string TemplatesFile { get; init; } = "notifications.json";

    /// <summary>ntfy (ntfy.sh or one of your own).</summary>
    public NtfyOptions Ntfy { get; init; } = new();

    /// <summary>Gotify.</summary>
    public GotifyOptions Gotify { get; init; } = new();

    /// <summary>Any HTTP server.</summary>
    public WebhookOptions Webhook { get; init; } = new();

    /// <summary>E-mail by SMTP.</summary>
    public MailOptions Mail { get; init; } = new();

    /// <summary>The events to send.</summary>
    internal IReadOnlySet<string> Kinds => Events.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet();

    /// <summary>What no single setting can know, each a sentence.</summary>
    internal IEnumerable<string> Problems()
    {
        foreach (var unknown in Kinds.Except(EventWriter.Kinds))
        {
            yield return $"Notify:Events names \"{unknown}\", but there are {string.Join(", ", EventWriter.Kinds)}.";
        }
        foreach (var (name, url) in new[] { ("Ntfy", Ntfy.Url), ("Gotify", Gotify.Url), ("Webhook", Webhook.Url) })
        {
            if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            {
                yield return $"Notify:{name}:Url is \"{url}\" but must be like https://example.org.";
            }
        }
        if (Ntfy.Url.Length > 0 && Ntfy.Topic.Length == 0)
        {
            yield return "Notify:Ntfy:Topic must be set, with something nobody guesses: whoever knows it can read along.";
        }
        if (Gotify.Url.Length > 0 && Gotify.Token.Length == 0)
        {
            yield return "Notify:Gotify:Token must be set: make an application in Gotify and take its token.";
        }
        if (Webhook.Url.Length > 0 && Webhook.Secret.Length == 0)
        {
            yield return "Notify:Webhook:Secret must be set: requests are signed with it, so that the receiver knows they are ours.";
        }
        if (Mail.Host.Length > 0 && (!MailChannel.IsAddress(Mail.From) || !MailChannel.IsAddress(Mail.To)))
        {
            yield return "Notify:Mail:From and Notify:Mail:To must be e-mail addresses.";
        }
    }
}

/// <summary>An ntfy server.</summary>
internal sealed class NtfyOptions
{
    /// <summary>Its address, e.g. https://ntfy.sh; empty for none.</summary>
    public string Url { get; init; } = "";

    /// <summary>Topic to publish on.</summary>
    [RegularExpression("^[A-Za-z0-9_-]{0,64}$")]
    public string Topic { get; init; } = "";

    /// <summary>Access token; empty where anybody may publish. Better in the secrets folder as Notify__Ntfy__Token.</summary>
    public string Token { get; init; } = "";
}

/// <summary>A Gotify server.</summary>
internal sealed class GotifyOptions
{
    /// <summary>Its address; empty for none.</summary>
    public string Url { get; init; } = "";

    /// <summary>Token of the application. Better in the secrets folder as Notify__Gotify__Token.</summary>
    public string Token { get; init; } = "";
}

/// <summary>An HTTP server that is told by POST.</summary>
internal sealed class WebhookOptions
{
    /// <summary>Address to post to; empty for none.</summary>
    public string Url { get; init; } = "";

    /// <summary>Key of the signature. Better in the secrets folder as Notify__Webhook__Secret.</summary>
    public string Secret { get; init; } = "";
}

/// <summary>A mail server that takes our messages.</summary>
internal sealed class MailOptions
{
    /// <summary>Name of the server; empty for none.</summary>
    public string Host { get; init; } = "";

    /// <summary>Port: 587 with STARTTLS, 465 with TLS from the start.</summary>
    [Range(1, 65_535)]
    public int Port { get; init; } = 587;

    /// <summary>Encrypt, and check the server's certificate; false only for a server on this machine.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>User name; empty for none.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Password. Better in the secrets folder as Notify__Mail__Password.</summary>
    public string Password { get; init; } = "";

    /// <summary>Our address.</summary>
    public string From { get; init; } = "";

    /// <summary>Address to send to.</summary>
    public string To { get; init; } = "";
}
