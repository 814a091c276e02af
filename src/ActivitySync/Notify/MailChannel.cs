using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ActivitySync.Notify;

/// <summary>E-mail, one message an event, through a mail server that knows us.</summary>
internal sealed class MailChannel(MailOptions options) : INotificationChannel
{
    const int TlsFromTheStart = 465;

    public string Name => "mail";

    public static bool IsAddress(string text) => MailboxAddress.TryParse(text, out _);

    public async Task SendAsync(Notification notification, CancellationToken stop)
    {
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.Add(MailboxAddress.Parse(options.To));
        message.Subject = notification.Title;
        message.Body = new TextPart("plain") { Text = notification.Text };
        // The same event is the same message, should it be sent twice.
        message.MessageId = $"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(notification.Id)))[..32]}@activitysync";
        try
        {
            using var client = new SmtpClient { Timeout = 20_000 };
            await client.ConnectAsync(options.Host, options.Port, Security(), stop);
            if (options.UserName.Length > 0)
            {
                await client.AuthenticateAsync(options.UserName, options.Password, stop);
            }
            await client.SendAsync(message, stop);
            await client.DisconnectAsync(quit: true, stop);
        }
        catch (Exception reason) when (reason is SocketException or IOException or MailKit.ProtocolException
            or MailKit.CommandException or SslHandshakeException or AuthenticationException or TimeoutException or NotSupportedException)
        {
            throw new NotificationFailedException($"The mail server did not take the message: {reason.Message}", reason);
        }
    }

    SecureSocketOptions Security() => !options.Tls ? SecureSocketOptions.None
        : options.Port == TlsFromTheStart ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
}
