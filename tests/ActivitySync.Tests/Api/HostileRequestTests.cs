using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using ActivitySync.Access;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Api;

/// <summary>Requests nobody should send: each is refused in words, none finds a bug, and the service goes on.</summary>
public sealed class HostileRequestTests(ApiScene scene) : IClassFixture<ApiScene>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("days/9999-12-31", 400)]
    [InlineData("days/9999-12-31/minutes", 400)]
    [InlineData("days/-9998-01-01/explain", 400)]
    [InlineData("days?from=-9998-01-01", 400)]
    [InlineData("targets?from=9999-12-31&to=9999-12-31", 400)]
    [InlineData("journal?from=-9998-01-01&to=-9998-01-03", 400)]
    [InlineData("days?limit=99999999999", 400)]
    [InlineData("days/1900-01-01", 404)]
    [InlineData("days/2199-12-31", 404)]
    [InlineData("days?from=2199-12-31&to=2199-12-31", 200)]
    [InlineData("../ana/days?from=2026-01-01&to=2026-01-02", 200)]
    [InlineData("%2e%2e/%2e%2e/house", 403)]
    [InlineData("today%2f..%2f..", 404)]
    public async Task Addresses_at_the_edge(string path, int status)
    {
        using var ana = scene.Client(scene.Token($"ana {path}", AccessRole.Viewer, "ana"));

        await IsAsync(status, await ana.GetAsync($"/api/v1/wearers/ana/{path}", Stop));
    }

    [Theory]
    [InlineData("", "application/json", 400)]
    [InlineData("{]", "application/json", 400)]
    [InlineData("null", "application/json", 400)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("{}", "application/json", 422)]
    [InlineData("{\"kind\":3}", "application/json", 400)]
    [InlineData("{\"kind\":\"pain\",\"value\":1e400}", "application/json", 400)]
    [InlineData("{\"kind\":\"pain\",\"value\":1e28}", "application/json", 422)]
    [InlineData("{\"kind\":\"note\",\"text\":\"\\ud800\"}", "application/json", 400)]
    [InlineData("{\"kind\":\"pain\",\"value\":3,\"at\":\"9999-12-31T23:59:59\"}", "application/json", 400)]
    [InlineData("kind=pain", "text/plain", 415)]
    [InlineData("kind=pain", "application/x-www-form-urlencoded", 415)]
    [InlineData("{\"kind\":\"pain\",\"value\":3}", "application/json; charset=klingon", 415)]
    public async Task Bodies_that_are_none(string body, string type, int status)
    {
        using var ana = scene.Client(scene.Token($"ana {body} {type}", AccessRole.Wearer, "ana"));
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        await IsAsync(status, await ana.PostAsync("/api/v1/wearers/ana/journal", content, Stop));
    }

    [Theory]
    [InlineData("/api/v1/wearers/ana/journal", 70_000)]
    [InlineData("/api/v1/samples?wearer=ana", 2_000_000)]
    public async Task A_body_that_is_too_large_is_not_taken(string path, int length)
    {
        using var ana = scene.Client(scene.Token($"ana {path}", AccessRole.Wearer, "ana"));

        await IsAsync(413, await ana.PostAsync(path,
            new StringContent($"{{\"text\":\"{new string('x', length)}\"}}", Encoding.UTF8, "application/json"), Stop));
    }

    [Theory]
    [InlineData("{\"from\":\"9999-12-31\",\"to\":\"9999-12-31\"}")]
    [InlineData("{\"from\":\"-9998-01-01\",\"to\":\"-9998-01-01\"}")]
    [InlineData("{\"from\":\"0001-01-01\",\"to\":\"9999-12-31\"}")]
    [InlineData("{}")]
    public async Task No_day_outside_of_all_calendars_is_derived(string body)
    {
        using var ana = scene.Client(scene.Token($"ana {body}", AccessRole.Wearer, "ana"));

        await IsAsync(400, await ana.PostAsync(
            "/api/v1/wearers/ana/rescore", new StringContent(body, Encoding.UTF8, "application/json"), Stop));
    }

    [Theory]
    [InlineData("GET /health/live HTTP/1.0\r\n\r\n", "200")]
    [InlineData("GET /health/live\r\n\r\n", "400")]
    [InlineData("GET /health/live HTTP/1.1\r\n\r\n", "400")]
    [InlineData("\u0016\u0003\u0001\u0002\r\n\r\n", "400")]
    [InlineData("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n", "405")]
    [InlineData("POST /api/v1/samples HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", "400")]
    [InlineData("GET /api/v1/wearers/\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n", "400")]
    public async Task What_is_hardly_HTTP(string words, string status)
    {
        using var somebody = new TcpClient();
        await somebody.ConnectAsync(IPAddress.Loopback, new Uri(scene.Url).Port, Stop);
        await somebody.GetStream().WriteAsync(Encoding.Latin1.GetBytes(words), Stop);
        using var answer = new StreamReader(somebody.GetStream());

        Assert.Matches($"^HTTP/1.1 {status} ", await answer.ReadLineAsync(Stop));
    }

    [Fact]
    public async Task Who_asks_too_often_waits_as_long_as_the_answer_says()
    {
        await using var strict = new ApiScene(ApiScene.Ana, http: new HttpOptions { Port = 0, RequestsPerMinute = 10 });
        await strict.InitializeAsync();
        using var ana = strict.Client(strict.Token("ana in a hurry", AccessRole.Viewer, "ana"));
        for (var request = 0; request < 10; request++)
        {
            Assert.Equal(HttpStatusCode.OK, (await ana.GetAsync("/api/v1/wearers", Stop)).StatusCode);
        }

        var refused = await ana.GetAsync("/api/v1/wearers", Stop);

        Assert.True(refused.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        await IsAsync(429, refused);
        using var another = strict.Admin();
        Assert.Equal(HttpStatusCode.OK, (await another.GetAsync("/api/v1/wearers", Stop)).StatusCode);
    }

    static async Task IsAsync(int status, HttpResponseMessage answer)
    {
        var words = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {words}");
        if (status >= 400)
        {
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
            Assert.DoesNotContain("It did not work", words, StringComparison.Ordinal);
        }
    }
}
