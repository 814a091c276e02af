using System.Net;
using System.Text.RegularExpressions;
using ActivitySync.Access;
using ActivitySync.Tests.Support;
using ActivitySync.Verbs;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Tests.Access;

public sealed partial class SignInTests(ApiScene scene) : IClassFixture<ApiScene>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    AccessFile File => scene.Services.GetRequiredService<AccessFile>();

    [Fact]
    public async Task A_token_is_changed_for_a_cookie_that_ends_when_the_token_is_revoked()
    {
        var token = scene.Token("ana's browser", AccessRole.Wearer, "ana");
        using var browser = Browser();

        var entered = await EnterAsync(browser, ("token", token), ("return", "/today"));
        var seen = await browser.GetAsync("/api/v1/wearers", Stop);
        TokenVerb.Revoke(File, "ana's browser", TextWriter.Null);
        var revoked = await browser.GetAsync("/api/v1/wearers", Stop);

        Assert.Equal((HttpStatusCode.Found, "/today"), (entered.StatusCode, entered.Headers.Location!.ToString()));
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, revoked.StatusCode);
    }

    [Fact]
    public async Task A_name_and_a_password_do_as_well_and_neither_alone()
    {
        TokenVerb.Create(File, "ben", AccessRole.Wearer, ["ben"], "a long password", TimeProvider.System, TextWriter.Null);
        using var browser = Browser();

        Assert.Equal(HttpStatusCode.Unauthorized, (await EnterAsync(browser, ("name", "ben"), ("password", "another one"))).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await EnterAsync(browser, ("name", "ben"), ("password", "a long password"))).StatusCode);
        Assert.DoesNotContain("a long password", System.IO.File.ReadAllText(File.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_the_token_of_the_page_is_refused()
    {
        using var browser = Browser();

        var answer = await browser.PostAsync("/sign-in",
            new FormUrlEncodedContent([new("token", scene.AdminToken)]), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Nobody_is_sent_to_another_site_after_signing_in(string back)
    {
        using var browser = Browser();

        var entered = await EnterAsync(browser, ("token", scene.AdminToken), ("return", back));

        Assert.Equal("/", entered.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_write_with_the_cookie()
    {
        using var browser = Browser();
        await EnterAsync(browser, ("token", scene.AdminToken));
        var forged = new HttpRequestMessage(HttpMethod.Post, "/api/v1/wearers/ana/journal")
        {
            Content = new StringContent("""{ "kind": "pain", "value": 3 }""", null, "application/json"),
        };
        forged.Headers.Add("Origin", "https://evil.example");

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(forged, Stop)).StatusCode);
    }

    [Fact]
    public async Task Every_answer_forbids_scripts_and_frames_of_others()
    {
        using var browser = Browser();

        var headers = (await browser.GetAsync("/sign-in", Stop)).Headers;

        var policy = headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", headers.GetValues("X-Frame-Options").Single());
    }

    [Fact]
    public void A_name_stands_once_and_a_role_needs_its_wearers()
    {
        TokenVerb.Create(File, "twice", AccessRole.Admin, [], null, TimeProvider.System, TextWriter.Null);

        Assert.Throws<VerbProblemException>(() => TokenVerb.Create(File, "twice", AccessRole.Admin, [], null, TimeProvider.System, TextWriter.Null));
        Assert.Throws<VerbProblemException>(() => TokenVerb.Create(File, "nobody's", AccessRole.Wearer, [], null, TimeProvider.System, TextWriter.Null));
        Assert.Throws<VerbProblemException>(() => TokenVerb.Create(File, "short", AccessRole.Admin, [], "short", TimeProvider.System, TextWriter.Null));
    }

    HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(scene.Url) };

    static async Task<HttpResponseMessage> EnterAsync(HttpClient browser, params (string Name, string Value)[] fields)
    {
        var page = await browser.GetStringAsync("/sign-in", Stop);
        var forgery = Forgery().Match(page);
        return await browser.PostAsync("/sign-in", new FormUrlEncodedContent(
            [new(forgery.Groups[1].Value, forgery.Groups[2].Value), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]), Stop);
    }

    [GeneratedRegex("name=\"(__[^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex Forgery();
}
