using System.Net;
using ActivitySync.Access;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task Signing_in_is_in_the_browsers_language_until_another_is_chosen()
    {
        using var nobody = scene.Client();
        nobody.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        Assert.Contains("<h1>Anmelden</h1>", await nobody.GetStringAsync("/sign-in", Stop), StringComparison.Ordinal);

        var chosen = await nobody.GetAsync("/language/en?back=%2Fsign-in%3Freturn%3D%2Fdiary", Stop);
        Assert.Equal("/sign-in?return=/diary", chosen.Headers.Location!.OriginalString);
        nobody.DefaultRequestHeaders.Add("Cookie", chosen.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
        var english = await nobody.GetStringAsync("/sign-in?return=%22%3E%3Cscript%3E", Stop);

        Assert.Contains("<h1>Sign in</h1>", english, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", english, StringComparison.Ordinal);
        Assert.DoesNotContain("=\"http", english, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_administrators_are_offered_to_send_or_drop_what_is_in_quarantine()
    {
        using var admin = scene.Admin();
        var spool = scene.Services.GetRequiredService<MessageSpool>();
        spool.State.Write(transaction => spool.Quarantine.Add(transaction,
            [new QuarantinedMessage(Some.Noon, "activitysync/v1/ana/watch/steps", "secret"u8.ToArray(), false, "not_json", "No JSON.")]));
        using var ana = scene.Client(scene.Token("ana's quarantine", AccessRole.Wearer, "ana"));

        var own = await ana.GetStringAsync("/devices", Stop);

        Assert.Contains("not_json", own, StringComparison.Ordinal);
        Assert.DoesNotContain("Send again", own, StringComparison.Ordinal);
        Assert.Contains("Send again", await admin.GetStringAsync("/devices?wearer=ana", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_never_heard_is_told_how_to_begin()
    {
        using var admin = scene.Admin();
        using var viewer = scene.Client(scene.Token("looks at ben", AccessRole.Viewer, "ben"));

        Assert.Contains("-t activitysync/v1/ben/watch/steps", await admin.GetStringAsync("/?wearer=ben", Stop), StringComparison.Ordinal);
        var looking = await viewer.GetStringAsync("/", Stop);
        Assert.Contains("America/New_York", looking, StringComparison.Ordinal);
        Assert.DoesNotContain("mosquitto_pub", looking, StringComparison.Ordinal);
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
