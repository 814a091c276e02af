using System.Diagnostics;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>A real influxd of our own: free loopback ports, a temporary folder, stopped and removed when disposed.</summary>
sealed class InfluxServer : IAsyncDisposable
{
    const string Binary = "/usr/bin/influxd";

    readonly string _folder = Directory.CreateTempSubdirectory("activitysync-influx-").FullName;
    readonly int _port;
    Process? _process;

    InfluxServer(string httpSettings)
    {
        _port = LoopbackPort.Free();
        File.WriteAllText(Path.Combine(_folder, "influxdb.conf"), $"""
            reporting-enabled = false
            bind-address = "127.0.0.1:{LoopbackPort.Free()}"
            [meta]
              dir = "{_folder}/meta"
            [data]
              dir = "{_folder}/data"
              wal-dir = "{_folder}/wal"
              query-log-enabled = false
            [monitor]
              store-enabled = false
            [http]
              bind-address = "127.0.0.1:{_port}"
              log-enabled = false
              {httpSettings}
            [continuous_queries]
              enabled = false
            [logging]
              suppress-logo = true
            """);
    }

    public int ProcessId => _process!.Id;

    public static bool IsInstalled => File.Exists(Binary);

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>Starts a server and returns when it listens.</summary>
    /// <param name="httpSettings">Lines for the [http] section.</param>
    /// <param name="stop">Gives up waiting.</param>
    public static async Task<InfluxServer> StartAsync(string httpSettings, CancellationToken stop)
    {
        var server = new InfluxServer(httpSettings);
        await server.RestartAsync(stop);
        return server;
    }

    /// <summary>Changes a line of its settings; holds from the next start on.</summary>
    public void Change(string line, string to)
    {
        var path = Path.Combine(_folder, "influxdb.conf");
        var settings = File.ReadAllText(path);
        File.WriteAllText(path, settings.Contains(line, StringComparison.Ordinal)
            ? settings.Replace(line, to, StringComparison.Ordinal)
            : throw new ArgumentException($"There is no line \"{line}\" in {path}.", nameof(line)));
    }

    /// <summary>Ends the process at once, as a power cut would.</summary>
    public void Kill()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Starts the server again on the same port and folder.</summary>
    public async Task RestartAsync(CancellationToken stop)
    {
        Kill();
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(Binary, ["run", "-config", Path.Combine(_folder, "influxdb.conf")])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
            EnableRaisingEvents = true,
        };
        var lines = new Queue<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                return;
            }
            lock (lines)
            {
                lines.Enqueue(line.Data);
                if (lines.Count > 20)
                {
                    lines.Dequeue();
                }
            }
            if (line.Data.Contains("Listening on HTTP", StringComparison.Ordinal))
            {
                listening.TrySetResult();
            }
        };
        process.Exited += (_, _) =>
        {
            lock (lines)
            {
                listening.TrySetException(new InvalidOperationException("influxd ended: " + string.Join('\n', lines)));
            }
        };
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _process = process;
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(60), stop);
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}
