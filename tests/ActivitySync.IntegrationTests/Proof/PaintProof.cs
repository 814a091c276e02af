using System.Text.Json;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;
using Microsoft.Playwright;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>
/// How soon a page shows something to read, in Chromium on loopback, with a year of three people's days in SQLite.
/// tests/bench-pages runs it for long; here it shows that what is first painted is what there is to read.
/// </summary>
public sealed class PaintProof
{
    const int Year = 365;

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    // What there must be before any script ran: for each page something that only the wearer's own days can fill.
    static readonly (string Name, string Path, string Meaning)[] Pages =
    [
        ("Today", "/?wearer=chloe", ".ring-number"), ("Weeks", "/weeks?wearer=chloe", ".bar-met"),
        ("Why", "/why?wearer=chloe", "table .strong"), ("Diary", "/diary?wearer=ben", ".dot-pain"),
    ];

    [Fact]
    public async Task What_is_painted_first_is_what_there_is_to_read()
    {
        var rounds = ProofRun.Count("PROOF_ROUNDS", inShort: 1);
        await using var scene = await YearScene.StartAsync(ProofRun.Count("PROOF_DAYS", inShort: 30), Stop);
        await using var browser = await Browser.StartAsync();
        await using (var warm = await browser.PageAsync(1280))
        {
            await warm.OpenAsync(scene.Url + Pages[0].Path);
        }
        foreach (var (name, path, meaning) in Pages)
        {
            var paints = new List<double>();
            for (var round = 0; round < rounds; round++)
            {
                paints.Add(await PaintedAsync(browser, scene.Url + path, meaning));
            }
            ProofRun.Figure($"{name}: first contentful paint of a new visitor", ProofRun.Spread(paints));
        }
        ProofRun.Figure("days of each of the three", $"{ProofRun.Count("PROOF_DAYS", inShort: 30)}, a year is {Year}");
    }

    [Fact]
    public async Task However_many_look_at_a_page_they_all_see_the_news()
    {
        var (looking, seconds) = (ProofRun.Count("PROOF_PAGES", inShort: 3), ProofRun.Count("PROOF_SECONDS", inShort: 2));
        await using var scene = await YearScene.StartAsync(days: 14, Stop);
        await using var browser = await Browser.StartAsync();
        await using var watch = TestClient.Start(TestClient.Options(scene.MqttPort));
        await watch.WaitConnectedAsync();
        var pages = new List<WatchedPage>();
        foreach (var count in new[] { 0, 1, looking })
        {
            while (pages.Count < count)
            {
                pages.Add(await browser.PageAsync(1280));
                await pages[^1].OpenAsync($"{scene.Url}/why?wearer=ben");
            }
            var before = scene.ProcessorTime;
            for (var second = 0; second < seconds; second++)
            {
                await TellAsync(watch);
                await Task.Delay(1_000, Stop);
            }
            var perNews = (scene.ProcessorTime - before).TotalMilliseconds / seconds;
            ProofRun.Figure($"Why of today open {count} times: the service's processor time a second of news", $"{perNews:0} ms");
        }
        await watch.PublishAsync("activitysync/v1/ben/phone/steps",
            $$"""{"ts": {{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}, "steps": 5, "counter": "since_midnight"}""", MqttQos.AtLeastOnce);
        foreach (var watched in pages)
        {
            await watched.Page.GetByRole(AriaRole.Rowheader, new PageGetByRoleOptions { NameString = "phone" }).First.WaitForAsync();
            Assert.Empty(watched.Complaints);
            await watched.DisposeAsync();
        }
    }

    static async Task TellAsync(MqttClient watch)
    {
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await watch.PublishAsync("activitysync/v1/ben/watch/steps",
            $$"""{"from": {{nowMs - 1_000}}, "ts": {{nowMs}}, "steps": 1, "counter": "delta"}""", MqttQos.AtLeastOnce);
    }

    /// <summary>Seconds from asking for the address to the first paint with content, of a browser without cache.</summary>
    static async Task<double> PaintedAsync(Browser browser, string url, string meaning)
    {
        await using var watched = await browser.PageAsync(1280);
        // Kept away from its script, the page is only what the server wrote.
        await watched.Page.RouteAsync("**/blazor.web.js", route => route.AbortAsync());
        await watched.Page.GotoAsync(url, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await watched.Page.Locator(meaning).First.WaitForAsync();
        Assert.DoesNotContain(watched.Requests, request => request.Contains("/_blazor", StringComparison.Ordinal));
        var paint = await watched.Page.EvaluateAsync<JsonElement>(
            """
            () => new Promise(done => new PerformanceObserver(list => {
              const first = list.getEntries().find(entry => entry.name === 'first-contentful-paint');
              if (first) { done(first.startTime); }
            }).observe({ type: 'paint', buffered: true }))
            """);
        return paint.GetDouble() / 1_000;
    }
}
