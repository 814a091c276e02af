using System.Text.Json;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;
using Microsoft.Playwright;

namespace ActivitySync.IntegrationTests.Dashboard;

/// <summary>The dashboard of a service that was just installed, for one person and for many, who have to sign in.</summary>
public sealed class HouseholdTests
{
    const float PatienceMs = 30_000;

    static readonly string[] Names =
    [
        "Me", "Maximiliana-Friederike von Hohenstaufen-Württemberg", "Jörg", "Großmutter Annegret", "Bartholomäus Überlingen",
        "李小龍", "O'Brien & Søn", "Donaudampfschifffahrtsgesellschaftskapitän",
    ];

    static readonly string[] Pages = ["/", "/weeks", "/why", "/diary", "/devices", "/house"];

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "en-GB")]
    [InlineData(8, "de-DE")]
    public async Task Who_is_not_known_stays_out_and_who_signs_in_finds_every_page_in_order(int wearers, string locale)
    {
        await using var house = await House.StartAsync(wearers);
        await using var browser = await Browser.StartAsync();
        await using var watched = await browser.PageAsync(360, isDark: true, locale);
        var page = watched.Page;

        await page.GotoAsync($"{house.Url}/diary");
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
        Assert.Empty(await watched.FindingsAsync(Axe.Script()));
        await page.Locator("#token").FillAsync("not the token");
        await page.Locator("button.main").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(
            locale == "de-DE" ? "Das stimmt nicht" : "That is not right", new() { Timeout = PatienceMs });
        Assert.Contains(watched.Complaints, complaint => complaint.Contains("401", StringComparison.Ordinal));
        watched.Forgive();
        await page.Locator("#token").FillAsync(house.Token);
        await page.Locator("button.main").ClickAsync();
        await page.WaitForURLAsync($"{house.Url}/diary");

        foreach (var path in Pages)
        {
            await watched.OpenAsync(house.Url + path);
            Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.Empty(await watched.FindingsAsync(Axe.Script()));
            Assert.Equal(wearers == 1 ? 0 : wearers, await page.Locator(".household a").CountAsync());
        }
        Assert.Empty(watched.Complaints);
        Assert.Empty(watched.Strangers(house.Url));
    }

    [Fact]
    public async Task A_newcomer_is_told_what_to_do_and_what_they_are_told_works()
    {
        await using var house = await House.StartAsync(1);
        await using var browser = await Browser.StartAsync();
        await using var watched = await browser.PageAsync(1280);
        await SignInAsync(watched, house);
        await watched.OpenAsync(house.Url + "/");
        var told = await watched.Page.Locator("pre").InnerTextAsync();
        Assert.Contains($"-p {house.MqttPort} ", told, StringComparison.Ordinal);
        // At midnight sharp nobody can have walked 1,234 steps.
        var payload = told.Split("-m \"")[1].TrimEnd('"').Replace("\\\"", "\"", StringComparison.Ordinal)
            .Replace("$(date +%s000)", $"{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}", StringComparison.Ordinal);
        var topic = told.Split("-t ")[1].Split(' ')[0];
        await using var watch = TestClient.Start(TestClient.Options(house.MqttPort));
        await watch.WaitConnectedAsync();

        await watch.PublishAsync(topic, payload, MqttQos.AtLeastOnce);

        await Assertions.Expect(watched.Page.Locator(".ring-number")).ToHaveTextAsync("1,234", new() { Timeout = PatienceMs });
        await Assertions.Expect(watched.Page.GetByText("0 of 4 days are known")).ToBeVisibleAsync(new() { Timeout = PatienceMs });
        Assert.Empty(await watched.FindingsAsync(Axe.Script()));
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task What_could_not_be_taken_is_sent_again_or_dropped_after_asking_back()
    {
        await using var house = await House.StartAsync(1);
        await using var watch = TestClient.Start(TestClient.Options(house.MqttPort));
        await watch.WaitConnectedAsync();
        await watch.PublishAsync("activitysync/v1/me/watch/steps", "not a reading", MqttQos.AtLeastOnce);
        await watch.PublishAsync("activitysync/v1/me/watch/heart_rate", """{"ts": "yesterday", "bpm": 70}""", MqttQos.AtLeastOnce);
        await using var browser = await Browser.StartAsync();
        await using var watched = await browser.PageAsync(360);
        var page = watched.Page;
        await SignInAsync(watched, house);
        ILocator Rows() => page.Locator(".rows:not(.inner) > li");
        ILocator Press(string name) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameString = name });
        await watched.OpenAsync(house.Url + "/devices");
        while (await Rows().CountAsync() < 2)
        {
            await Task.Delay(200, Stop);
            await watched.OpenAsync(house.Url + "/devices");
        }

        var steps = Rows().Filter(new LocatorFilterOptions { HasText = "watch/steps" });
        await steps.GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(steps.Locator(".payload")).ToHaveTextAsync("not a reading", new() { Timeout = PatienceMs });
        Assert.Empty(await watched.FindingsAsync(Axe.Script()));
        await steps.GetByRole(AriaRole.Button).Nth(2).ClickAsync();
        await Assertions.Expect(Press("No, leave")).ToBeFocusedAsync(new() { Timeout = PatienceMs });
        await Press("No, leave").ClickAsync();
        await Assertions.Expect(Rows()).ToHaveCountAsync(2, new() { Timeout = PatienceMs });
        await steps.GetByRole(AriaRole.Button).Nth(2).ClickAsync();
        await Press("Yes, drop").ClickAsync();
        await Assertions.Expect(page.GetByText("1 message dropped.")).ToBeVisibleAsync(new() { Timeout = PatienceMs });
        await Assertions.Expect(Rows()).ToHaveCountAsync(1, new() { Timeout = PatienceMs });

        await Rows().GetByRole(AriaRole.Button).Nth(1).ClickAsync();
        await Press("Yes, send").ClickAsync();
        await Assertions.Expect(page.GetByText("1 message sent.")).ToBeVisibleAsync(new() { Timeout = PatienceMs });
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(watched.Complaints);
    }

    static async Task SignInAsync(WatchedPage watched, House house)
    {
        await watched.Page.GotoAsync($"{house.Url}/sign-in");
        await watched.Page.Locator("#token").FillAsync(house.Token);
        await watched.Page.Locator("button.main").ClickAsync();
        await watched.Page.WaitForURLAsync($"{house.Url}/");
    }

    /// <summary>A new installation with so many people in it.</summary>
    sealed class House : IAsyncDisposable
    {
        readonly TempFolder _folder = new();
        ServiceProcess _service = null!;

        public string Url { get; private set; } = "";

        public int MqttPort { get; } = LoopbackPort.Free();

        public string Token => File.ReadAllText(Path.Combine(_folder.File("data"), "administrator.token")).Trim();

        public static async Task<House> StartAsync(int wearers)
        {
            var house = new House();
            var data = house._folder.File("data");
            File.WriteAllText(house._folder.File("wearers.json"), JsonSerializer.Serialize(new
            {
                wearers = Names.Take(wearers).Select((name, index) =>
                    new { id = index == 0 ? "me" : $"person-{index}-of-this-house", name, zone = Noon() }),
            }));
            File.WriteAllText(house._folder.File("activitysync.json"), $$"""
                {
                  "Mqtt": { "Port": {{house.MqttPort}} },
                  "Jobs": { "ProgressEverySeconds": 1 },
                  "Spool": { "Folder": "{{data}}" },
                  "Storage": { "Folder": "{{data}}" }
                }
                """);
            house._service = ServiceProcess.Start(house._folder.Path);
            await RoadScene.UntilAsync(
                () => Task.FromResult(house._service.Log.Contains("Answering on ", StringComparison.Ordinal)), "the service answers", Stop);
            var address = house._service.Log.Split("Answering on ")[1];
            house.Url = address[..address.IndexOfAny(['\r', '\n', ' '])].TrimEnd('/');
            return house;
        }

        // Wherever the earth is in its turn, it is about noon there and no midnight is near.
        static string Noon()
        {
            var ahead = 12 - TimeProvider.System.GetUtcNow().Hour;
            return ahead == 0 ? "Etc/GMT" : $"Etc/GMT{(ahead > 0 ? "-" : "+")}{Math.Abs(ahead)}";
        }

        public async ValueTask DisposeAsync()
        {
            await _service.DisposeAsync();
            _folder.Dispose();
        }
    }
}
