using System.Security.Cryptography;
using System.Text;
using ActivitySync.Hosting;
using Microsoft.AspNetCore.Http;

namespace ActivitySync.Api;

/// <summary>
/// Server-sent events (WHATWG HTML, section 9.2): each document as it comes, and a comment while none does, so that neither
/// the listener nor a proxy between takes silence for a broken connection, and a listener who vanished is noticed.
/// </summary>
internal static class EventStream
{
    /// <summary>Silence after which a comment is sent: proxies give up after 60 s (nginx), some networks after 30. Our choice.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    // Sooner than anybody looks again, later than a service restarts. Our choice.
    const int RetryMs = 3_000;

    /// <summary>
    /// Sends documents, each one line of JSON, until there are no more or nobody listens. Who comes back with the id of the
    /// newest document (Last-Event-ID) is not sent it again.
    /// </summary>
    public static async Task SendAsync(
        HttpContext context, string name, IAsyncEnumerable<byte[]> documents, TimeProvider time, CancellationToken stop)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx passes each event on at once
        var known = context.Request.Headers["Last-Event-ID"].ToString();
        await SayAsync(context, $"retry: {RetryMs}\n\n", stop);
        await using var next = documents.GetAsyncEnumerator(stop);
        while (await MovesAsync(context, next, time, stop))
        {
            var id = Convert.ToHexStringLower(SHA256.HashData(next.Current).AsSpan(0, 8));
            if (id != known)
            {
                await SayAsync(context, $"id: {id}\nevent: {name}\ndata: {Encoding.UTF8.GetString(next.Current)}\n\n", stop);
            }
            known = "";
        }
    }

    static async Task<bool> MovesAsync(
        HttpContext context, IAsyncEnumerator<byte[]> documents, TimeProvider time, CancellationToken stop)
    {
        var moves = documents.MoveNextAsync().AsTask();
        try
        {
            while (!moves.IsCompleted)
            {
                await Patience.ForNewsAsync(moves, Beat, time, stop);
                if (!moves.IsCompleted)
                {
                    await SayAsync(context, ": still here\n\n", stop);
                }
            }
        }
        finally
        {
            await ((Task)moves).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // it cannot be ended while it moves
        }
        return await moves;
    }

    static async Task SayAsync(HttpContext context, string text, CancellationToken stop)
    {
        await context.Response.WriteAsync(text, stop);
        await context.Response.Body.FlushAsync(stop);
    }
}
