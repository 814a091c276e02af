using System.Net;
using System.Text;
using ActivitySync.Access;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Tests.Api;

/// <summary>Walks every endpoint there is, so that a new one is judged without anybody thinking of it.</summary>
public sealed class IsolationTests(ApiScene scene) : IClassFixture<ApiScene>
{
    // What anybody may ask: how the service is, its description, where one signs in and in which language, style and scripts.
    static readonly string[] Public =
    [
        "/health/live", "/health/ready", "/sign-in", "/sign-out", "/openapi/{documentName}.json", "/assets/{name}",
        "/_framework/blazor.web.js", "/language/{code}",
    ];

    // Lists what the caller may see; that is judged by content.
    static readonly string[] Everybodys = ["/api/v1/wearers"];

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    IReadOnlyList<(string Method, string Path)> Endpoints =>
    [
        .. scene.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"],
                (endpoint, method) => (method, endpoint.RoutePattern.RawText!)),
    ];

    [Fact]
    public async Task Nobody_without_a_token_gets_past_any_endpoint_but_the_public_ones()
    {
        using var nobody = scene.Client();
        Assert.NotEmpty(Endpoints);

        foreach (var (method, path) in Endpoints.Where(endpoint => !Public.Contains(endpoint.Path)))
        {
            var answer = await AskAsync(nobody, method, Filled(path, "ana"));

            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answers nobody with {answer.StatusCode}.");
        }
    }

    [Theory]
    [InlineData(nameof(AccessRole.Wearer))]
    [InlineData(nameof(AccessRole.Viewer))]
    [InlineData(nameof(AccessRole.Monitor))]
    public async Task The_token_of_one_wearer_never_reads_or_writes_anothers(string role)
    {
        using var admin = scene.Admin();
        await admin.PostAsync("/api/v1/samples?wearer=ana&device=secretwatch", Body(), Stop);
        var spool = scene.Services.GetRequiredService<MessageSpool>();
        await Eventually.IsTrueAsync(() => spool.Devices.All().Any(device => device.Device == "secretwatch") && spool.WaitingMessages == 0);
        using var ben = scene.Client(scene.Token($"ben {role}", Enum.Parse<AccessRole>(role), role == nameof(AccessRole.Monitor) ? [] : ["ben"]));

        foreach (var (method, path) in Endpoints.Where(endpoint => endpoint.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            var answer = await AskAsync(ben, method, Filled(path, "ana"));

            Assert.True(Everybodys.Contains(path) || answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden,
                $"{method} {path} answers another wearer's token with {answer.StatusCode}.");
            Assert.DoesNotContain("secretwatch", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
        Assert.Equal(0, spool.WaitingMessages);
        Assert.DoesNotContain(spool.Devices.All(), device => device.Device == "intruder");
    }

    [Fact]
    public async Task Another_wearers_name_and_a_name_nobody_has_are_answered_alike()
    {
        using var ben = scene.Client(scene.Token("ben alike", AccessRole.Wearer, "ben"));

        var another = await (await ben.GetAsync("/api/v1/wearers/ana/today", Stop)).Content.ReadAsStringAsync(Stop);
        var unknown = await (await ben.GetAsync("/api/v1/wearers/xyz/today", Stop)).Content.ReadAsStringAsync(Stop);

        Assert.Equal(unknown.Replace("xyz", "ana", StringComparison.Ordinal), another);
    }

    [Fact]
    public async Task A_viewer_writes_nothing_even_for_whom_they_see()
    {
        using var viewer = scene.Client(scene.Token("ana's viewer", AccessRole.Viewer, "ana"));

        foreach (var (method, path) in Endpoints.Where(endpoint =>
            endpoint.Path.StartsWith("/api/", StringComparison.Ordinal) && endpoint.Method != "GET"))
        {
            var answer = await AskAsync(viewer, method, Filled(path, "ana"));

            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answers a viewer with {answer.StatusCode}.");
        }
    }

    static string Filled(string path, string wearer)
    {
        var filled = path.Replace("{wearer}", wearer, StringComparison.Ordinal)
            .Replace("{date}", "2026-06-15", StringComparison.Ordinal).Replace("{Date}", "2026-06-15", StringComparison.Ordinal)
            .Replace("{code}", "de", StringComparison.Ordinal).Replace("{kind}", "pain", StringComparison.Ordinal)
            .Replace("{at}", "2026-06-15T08:00:00", StringComparison.Ordinal).Replace("{id:long}", "1", StringComparison.Ordinal);
        Assert.DoesNotContain('{', filled);
        return path.Contains("{wearer}", StringComparison.Ordinal) ? filled : $"{filled}?wearer={wearer}&device=intruder";
    }

    static Task<HttpResponseMessage> AskAsync(HttpClient client, string method, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT")
        {
            request.Content = path.Contains("journal", StringComparison.Ordinal) ? Json("""{ "kind": "pain", "value": 3 }""")
                : path.Contains("rescore", StringComparison.Ordinal) ? Json("""{ "from": "2026-06-01", "to": "2026-06-02" }""")
                : Body();
        }
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    static StringContent Body()
    {
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return Json($$"""{ "steps": { "from": {{nowMs - 60_000}}, "ts": {{nowMs}}, "steps": 7, "counter": "delta" } }""");
    }

    static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}
