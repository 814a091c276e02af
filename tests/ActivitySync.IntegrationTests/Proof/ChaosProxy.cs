using System.Net;
using System.Net.Sockets;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>What a network can do to a connection.</summary>
internal enum Chaos
{
    None,

    /// <summary>Nothing passes, nothing is closed.</summary>
    Stall,

    /// <summary>Every connection is reset, new ones too.</summary>
    Reset,

    /// <summary>Bytes pass one by one, five hundred a second.</summary>
    Drip,

    /// <summary>The client's side is cut; the server's stays, and the client comes back on a second one.</summary>
    HalfOpen,

    /// <summary>What a client sends reaches the server twice, on two connections; HTTP only.</summary>
    Double,
}

/// <summary>A loopback proxy that passes bytes on, or does to them what it is told.</summary>
internal sealed class ChaosProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly List<TcpClient> _clients = [];
    readonly List<TcpClient> _servers = [];
    readonly int _upstream;
    readonly Task _accepting;
    volatile Chaos _mode;

    public ChaosProxy(int upstream)
    {
        _upstream = upstream;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on; connections there are suffer it too.</summary>
    public void Do(Chaos mode)
    {
        _mode = mode;
        lock (_clients)
        {
            if (mode is Chaos.Reset or Chaos.HalfOpen or Chaos.Double)
            {
                _clients.ForEach(Reset);
                _clients.Clear();
            }
            if (mode is Chaos.Reset or Chaos.None)
            {
                _servers.ForEach(Reset);
                _servers.Clear();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Do(Chaos.Reset);
        await _accepting;
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                if (_mode == Chaos.Reset)
                {
                    Reset(client);
                    continue;
                }
                _ = ServeAsync(client);
            }
        }
        catch (Exception reason) when (reason is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        var server = new TcpClient();
        var mirror = _mode == Chaos.Double ? new TcpClient() : null;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _upstream, _end.Token);
            if (mirror is not null)
            {
                await mirror.ConnectAsync(IPAddress.Loopback, _upstream, _end.Token);
                _ = mirror.GetStream().CopyToAsync(Stream.Null, _end.Token);
            }
            lock (_clients)
            {
                _clients.Add(client);
                _servers.Add(server);
            }
            await Task.WhenAny(PassAsync(client, server, mirror), PassAsync(server, client, null));
            Reset(client);
            if (_mode != Chaos.HalfOpen)
            {
                Reset(server);
            }
        }
        catch (Exception reason) when (reason is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Reset(client);
            Reset(server);
        }
        mirror?.Dispose();
    }

    async Task PassAsync(TcpClient from, TcpClient to, TcpClient? mirror)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await from.GetStream().ReadAsync(buffer.AsMemory(0, _mode == Chaos.Drip ? 1 : buffer.Length), _end.Token) is > 0 and var read)
            {
                while (_mode == Chaos.Stall)
                {
                    await Task.Delay(20, _end.Token);
                }
                if (_mode == Chaos.Drip)
                {
                    await Task.Delay(2, _end.Token);
                }
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
                if (mirror is not null)
                {
                    await mirror.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
                }
            }
        }
        catch (Exception reason) when (reason is IOException or SocketException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException)
        {
            // One side is gone; the other follows.
        }
    }

    static void Reset(TcpClient connection)
    {
        try
        {
            connection.LingerState = new LingerOption(true, 0); // RST instead of FIN
        }
        catch (Exception reason) when (reason is SocketException or ObjectDisposedException or NullReferenceException)
        {
            // Closed already.
        }
        connection.Dispose();
    }
}
