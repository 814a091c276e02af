using System.Text.RegularExpressions;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>The demo as a process, with its four weeks of history, and a browser.</summary>
public sealed partial class DemoScene : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    ServiceProcess _demo = null!;

    internal Browser Browser { get; private set; } = null!;

    /// <summary>Where the dashboard is, without a slash at its end.</summary>
    internal string Url { get; private set; } = "";

    internal int MqttPort { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Browser = await Browser.StartAsync();
        _demo = ServiceProcess.StartVerb("demo", "--seed", "7");
        using var limit = new CancellationTokenSource(Patience);
        while (!_demo.Log.Contains("Live", StringComparison.Ordinal))
        {
            Assert.False(_demo.HasExited, _demo.Log);
            await Task.Delay(200, limit.Token);
        }
        Url = Address().Match(_demo.Log).Groups[1].Value;
        MqttPort = int.Parse(Port().Match(_demo.Log).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (_demo is not null)
        {
            await _demo.DisposeAsync();
        }
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }
    }

    [GeneratedRegex(@"Dashboard: (http://[\w.:]+)/")]
    private static partial Regex Address();

    [GeneratedRegex(@"MQTT broker on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Port();
}
