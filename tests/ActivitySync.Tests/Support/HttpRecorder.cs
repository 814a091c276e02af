using System.Net;
using System.Text;
using System.Threading.Channels;

namespace ActivitySync.Tests.Support;

/// <summary>A request as it came.</summary>
public sealed record HttpSeen(string Path, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>An HTTP server on loopback that keeps what it was sent and answers as it is told.</summary>
public sealed class HttpRecorder : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Channel<HttpSeen> _seen = Channel.CreateUnbounded<HttpSeen>();
    private readonly Task _serving;

    public HttpRecorder()
    {
        Url = $"http://127.0.0.1:{LoopbackPort.Free()}";
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>Answers of the next requests; 200 when there is none left.</summary>
    public Queue<int> Answers { get; } = [];

    /// <summary>Requests that were not looked at.</summary>
    public int Waiting => _seen.Reader.Count;

    public async Task<HttpSeen> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        return await _seen.Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        ((IDisposable)_listener).Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception end) when (end is HttpListenerException or InvalidOperationException) // stopped, before or while it waited
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            var headers = context.Request.Headers.AllKeys.ToDictionary(name => name!, name => context.Request.Headers[name]!);
            context.Response.StatusCode = Answers.TryDequeue(out var answer) ? answer : 200;
            context.Response.Close();
            _seen.Writer.TryWrite(new HttpSeen(context.Request.Url!.AbsolutePath, headers, body));
        }
    }
}
