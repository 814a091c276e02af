using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActivitySync.Publish;

namespace ActivitySync.Notify;

/// <summary>
/// Any HTTP server. The header <c>X-ActivitySync-Signature</c> is <c>sha256=</c> and the HMAC-SHA256, in lower-case
/// hexadecimal, of the time in <c>X-ActivitySync-Timestamp</c> (Unix seconds), a full stop and the body.
/// </summary>
internal sealed class WebhookChannel(WebhookOptions options, HttpDelivery http, TimeProvider time) : INotificationChannel
{
    public string Name => "webhook";

    public Task SendAsync(Notification notification, CancellationToken stop)
    {
        var body = Json.Object(json =>
        {
            json.WriteString("id", notification.Id);
            json.WriteString("kind", notification.Kind);
            json.WriteString("title", notification.Title);
            json.WriteString("text", notification.Text);
            if (notification.Data is { } data)
            {
                json.WritePropertyName("data");
                json.WriteRawValue(data, skipInputValidation: true);
            }
        });
        var at = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return http.PostAsync(options.Url, body,
            [("X-ActivitySync-Timestamp", at), ("X-ActivitySync-Signature", $"sha256={Signature(options.Secret, at, body)}")],
            stop);
    }

    /// <summary>The signature as a receiver works it out.</summary>
    public static string Signature(string secret, string timestamp, byte[] body)
        => Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body]));
}
