using ActivitySync.IntegrationTests.Support;

[assembly: AssemblyFixture(typeof(InfluxFixture))]

namespace ActivitySync.IntegrationTests.Support;

/// <summary>
/// One influxd for all tests that only need a database of their own; started by the first that asks. Without the binary
/// such a test is skipped on a developer's machine and fails where CI=true.
/// </summary>
public sealed class InfluxFixture : IAsyncDisposable
{
    readonly SemaphoreSlim _turn = new(1);
    InfluxServer? _server;

    internal async Task<Uri> UrlAsync(CancellationToken stop)
    {
        RequireInstalled();
        await _turn.WaitAsync(stop);
        try
        {
            _server ??= await InfluxServer.StartAsync("", stop);
            return _server.Url;
        }
        finally
        {
            _turn.Release();
        }
    }

    internal static void RequireInstalled()
    {
        if (!InfluxServer.IsInstalled)
        {
            const string Missing = "influxd is not installed: apt-get install influxdb";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(Missing);
            }
            Assert.Skip(Missing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        _turn.Dispose();
    }
}
