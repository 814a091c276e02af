using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActivitySync.Mqtt.Internal.Transport;

/// <summary>
/// The client side of RFC 6455 as MQTT needs it (chapter 6): binary frames, packets free to span them, pings answered.
/// Written here because the framework's own WebSocket can only be awaited, and we block.
/// </summary>
internal sealed class WebSocketLink(ILink inner) : ILink
{
    private const int Continuation = 0x0;
    private const int Binary = 0x2;
    private const int Close = 0x8;
    private const int Ping = 0x9;
    private const int Pong = 0xA;

    // Reading side.
    private readonly byte[] _control = new byte[125];
    private ulong _unreadPayload;

    // Writing side.
    private readonly Lock _writing = new();
    private byte[] _frame = new byte[1024];

    public bool HasUnread => inner.HasUnread;

    public int Read(Span<byte> buffer)
    {
        while (_unreadPayload == 0)
        {
            if (!ReadHeader())
            {
                return 0;
            }
        }

        var wanted = (int)Math.Min((ulong)buffer.Length, _unreadPayload);
        var read = inner.Read(buffer[..wanted]);
        _unreadPayload -= (ulong)read;
        return read;
    }

    public void Write(ReadOnlySpan<byte> bytes) => WriteFrame(Binary, bytes);

    public void Gather(TimeSpan time) => inner.Gather(time);

    public void Finish()
    {
        try
        {
            // 1000: normal closure.
            WriteFrame(Close, [0x03, 0xE8]);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            // The other side is gone already.
        }

        inner.Finish();
    }

    public void Abort() => inner.Abort();

    /// <summary>Reads one frame header; control frames are dealt with here. False when the other side closes.</summary>
    private bool ReadHeader()
    {
        Span<byte> head = stackalloc byte[8];
        if (!TryFill(head[..2]))
        {
            return false;
        }

        var opcode = head[0] & 0x0F;
        var length = (ulong)(head[1] & 0x7F);
        if ((head[0] & 0x70) != 0 || (head[1] & 0x80) != 0)
        {
            throw new IOException("WebSocket frame with reserved bits or a mask from the server");
        }

        if (length == 126)
        {
            Fill(head[..2]);
            length = BinaryPrimitives.ReadUInt16BigEndian(head);
        }
        else if (length == 127)
        {
            Fill(head);
            length = BinaryPrimitives.ReadUInt64BigEndian(head);
        }

        switch (opcode)
        {
            case Binary or Continuation:
                _unreadPayload = length;
                return true;
            case Ping or Pong or Close when length <= 125:
                var payload = _control.AsSpan(0, (int)length);
                Fill(payload);
                if (opcode == Ping)
                {
                    WriteFrame(Pong, payload);
                }

                return opcode != Close;
            default:
                // Text frames among them [6.0.0-1].
                throw new IOException($"WebSocket frame with opcode {opcode}");
        }
    }

    private void Fill(Span<byte> buffer)
    {
        if (!TryFill(buffer))
        {
            throw new IOException("WebSocket closed inside a frame");
        }
    }

    private bool TryFill(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var read = inner.Read(buffer);
            if (read == 0)
            {
                return false;
            }

            buffer = buffer[read..];
        }

        return true;
    }

    private void WriteFrame(int opcode, ReadOnlySpan<byte> payload)
    {
        lock (_writing)
        {
            if (_frame.Length < payload.Length + 14)
            {
                _frame = new byte[payload.Length + 14];
            }

            var head = 2;
            _frame[0] = (byte)(0x80 | opcode);
            if (payload.Length < 126)
            {
                _frame[1] = (byte)(0x80 | payload.Length);
            }
            else if (payload.Length <= ushort.MaxValue)
            {
                _frame[1] = 0x80 | 126;
                BinaryPrimitives.WriteUInt16BigEndian(_frame.AsSpan(2), (ushort)payload.Length);
                head = 4;
            }
            else
            {
                _frame[1] = 0x80 | 127;
                BinaryPrimitives.WriteUInt64BigEndian(_frame.AsSpan(2), (ulong)payload.Length);
                head = 10;
            }

            var mask = _frame.AsSpan(head, 4);
            RandomNumberGenerator.Fill(mask);
            var body = _frame.AsSpan(head + 4, payload.Length);
            for (var index = 0; index < payload.Length; index++)
            {
                body[index] = (byte)(payload[index] ^ mask[index & 3]);
            }

            inner.Write(_frame.AsSpan(0, head + 4 + payload.Length));
        }
    }
}
