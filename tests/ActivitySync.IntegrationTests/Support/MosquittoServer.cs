using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>
/// A real mosquitto on a free loopback port with its own folder. Without the program tests are skipped on a
/// developer's machine and fail on the build server, so that a broken set-up cannot hide a gap.
/// </summary>
internal sealed class MosquittoServer : IBrokerUnderTest
{
    private const string Program = "/usr/sbin/mosquitto";

    private readonly string _folder = Directory.CreateTempSubdirectory("mosquitto-").FullName;
    private readonly string _configFile;
    private Process? _process;

    private MosquittoServer(int port, string extraConfig, bool isAnonymous)
        : this(port, $"""
            allow_anonymous {(isAnonymous ? "true" : "false")}
            persistence true
            persistence_location {"{folder}"}/
            autosave_interval 1
            autosave_on_changes true
            max_queued_messages 0
            user root
            listener {LoopbackPort.Free()} 127.0.0.1
            listener {port} 127.0.0.1
            {extraConfig}
            """)
    {
    }

    private MosquittoServer(int port, string config)
    {
        Port = port;
        _configFile = Path.Combine(_folder, "mosquitto.conf");
        File.WriteAllText(_configFile, config.Replace("{folder}", _folder, StringComparison.Ordinal)
            .Replace("{port}", $"{port}", StringComparison.Ordinal));
    }

    public int Port { get; }

    public string Folder => _folder;

    public int ProcessId => _process!.Id;

    /// <summary>
    /// Starts one; the extra lines follow the listener's, and "{folder}" in them is the server's folder. A second, plain
    /// listener is there because 2.0.11 will not start with a WebSocket listener alone.
    /// </summary>
    public static async Task<MosquittoServer> StartAsync(
        string extraConfig = "", (string User, string Password)? passwords = null)
    {
        RequireInstalled();
        var server = new MosquittoServer(LoopbackPort.Free(), extraConfig, passwords is null);
        if (passwords is var (user, password))
        {
            var file = Path.Combine(server._folder, "passwords");
            using var tool = Process.Start("mosquitto_passwd", ["-b", "-c", file, user, password]);
            await tool.WaitForExitAsync();
        }

        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts one with a configuration of its own, in which "{port}" and "{folder}" are the server's.</summary>
    public static async Task<MosquittoServer> StartWithAsync(string config)
    {
        RequireInstalled();
        var server = new MosquittoServer(LoopbackPort.Free(), config);
        await server.RestartAsync();
        return server;
    }

    public static Task<MosquittoServer> StartAsync(BrokerWishes wishes)
    {
        var lines = new List<string>();
        if (wishes.Transport == MqttTransport.WebSocket)
        {
            lines.Add("protocol websockets");
        }

        if (wishes.Tls is { } certificates)
        {
            lines.AddRange([$"certfile {certificates.ServerFile}", $"keyfile {certificates.ServerKeyFile}"]);
            if (wishes.AsksForCertificate)
            {
                lines.AddRange([$"cafile {certificates.CaFile}", "require_certificate true"]);
            }
        }

        if (wishes.User is not null)
        {
            lines.Add("password_file {folder}/passwords");
        }

        return StartAsync(string.Join('\n', lines), wishes.User);
    }

    /// <summary>Starts the program again on the same port with the same folder, and waits until it listens.</summary>
    public async Task RestartAsync()
    {
        var start = new ProcessStartInfo(Program, ["-c", _configFile])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        var said = new ConcurrentQueue<string?>();
        _process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await AnswersAsync(limit.Token))
        {
            Assert.False(_process.HasExited, $"mosquitto did not start: {string.Join('\n', said)}");
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>
    /// kill -9, after SIGUSR1: 2.0.11 writes its state now and then, and what it has not written when it is killed is its
    /// own loss, of which our client's tests have nothing to tell.
    /// </summary>
    public async Task KillAsync()
    {
        var state = Path.Combine(_folder, "mosquitto.db");
        var before = File.GetLastWriteTimeUtc(state);
        await SignalAsync("USR1");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (File.GetLastWriteTimeUtc(state) == before)
        {
            await Task.Delay(20, limit.Token);
        }

        await EndAsync();
    }

    /// <summary>SIGTERM, which lets it save its state.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGSTOP: the connection stays, nobody answers; SIGCONT ends it.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await EndAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static void RequireInstalled()
    {
        if (!File.Exists(Program))
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail($"{Program} is missing on the build server");
            }

            Assert.Skip($"{Program} is not installed");
        }
    }

    private async Task EndAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, Port, stop);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
