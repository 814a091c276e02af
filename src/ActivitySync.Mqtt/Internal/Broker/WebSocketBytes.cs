using System.Net.WebSockets;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// A WebSocket as a stream of bytes: packets may span frames and frames may hold several packets [6.0.0-2]; anything
/// but binary frames ends the connection [6.0.0-1].
/// </summary>
internal sealed class WebSocketBytes(WebSocket socket, Stream transport) : Stream
{
    private bool _isClosed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            // A read of zero bytes waits for data, as with any stream of .NET; the close frame may come to it too.
            while (!_isClosed)
            {
                var received = await socket.ReceiveAsync(buffer, cancellationToken);
                switch (received.MessageType)
                {
                    case WebSocketMessageType.Close:
                        _isClosed = true;
                        return 0;
                    case WebSocketMessageType.Text:
                        throw new IOException("text frame on an MQTT WebSocket");
                    default:
                        if (received.Count > 0 || buffer.IsEmpty)
                        {
                            return received.Count;
                        }

                        break;
                }
            }

            return 0;
        }
        catch (WebSocketException lost)
        {
            throw new IOException(lost.Message, lost);
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        catch (WebSocketException lost)
        {
            throw new IOException(lost.Message, lost);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.Dispose();
            transport.Dispose();
        }

        base.Dispose(disposing);
    }
}
