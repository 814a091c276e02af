using Microsoft.Playwright;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>
/// Debian's Chromium, driven by Playwright. Where it is missing the test is skipped on a developer's machine and fails on
/// the build server; tests/install installs it.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    // Software rendering of a first page on a busy machine.
    const float PatienceMs = 60_000;

    readonly IPlaywright _playwright;
    readonly IBrowser _browser;

    Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Browser> StartAsync()
    {
        await Tool.RunAsync("chromium", ["--version"]);
        var playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            Timeout = PatienceMs,
        }));
    }

    /// <summary>A new page of a width, in light or dark; what its console complains of is collected.</summary>
    public async Task<WatchedPage> PageAsync(int width, bool isDark = false, string locale = "en-GB")
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
        });
        context.SetDefaultTimeout(PatienceMs);
        return new WatchedPage(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>A page, with what its console complained of and what it asked of whom.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    readonly IBrowserContext _context;
    readonly List<string> _complaints = [];
    readonly List<string> _requests = [];

    public WatchedPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) => _requests.Add(request.Url);
        page.WebSocket += (_, socket) => _requests.Add(socket.Url.Replace("ws://", "http://", StringComparison.Ordinal));
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints => _complaints;

    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Requests to anybody but the service.</summary>
    public IEnumerable<string> Strangers(string url)
        => _requests.Where(request => !request.StartsWith($"{url}/", StringComparison.Ordinal));

    /// <summary>What was complained of until now was meant to happen.</summary>
    public void Forgive() => _complaints.Clear();

    /// <summary>Opens an address and waits until its connection stands, so that taps arrive.</summary>
    public async Task OpenAsync(string url)
    {
        var connected = Page.WaitForWebSocketAsync();
        await Page.GotoAsync(url);
        await connected;
        await Page.Locator("main[data-live=yes] h1").WaitForAsync();
    }

    /// <summary>Serious and critical findings of axe-core (artifacts/npm), as rule and place.</summary>
    public async Task<IReadOnlyList<string>> FindingsAsync(string axe)
    {
        // The page's own policy forbids scripts of strangers; evaluated by the test, it is none of the page's.
        await Page.EvaluateAsync(await File.ReadAllTextAsync(axe));
        return await Page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(finding => ['serious', 'critical'].includes(finding.impact))
              .flatMap(finding => finding.nodes.map(node => `${finding.id}: ${node.target.join(' ')} ${node.failureSummary}`))
            """);
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
