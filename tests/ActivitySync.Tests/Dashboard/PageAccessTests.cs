using System.Net;
using ActivitySync.Access;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Dashboard;

/// <summary>Pages as they are first answered: who sees whom, in which language, and nothing from elsewhere.</summary>
public sealed class PageAccessTests(ApiScene scene) : IClassFixture<ApiScene>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages => ["/", "/weeks", "/why", "/why/2026-01-05", "/diary", "/devices", "/house"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Nobody_is_sent_to_sign_in(string page)
    {
        using var nobody = scene.Client();
        nobody.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        var answer = await nobody.GetAsync(page, Stop);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("/sign-in", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Each_page_answers_and_asks_for_nothing_from_elsewhere(string page)
    {
        using var admin = scene.Admin();

        var html = await admin.GetStringAsync(page, Stop);

        Assert.Contains("<h1", html, StringComparison.Ordinal);
        Assert.DoesNotContain("=\"http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("=\"//", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_wearer_sees_nothing_of_another_not_even_that_they_exist(string page)
    {
        using var ana = scene.Client(scene.Token($"ana at {page}", AccessRole.Wearer, "ana"));

        var own = await ana.GetStringAsync(page, Stop);
        var others = await ana.GetStringAsync($"{page}?wearer=ben", Stop);
        var nobodys = await ana.GetStringAsync($"{page}?wearer=nobody", Stop);

        Assert.DoesNotContain("wearer=ben", own, StringComparison.Ordinal);
        Assert.Contains("Nothing to show", others, StringComparison.Ordinal);
        Assert.Contains("Nothing to show", nobodys, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"card", others, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_house_is_for_administrators()
    {
        using var ana = scene.Client(scene.Token("ana's house", AccessRole.Wearer, "ana"));
        using var admin = scene.Admin();

        Assert.Contains("This page is for administrators", await ana.GetStringAsync("/house", Stop), StringComparison.Ordinal);
        Assert.Contains("Mqtt:Port", await admin.GetStringAsync("/house", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_speaks_the_chosen_language_else_the_browsers()
    {
        using var admin = scene.Admin();
        admin.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de-AT,de;q=0.9");
        Assert.Contains("lang=\"de\"", await admin.GetStringAsync("/", Stop), StringComparison.Ordinal);

        var chosen = await admin.GetAsync("/language/en?back=//elsewhere.example", Stop);
        Assert.Equal("/", chosen.Headers.Location!.OriginalString);
        admin.DefaultRequestHeaders.Add("Cookie", chosen.Headers.GetValues("Set-Cookie").First().Split(';')[0]);

        Assert.Contains("<html lang=\"en\"", await admin.GetStringAsync("/", Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/assets/dashboard.css", "text/css")]
    [InlineData("/assets/dashboard.js", "text/javascript")]
    [InlineData("/assets/icon.svg", "image/svg+xml")]
    [InlineData("/_framework/blazor.web.js", "text/javascript")]
    public async Task Style_and_scripts_come_out_of_the_program(string path, string type)
    {
        using var nobody = scene.Client();
        nobody.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");

        var answer = await nobody.GetAsync(path, Stop);

        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
    }
}
