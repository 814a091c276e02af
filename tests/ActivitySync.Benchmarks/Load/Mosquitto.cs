using ActivitySync.Tests.Support;

namespace ActivitySync.Benchmarks.Load;

/// <summary>A real mosquitto on loopback, without limits of its own on what waits or flies, in a folder of its own.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-mosquitto-");
    readonly ChildProgram _process;

    Mosquitto(int port)
    {
        Port = port;
        var config = Path.Combine(_folder.FullName, "mosquitto.conf");
        File.WriteAllText(config,
            $"""
            listener {port} 127.0.0.1
            allow_anonymous true
            max_inflight_messages 0
            max_queued_messages 0
            set_tcp_nodelay true
            persistence false
            log_dest stderr
            """);
        _process = new ChildProgram("/usr/sbin/mosquitto", ["-c", config]);
    }

    public int Port { get; }

    public Cost Cost => _process.Cost;

    public static async Task<Mosquitto> StartAsync()
    {
        var server = new Mosquitto(LoopbackPort.Free());
        await server._process.SaysAsync("running");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
