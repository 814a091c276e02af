using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>Accepts connections on one port and serves each until it ends.</summary>
internal sealed class Listener(BrokerCore core, Reception reception, Doorway doorway, CancellationToken serving)
    : IDisposable
{
    // Connections the kernel holds for us while we are busy; Kestrel's number.
    private const int Backlog = 512;

    // After an accept that failed (no more file descriptors, say): often enough to recover unnoticed.
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<Socket, Task> _served = [];
    private Socket? _socket;
    private bool _isFull;

    public int Port => ((IPEndPoint)_socket!.LocalEndPoint!).Port;

    /// <summary>Connections not ended yet.</summary>
    public IEnumerable<Task> Served => _served.Values;

    public void Bind(IPAddress address, int port)
    {
        try
        {
            _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _socket.Bind(new IPEndPoint(address, port));
            _socket.Listen(Backlog);
        }
        catch (SocketException failure)
        {
            throw new MqttBrokerException(
                $"The MQTT broker cannot listen on {address} port {port}: {failure.Message}.", failure);
        }
    }

    /// <summary>Accepts until stopped; connections go on afterwards.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _socket!.AcceptAsync(stop);
                Admit(socket);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException failure)
            {
                core.Log.LogAcceptFailed(failure.Message);
                await Task.Delay(AcceptPause, core.Time, CancellationToken.None);
            }
        }
    }

    public void Dispose() => _socket?.Dispose();

    private void Admit(Socket socket)
    {
        if (_served.Count >= core.Options.MaxConnections)
        {
            socket.Dispose();
            if (!_isFull)
            {
                _isFull = true;
                core.Log.LogFull(core.Options.MaxConnections);
            }

            return;
        }

        _isFull = false;
        var serving = ServeAsync(socket);
        _served[socket] = serving;
        if (serving.IsCompleted)
        {
            _served.TryRemove(socket, out _);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var peer = socket.RemoteEndPoint?.ToString() ?? "?";
        try
        {
            socket.NoDelay = true;
            if (await doorway.EnterAsync(socket, peer, serving) is { } wire)
            {
                await new Connection(wire, core, reception).RunAsync(serving);
            }
        }
        catch (Exception lost) when (lost is IOException or SocketException or AuthenticationException
            or OperationCanceledException or ObjectDisposedException)
        {
            core.Log.LogHandshakeFailed(peer, lost.Message);
        }
        finally
        {
            socket.Dispose();
            _served.TryRemove(socket, out _);
        }
    }
}
