using ActivitySync.Hosting;
using ActivitySync.Notify;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Hosting;

/// <summary>Settings are shown on pages and screens, which people send to others when they ask for help.</summary>
public sealed class ShownSettingsTests
{
    [Fact]
    public void No_secret_is_shown_whatever_it_is_called()
    {
        var config = new ServiceConfig
        {
            Notify = new NotifyOptions
            {
                Gotify = new GotifyOptions { Url = "https://push.example", Token = "hush" },
                Webhook = new WebhookOptions { Url = "https://hook.example", Secret = "hush" },
                Mail = new MailOptions { Password = "hush" },
            },
            Household = new Household([Some.Wearer()]),
        };

        var shown = ShownSettings.Of(config).ToDictionary(setting => setting.Name, setting => setting.Shown);

        Assert.DoesNotContain("hush", shown.Values);
        Assert.Equal("https://hook.example", shown["Notify:Webhook:Url"]);
        Assert.Equal(3, shown.Values.Count(value => value == "***"));
    }
}
