using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using ActivitySync.Access;
using ActivitySync.Api;
using ActivitySync.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Tests.Api;

public sealed class EventStreamTests(ApiScene scene) : IClassFixture<ApiScene>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    LiveUpdates Live => scene.Services.GetRequiredService<LiveUpdates>();

    [Fact]
    public async Task While_nothing_happens_a_comment_says_that_the_connection_stands()
    {
        var time = new SteppedTime();
        var documents = Channel.CreateUnbounded<byte[]>();
        var body = new GrowingText();
        var context = new DefaultHttpContext { Response = { Body = body } };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var sending = EventStream.SendAsync(context, "state", documents.Reader.ReadAllAsync(end.Token), time, end.Token);
        documents.Writer.TryWrite("{\"steps\":1}"u8.ToArray());
        await Eventually.IsTrueAsync(() => body.Text.Contains("data: {\"steps\":1}\n\n", StringComparison.Ordinal));
        var beats = 0;
        while (beats < 2)
        {
            time.Advance(EventStream.Beat);
            await Task.Delay(5, Stop);
            beats = body.Text.Split("\n: still here\n\n").Length - 1;
        }
        documents.Writer.TryWrite("{\"steps\":2}"u8.ToArray());
        await Eventually.IsTrueAsync(() => body.Text.Contains("data: {\"steps\":2}\n\n", StringComparison.Ordinal));
        documents.Writer.Complete();
        await sending;

        Assert.StartsWith("retry: 3000\n\nid: ", body.Text, StringComparison.Ordinal);
        Assert.True(EventStream.Beat <= TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task An_event_is_passed_on_by_proxies_and_has_an_id_with_which_one_comes_back()
    {
        using var ana = scene.Client(scene.Token("ana's stream", AccessRole.Wearer, "ana"));
        using var first = await ana.GetAsync("/api/v1/wearers/ana/events", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var lines = new StreamReader(await first.Content.ReadAsStreamAsync(Stop));

        Assert.Equal("text/event-stream", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no", first.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.StartsWith("retry: ", await lines.ReadLineAsync(Stop), StringComparison.Ordinal);
        Assert.Equal("", await lines.ReadLineAsync(Stop));
        Assert.Matches("^id: [0-9a-f]{16}$", await lines.ReadLineAsync(Stop));
        Assert.Equal("event: state", await lines.ReadLineAsync(Stop));
        Assert.StartsWith("data: {", await lines.ReadLineAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_back_with_the_newest_id_is_sent_what_is_newer_only()
    {
        var documents = new[] { "{\"a\":1}"u8.ToArray(), "{\"a\":2}"u8.ToArray(), "{\"a\":1}"u8.ToArray() };
        var body = new GrowingText();
        await EventStream.SendAsync(new DefaultHttpContext { Response = { Body = body } }, "state", documents.ToAsyncEnumerable(), TimeProvider.System, Stop);
        var id = body.Text.Split("id: ")[1].Split('\n')[0];

        var again = new GrowingText();
        await EventStream.SendAsync(
            new DefaultHttpContext { Response = { Body = again }, Request = { Headers = { ["Last-Event-ID"] = id } } }, "state",
            documents.ToAsyncEnumerable(), TimeProvider.System, Stop);

        Assert.Equal(["{\"a\":1}", "{\"a\":2}", "{\"a\":1}"], Data(body.Text));
        Assert.Equal(["{\"a\":2}", "{\"a\":1}"], Data(again.Text));
    }

    [Theory]
    [InlineData("/api/v1/wearers/ben/events")]
    [InlineData("/API/v1/Wearers/ben/EVENTS/")]
    public async Task A_listener_who_goes_away_without_a_word_is_forgotten(string path)
    {
        var token = scene.Token($"ben {path}", AccessRole.Viewer, "ben");
        var before = Live.Listeners;
        using (var listener = new TcpClient())
        {
            await listener.ConnectAsync(IPAddress.Loopback, new Uri(scene.Url).Port, Stop);
            await listener.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"), Stop);
            using var lines = new StreamReader(listener.GetStream());
            while (!(await lines.ReadLineAsync(Stop))!.Contains("data: ", StringComparison.Ordinal))
            {
            }
            Assert.Equal(before + 1, Live.Listeners);
            listener.Client.LingerState = new LingerOption(true, 0); // a reset, not a goodbye
        }

        await Eventually.IsTrueAsync(() => Live.Listeners == before);
    }

    [Fact]
    public async Task One_caller_cannot_take_every_connection_by_listening()
    {
        using var ana = scene.Client(scene.Token("ana's many tabs", AccessRole.Viewer, "ana"));
        var open = new List<HttpResponseMessage>();
        while (open.Count < 20)
        {
            open.Add(await ListenAsync());
        }
        using var oneMore = await ListenAsync();
        open.ForEach(answer => answer.Dispose());

        Assert.All(open, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(HttpStatusCode.TooManyRequests, oneMore.StatusCode);
        await Eventually.IsTrueAsync(() => Live.Listeners == 0 || ListenAsync().Result.StatusCode == HttpStatusCode.OK);

        Task<HttpResponseMessage> ListenAsync()
            => ana.GetAsync("/api/v1/wearers/ana/events", HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    static IEnumerable<string> Data(string text)
        => text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line["data: ".Length..]);

    /// <summary>A body that can be read while it is written.</summary>
    sealed class GrowingText : MemoryStream
    {
        readonly Lock _writing = new();

        public string Text
        {
            get
            {
                lock (_writing)
                {
                    return Encoding.UTF8.GetString(ToArray());
                }
            }
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            lock (_writing)
            {
                base.Write(buffer);
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
