using System.Buffers;
using System.Text;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Tests.Mqtt.Codec;

/// <summary>Bytes for codec tests: hex with quoted text ("30 05 0001 't' 'xy'"), and frames cut from them.</summary>
internal static class Wire
{
    public const int Limit = 1 << 20;

    public static byte[] Bytes(string notation)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var part in notation.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bytes.Write(part[0] == '\'' ? Encoding.UTF8.GetBytes(part.Trim('\'')) : Convert.FromHexString(part));
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static MqttFrame Frame(ReadOnlySpan<byte> bytes)
    {
        var status = FrameReader.TryRead(bytes, Limit, out var frame, out _, out var fault);
        Assert.True(status == FrameStatus.Complete, $"{status} {fault}");
        Assert.Equal(bytes.Length, frame.Length);
        return frame;
    }

    /// <summary>Judges a whole packet the way a receiver would; null when it is good.</summary>
    public static MqttFault? Judge(ReadOnlySpan<byte> bytes, Dialect dialect)
    {
        switch (FrameReader.TryRead(bytes, Limit, out var frame, out _, out var fault))
        {
            case FrameStatus.Incomplete:
                return null;
            case FrameStatus.Faulty:
                return fault;
        }

        return Judge(frame, dialect, out fault) ? null : fault;
    }

    private static bool Judge(scoped in MqttFrame frame, Dialect dialect, out MqttFault fault) => frame.Type switch
    {
        MqttPacketType.Connect => ConnectPacket.TryRead(frame, dialect.RefuseControlCharacters, out _, out fault),
        MqttPacketType.ConnAck => ConnAckPacket.TryRead(frame, dialect, out _, out fault),
        MqttPacketType.Publish => PublishPacket.TryRead(frame, dialect, out _, out fault),
        MqttPacketType.Subscribe or MqttPacketType.Unsubscribe => SubscribePacket.TryRead(frame, dialect, out _, out fault),
        MqttPacketType.SubAck or MqttPacketType.UnsubAck => SubAckPacket.TryRead(frame, dialect, out _, out fault),
        MqttPacketType.PingReq or MqttPacketType.PingResp => PingPacket.TryRead(frame, out fault),
        MqttPacketType.Disconnect or MqttPacketType.Auth => DisconnectPacket.TryRead(frame, dialect, out _, out fault),
        _ => AckPacket.TryRead(frame, dialect, out _, out fault),
    };
}
