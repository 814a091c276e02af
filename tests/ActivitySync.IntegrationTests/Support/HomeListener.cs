using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>A home's ear: mosquitto_sub on everything the service publishes, from its start to its end.</summary>
internal sealed class HomeListener : IAsyncDisposable
{
    // Nothing of ours holds it, and topics cannot.
    const char Between = '\t';

    readonly Process _process;
    readonly Channel<(string Topic, byte[] Payload, bool IsRetained)> _heard =
        Channel.CreateUnbounded<(string, byte[], bool)>();
    readonly Task _reading;

    HomeListener(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>Starts one; what the broker holds for these topics comes first, marked as retained.</summary>
    public static HomeListener Start(int port, params IReadOnlyList<string> filters)
    {
        var start = new ProcessStartInfo(
            "mosquitto_sub",
            ["-p", $"{port}", "-q", "1", "-F", $"%r{Between}%t{Between}%p", .. filters.SelectMany(filter => new[] { "-t", filter })])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        return new HomeListener(Process.Start(start)!);
    }

    /// <summary>The next message.</summary>
    public async Task<(string Topic, byte[] Payload, bool IsRetained)> NextAsync(CancellationToken stop)
        => await _heard.Reader.ReadAsync(stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), stop);

    /// <summary>Everything up to a message on a topic, without it.</summary>
    public async Task<List<(string Topic, byte[] Payload, bool IsRetained)>> UntilAsync(string topic, CancellationToken stop)
    {
        var all = new List<(string, byte[], bool)>();
        while (await NextAsync(stop) is var message && message.Topic != topic)
        {
            all.Add(message);
        }
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var parts = line.Split(Between, 3);
            _heard.Writer.TryWrite((parts[1], Encoding.UTF8.GetBytes(parts[2]), parts[0] == "1"));
        }
    }
}
