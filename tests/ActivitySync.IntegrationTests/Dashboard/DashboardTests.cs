using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;
using Microsoft.Playwright;

namespace ActivitySync.IntegrationTests.Dashboard;

/// <summary>The dashboard of the running demo in a real browser, as people use it.</summary>
public sealed class DashboardTests(DemoScene demo) : IClassFixture<DemoScene>
{
    // What a published sample may take to the screen.
    const float LiveMs = 5_000;

    // Beside everything else that runs on a build server.
    const float PatienceMs = 30_000;

    public static TheoryData<string, int, bool> Views => [.. Paths.SelectMany(path =>
        new (string, int, bool)[] { (path, 1280, false), (path, 1280, true), (path, 360, false), (path, 360, true) })];

    static readonly string[] Paths =
        ["/?wearer=chloe", "/weeks?wearer=ben", "/why?wearer=chloe", "/diary?wearer=ben", "/devices?wearer=chloe", "/house"];

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_page_is_readable_by_everybody_and_complains_of_nothing(string path, int width, bool isDark)
    {
        await using var watched = await demo.Browser.PageAsync(width, isDark);

        await watched.OpenAsync(demo.Url + path);
        await watched.Page.Locator(".card").First.WaitForAsync();
        await KeepPictureAsync(watched.Page, path, width, isDark);

        Assert.Equal(width, await watched.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await watched.FindingsAsync(Axe.Script()));
        Assert.Empty(watched.Complaints);
        Assert.NotEmpty(watched.Requests);
        Assert.Empty(watched.Strangers(demo.Url));
    }

    [Fact]
    public async Task A_published_sample_is_on_the_page_within_five_seconds_without_reloading()
    {
        await using var watched = await demo.Browser.PageAsync(1280);
        await watched.OpenAsync($"{demo.Url}/?wearer=ana");
        await watched.Page.GetByText("As a table").WaitForAsync();
        await using var client = TestClient.Start(TestClient.Options(demo.MqttPort));
        await client.WaitConnectedAsync();

        await client.PublishAsync("activitysync/v1/ana/phone/steps",
            $$"""{"ts": {{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}}, "steps": 40, "counter": "since_midnight"}""", MqttQos.AtLeastOnce);

        await watched.Page.GetByText("phone", new PageGetByTextOptions { Exact = true }).WaitForAsync(new LocatorWaitForOptions { Timeout = LiveMs });
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task Two_taps_in_the_diary_change_what_is_said_of_the_target()
    {
        await using var watched = await demo.Browser.PageAsync(360);
        await watched.OpenAsync($"{demo.Url}/diary?wearer=chloe");
        var page = watched.Page;
        var answer = page.Locator(".answer");
        await answer.WaitForAsync();
        Assert.DoesNotContain("Rest day", await answer.InnerTextAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Rest day", Exact = true }).ClickAsync();
        await Assertions.Expect(answer).ToContainTextAsync("Rest day: today is not scored", Patient);
        await Assertions.Expect(answer).ToContainTextAsync("Nothing is asked of today", Patient);

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Take back Rest day" }).First.ClickAsync();
        await Assertions.Expect(answer).Not.ToContainTextAsync("Nothing is asked of today", new() { Timeout = PatienceMs });

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Swimming" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "very much" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Enjoyed 9 Swimming")).ToBeVisibleAsync(new() { Timeout = PatienceMs });
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task A_note_is_kept_nudges_rest_and_a_choice_that_is_offered_makes_the_target_another()
    {
        await using var watched = await demo.Browser.PageAsync(360);
        await watched.OpenAsync($"{demo.Url}/diary?wearer=ana");
        var page = watched.Page;

        await page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = "A note" }).FillAsync("Slept well <b>&</b> walked early.");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Keep the note" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Slept well <b>&</b> walked early.")).ToBeVisibleAsync(new() { Timeout = PatienceMs });
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox)).ToHaveValueAsync("");

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "3 h", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".answer")).ToContainTextAsync("Nudges rest until", Patient);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "End the rest" }).ClickAsync();
        await Assertions.Expect(page.Locator(".answer")).Not.ToContainTextAsync("Nudges rest until", new() { Timeout = PatienceMs });

        // Which of the demo's people has a choice this week depends on the weekday the demo is run on.
        var offered = 0;
        foreach (var wearer in (string[])["ana", "ben", "chloe"])
        {
            await watched.OpenAsync($"{demo.Url}/diary?wearer={wearer}");
            var choices = page.GetByRole(AriaRole.Group, new PageGetByRoleOptions { Name = "How your target goes on" }).GetByRole(AriaRole.Button);
            if (await choices.CountAsync() == 0)
            {
                await Assertions.Expect(page.GetByText("There is nothing to choose at present")).ToBeVisibleAsync();
                continue;
            }
            offered++;
            Assert.Equal(3, await choices.CountAsync());
            var steps = await choices.First.Locator("small").InnerTextAsync();
            await choices.First.ClickAsync();
            await Assertions.Expect(page.Locator(".answer")).ToContainTextAsync($"Target today: {steps} steps", Patient);
            await Assertions.Expect(page.Locator(".answer")).ToContainTextAsync("Your choice for the target: keep", Patient);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{offered} of 3 had a choice");
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task Every_page_is_reached_by_keyboard_and_an_hour_opens_to_its_minutes()
    {
        await using var watched = await demo.Browser.PageAsync(1280);
        await watched.OpenAsync($"{demo.Url}/?wearer=chloe");
        var page = watched.Page;

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Why", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { NameString = "←" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Revision 1", new PageGetByTextOptions { Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "07:00" }).FocusAsync();
        await page.Keyboard.PressAsync("Space");

        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader, new PageGetByRoleOptions { Name = "07:59", Exact = true })).ToBeVisibleAsync(new() { Timeout = PatienceMs });
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new PageGetByRoleOptions { Name = "phone" }).First).ToBeVisibleAsync(new() { Timeout = PatienceMs });
        Assert.Empty(watched.Complaints);
    }

    static LocatorAssertionsToContainTextOptions Patient => new() { Timeout = PatienceMs };

    // For eyes: ACTIVITYSYNC_PICTURES names a folder that each view is kept in.
    static async Task KeepPictureAsync(IPage page, string path, int width, bool isDark)
    {
        if (Environment.GetEnvironmentVariable("ACTIVITYSYNC_PICTURES") is { } folder)
        {
            var name = path.Split('?')[0].Trim('/') is { Length: > 0 } known ? known : "today";
            await page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(folder, $"{name}-{width}-{(isDark ? "dark" : "light")}.png"),
                FullPage = true,
            });
        }
    }
}
