using System.Net;
using System.Net.Sockets;
using ActivitySync.Tests.Mqtt.Codec;

namespace ActivitySync.Tests.Support;

/// <summary>A TCP listener that says what a test tells it, for servers that behave awkwardly.</summary>
internal sealed class ScriptedBroker : IDisposable
{
    public const string Accepted = "20 03 00 00 00";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedBroker() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The next connection, before anything is read from it.</summary>
    public async Task<ScriptedPeer> AcceptAsync()
    {
        using var limit = new CancellationTokenSource(ScriptedPeer.Patience);
        return new ScriptedPeer(await _listener.AcceptTcpClientAsync(limit.Token));
    }

    /// <summary>The next connection, with CONNECT read and answered.</summary>
    public async Task<ScriptedPeer> AcceptAsync(string connAck)
    {
        var peer = await AcceptAsync();
        peer.Connect = await peer.ReadAsync(1);
        await peer.SendAsync(connAck);
        return peer;
    }

    public void Dispose() => _listener.Dispose();
}

/// <summary>The scripted side of one connection.</summary>
internal sealed class ScriptedPeer(TcpClient client) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly NetworkStream _stream = client.GetStream();

    /// <summary>Body of CONNECT.</summary>
    public byte[] Connect { get; set; } = [];

    /// <summary>Bytes in the notation of <see cref="Wire"/>.</summary>
    public Task SendAsync(string notation) => SendAsync(Wire.Bytes(notation));

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>The next packet as hex, "E00181" for a DISCONNECT; "" when the client has closed.</summary>
    public async Task<string> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var head = new byte[2];
            await _stream.ReadExactlyAsync(head, limit.Token);
            var body = new byte[head[1]];
            await _stream.ReadExactlyAsync(body, limit.Token);
            return Convert.ToHexString([.. head, .. body]);
        }
        catch (Exception error) when (error is EndOfStreamException or IOException)
        {
            return "";
        }
    }

    /// <summary>Body of the next packet, which must be of this type; one or two length bytes.</summary>
    public async Task<byte[]> ReadAsync(int type)
    {
        using var limit = new CancellationTokenSource(Patience);
        var head = new byte[2];
        await _stream.ReadExactlyAsync(head, limit.Token);
        Assert.Equal(type, head[0] >> 4);
        int length = head[1];
        if (length >= 0x80)
        {
            await _stream.ReadExactlyAsync(head.AsMemory(1, 1), limit.Token);
            length = (length & 0x7F) | (head[1] << 7);
        }

        var body = new byte[length];
        await _stream.ReadExactlyAsync(body, limit.Token);
        return body;
    }

    public void Dispose() => client.Dispose();
}
