using System.Net;
using ActivitySync.Access;
using ActivitySync.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Tests.Access;

/// <summary>
/// Sign-in by a reverse proxy, with real connections: trusted proxies are at 127.0.0.2 and 127.0.0.3, everybody else at
/// 127.0.0.1. Nothing that is only said in a header makes anybody somebody.
/// </summary>
public sealed class ForwardAuthTests : IAsyncLifetime
{
    const string Header = "Remote-User";

    readonly ApiScene _scene = new(ApiScene.Ana, ApiScene.Ben, http: new HttpOptions
    {
        Port = 0,
        ForwardAuth = new ForwardAuthOptions { Header = Header, TrustedProxies = "127.0.0.2, 127.0.0.3/32" },
    });

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _scene.InitializeAsync();
        _scene.Token("ana", AccessRole.Wearer, "ana");
        _scene.Token("boss", AccessRole.Admin);
    }

    [Fact]
    public async Task Whom_the_proxy_names_sees_what_their_entry_may_see()
    {
        await using var proxy = await ReverseProxy.StartAsync(new Uri(_scene.Url), IPAddress.Parse("127.0.0.2"), Header, _ => "ana");
        using var browser = new HttpClient { BaseAddress = proxy.Url };

        var seen = await ApiScene.JsonAsync(await browser.GetAsync("/api/v1/wearers", Stop));
        var another = await browser.GetAsync("/api/v1/wearers/ben/today", Stop);

        Assert.Equal("ana", Assert.Single(seen.EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.NotFound, another.StatusCode);
    }

    [Fact]
    public async Task Who_sends_the_header_to_the_proxy_is_still_whom_the_proxy_names()
    {
        await using var proxy = await ReverseProxy.StartAsync(new Uri(_scene.Url), IPAddress.Parse("127.0.0.2"), Header, _ => "ana");
        using var browser = new HttpClient { BaseAddress = proxy.Url };
        browser.DefaultRequestHeaders.Add(Header, "boss");

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/api/v1/house", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("boss", null)]
    [InlineData("boss", "127.0.0.2")]
    [InlineData("boss", "127.0.0.2, 127.0.0.2")]
    public async Task From_an_address_that_is_not_trusted_the_header_says_nothing(string user, string? forwardedFor)
    {
        using var stranger = From("127.0.0.1", (Header, user), ("X-Forwarded-For", forwardedFor), ("X-Real-IP", forwardedFor));

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/v1/wearers", Stop)).StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nobody we know")]
    [InlineData("ana,boss")]
    public async Task Without_the_header_or_with_a_name_nobody_has_the_proxys_visitor_is_nobody(string? user)
    {
        using var visitor = From("127.0.0.2", (Header, user));

        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/v1/wearers", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_header_sent_twice_names_nobody()
    {
        using var visitor = From("127.0.0.2");
        visitor.DefaultRequestHeaders.Add(Header, ["ana", "boss"]);

        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/v1/wearers", Stop)).StatusCode);
    }

    [Fact]
    public async Task Behind_a_chain_of_proxies_the_first_address_that_is_not_trusted_is_the_one_that_waits()
    {
        // What stands left of the visitor's own address the visitor may have written.
        using var visitor = From("127.0.0.2", (Header, "stranger"), ("X-Forwarded-For", "198.51.100.6, 203.0.113.9, 127.0.0.3"));
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await visitor.GetAsync("/api/v1/wearers", Stop);
        }
        var next = await visitor.GetAsync("/api/v1/wearers", Stop);

        Assert.Equal(HttpStatusCode.TooManyRequests, next.StatusCode);
        Assert.NotNull(next.Headers.RetryAfter);
        Assert.True(Waits("203.0.113.9"));
        Assert.All(["198.51.100.6", "127.0.0.1", "127.0.0.2", "127.0.0.3"], address => Assert.False(Waits(address), address));
    }

    [Fact]
    public async Task An_untrusted_address_cannot_have_another_one_wait_for_its_failures()
    {
        using var forger = From("127.0.0.1", ("X-Forwarded-For", "203.0.113.77"), ("Authorization", "Bearer as_00000000_x"));
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await forger.GetAsync("/api/v1/wearers", Stop);
        }

        Assert.False(Waits("203.0.113.77"));
        Assert.True(Waits("127.0.0.1"));
    }

    [Fact]
    public async Task Behind_tls_the_cookie_is_for_tls_only()
    {
        using var visitor = From("127.0.0.2", ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "steps.example"));

        var cookie = (await visitor.GetAsync("/sign-in", Stop)).Headers.GetValues("Set-Cookie").Single();

        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    bool Waits(string address) => _scene.Services.GetRequiredService<FailedSignIns>()
        .IsBlocked(new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } });

    HttpClient From(string address, params (string Name, string? Value)[] headers)
    {
        var client = new HttpClient(ReverseProxy.From(IPAddress.Parse(address))) { BaseAddress = new Uri(_scene.Url) };
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            Assert.True(client.DefaultRequestHeaders.TryAddWithoutValidation(name, value));
        }
        return client;
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();
}
