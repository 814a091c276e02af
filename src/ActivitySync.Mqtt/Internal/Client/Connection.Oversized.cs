using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>This part: messages larger than our Maximum Packet Size.</summary>
internal sealed partial class Connection
{
    // Of a message that is too large: room for the longest topic name and as much again.
    private const int MostKept = 128 * 1024;

    // Of the rest: what is asked for with one read. With MostKept it fits into the smallest full buffer.
    private const int SkippedAtOnce = 64 * 1024;

    // Length of the packet whose start is the burst in hand; 0 for whole messages.
    private int _oversized;

    // A 5.0 server was told our Maximum Packet Size and broke the rules [3.1.2-24]. A 3.1.1 server cannot know it, and
    // would send the message again at every reconnect if we left.
    private bool IsOversizedMessage(ReadOnlySpan<byte> unread, MqttFault fault) =>
        !_dialect.IsV5
        && fault.Code == MqttReasonCode.PacketTooLarge
        && (MqttPacketType)(unread[0] >> 4) == MqttPacketType.Publish;

    // Settles what came before, keeps the packet's start, reads past the rest, and settles the start like a message.
    private LinkEnd? TakeOversized(int offset, int length)
    {
        if (Deliver() is { } end)
        {
            return end;
        }

        _buffer.Consume(offset);
        var kept = Math.Min(MaximumPacketSize, MostKept);
        for (var surplus = length - kept; surplus > 0;)
        {
            var cut = Math.Min(_buffer.Unread.Length - kept, surplus);
            if (cut > 0)
            {
                _buffer.Cut(kept, cut);
                surplus -= cut;
            }
            else if (Read(kept + SkippedAtOnce) is { } over)
            {
                return over;
            }
        }

        var body = _buffer.Unread[FrameReader.PrefixSize(length)..kept];
        if (!_inbound.TryAdd(new MqttFrame(_buffer.Unread[0], body, kept), 0, out var fault))
        {
            return Break(fault);
        }

        _oversized = length;
        var outcome = Deliver();
        _oversized = 0;
        _buffer.Consume(kept);
        return outcome;
    }
}
