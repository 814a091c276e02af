using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActivitySync.Notify;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Notify;

/// <summary>Each channel speaks to its service as that documents it; the services here listen on loopback.</summary>
public sealed class ChannelTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    static readonly Notification Alert = new(
        "device_stale/ana/watch/1", "device_stale", "ActivitySync: Ana", "watch schweigt seit 24 Stunden – „Füße“", true,
        Encoding.UTF8.GetBytes("""{"device":"watch"}"""));

    readonly HttpRecorder _server = new();
    readonly HttpClient _http = HttpDelivery.Client();

    [Fact]
    public async Task Ntfy_gets_topic_title_message_and_priority_with_its_token()
    {
        await new NtfyChannel(new NtfyOptions { Url = _server.Url, Topic = "long-one", Token = "tk_1" }, new HttpDelivery(_http))
            .SendAsync(Alert, Stop);

        var seen = await _server.NextAsync();
        using var body = JsonDocument.Parse(seen.Body);
        Assert.Equal(("/", "Bearer tk_1"), (seen.Path, seen.Headers["Authorization"]));
        Assert.Equal(["long-one", Alert.Title, Alert.Text, "4"], body.RootElement.EnumerateObject().Select(field => $"{field.Value}"));
    }

    [Fact]
    public async Task Ntfy_without_a_token_sends_none()
    {
        await new NtfyChannel(new NtfyOptions { Url = _server.Url, Topic = "t" }, new HttpDelivery(_http)).SendAsync(Alert, Stop);

        Assert.DoesNotContain("Authorization", (await _server.NextAsync()).Headers.Keys);
    }

    [Fact]
    public async Task Gotify_gets_the_message_with_the_applications_key()
    {
        await new GotifyChannel(new GotifyOptions { Url = $"{_server.Url}/gotify/", Token = "A1" }, new HttpDelivery(_http))
            .SendAsync(Alert with { IsAlert = false }, Stop);

        var seen = await _server.NextAsync();
        using var body = JsonDocument.Parse(seen.Body);
        Assert.Equal(("/gotify/message", "A1"), (seen.Path, seen.Headers["X-Gotify-Key"]));
        Assert.Equal((Alert.Text, 5), (body.RootElement.GetProperty("message").GetString(), body.RootElement.GetProperty("priority").GetInt32()));
    }

    [Fact]
    public async Task A_webhook_is_signed_so_that_the_receiver_can_check_it()
    {
        var time = new ManualTime(Some.NoonTime);
        await new WebhookChannel(new WebhookOptions { Url = $"{_server.Url}/hook", Secret = "s3cret" }, new HttpDelivery(_http), time)
            .SendAsync(Alert, Stop);

        var seen = await _server.NextAsync();
        var at = seen.Headers["X-ActivitySync-Timestamp"];
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes("s3cret"), Encoding.UTF8.GetBytes($"{at}.{seen.Body}"));
        Assert.Equal($"sha256={Convert.ToHexStringLower(expected)}", seen.Headers["X-ActivitySync-Signature"]);
        Assert.Equal($"{Some.Noon / 1000}", at);
        using var body = JsonDocument.Parse(seen.Body);
        Assert.Equal("watch", body.RootElement.GetProperty("data").GetProperty("device").GetString());
        Assert.Equal(Alert.Id, body.RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Mail_is_sent_with_subject_and_text()
    {
        using var server = new MailRecorder();
        await new MailChannel(Mail(server.Port)).SendAsync(Alert with { Text = "watch has been silent for 24 hours" }, Stop);

        var message = await server.Message.WaitAsync(TimeSpan.FromSeconds(15), Stop);
        Assert.Contains("RCPT TO:<ana@example.org>", message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Subject: ActivitySync: Ana", message, StringComparison.Ordinal);
        Assert.Contains("watch has been silent for 24 hours", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_refuses_or_is_not_there_is_a_failure_in_words()
    {
        using var server = new MailRecorder(refuses: true);
        var refused = await Assert.ThrowsAsync<NotificationFailedException>(() => new MailChannel(Mail(server.Port)).SendAsync(Alert, Stop));
        server.Dispose();
        var away = await Assert.ThrowsAsync<NotificationFailedException>(() => new MailChannel(Mail(1)).SendAsync(Alert, Stop));

        Assert.Contains("not from you", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("The mail server did not take the message: ", away.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(500)]
    [InlineData(302)]
    public async Task An_answer_that_is_no_success_is_a_failure_in_words(int status)
    {
        _server.Answers.Enqueue(status);

        var failure = await Assert.ThrowsAsync<NotificationFailedException>(
            () => new GotifyChannel(new GotifyOptions { Url = _server.Url, Token = "x" }, new HttpDelivery(_http)).SendAsync(Alert, Stop));

        Assert.StartsWith($"The server answered {status}", failure.Message, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    static MailOptions Mail(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Tls = false,
        From = "activitysync@example.org",
        To = "ana@example.org",
    };
}
