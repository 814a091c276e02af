using System.Net.Http.Headers;

namespace ActivitySync.Notify;

/// <summary>Posts to a notification service and says in words why it did not take the message.</summary>
internal sealed class HttpDelivery(HttpClient http)
{
    const int MostAnswer = 200;

    public static HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, // a secret must not follow somebody else's pointer
        PooledConnectionLifetime = TimeSpan.FromMinutes(15),
    })
    {
        Timeout = TimeSpan.FromSeconds(20),
        MaxResponseContentBufferSize = 65_536,
    };

    public async Task PostAsync(
        string url, byte[] json, IReadOnlyList<(string Name, string Value)> headers, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        try
        {
            using var answer = await http.SendAsync(request, stop);
            if (!answer.IsSuccessStatusCode)
            {
                var text = await answer.Content.ReadAsStringAsync(stop);
                throw new NotificationFailedException(
                    $"The server answered {(int)answer.StatusCode}: {Ingest.Printable.Of(text, MostAnswer)}");
            }
        }
        catch (Exception reason) when (reason is HttpRequestException or System.Net.Sockets.SocketException)
        {
            throw new NotificationFailedException($"The server cannot be reached: {reason.Message}", reason);
        }
        catch (TaskCanceledException reason) when (!stop.IsCancellationRequested)
        {
            throw new NotificationFailedException("The server did not answer in time.", reason);
        }
    }
}
