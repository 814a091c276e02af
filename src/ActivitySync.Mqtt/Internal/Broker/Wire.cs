using System.Net.Sockets;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>The transport of a connection: a stream over a socket, plain, TLS or WebSocket.</summary>
internal sealed class Wire(Socket socket, Stream stream, string peer)
{
    public Stream Stream { get; } = stream;

    public string Peer { get; } = peer;

    /// <summary>Ends the sending side first, so that our last packet is not lost to a reset.</summary>
    public void EndSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The client was faster; there is nothing left to protect.
        }
    }

    public void Abort()
    {
        socket.Dispose();
        Stream.Dispose();
    }
}
