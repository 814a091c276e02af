using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>SUBACK and UNSUBACK (sections 3.9 and 3.11).</summary>
internal readonly ref struct SubAckPacket
{
    public MqttPacketType Type { get; init; }

    public ushort PacketId { get; init; }

    public PropertyBlock Properties { get; init; }

    /// <summary>One per filter, in the order asked; empty for UNSUBACK in 3.1.1.</summary>
    public ReadOnlySpan<byte> Reasons { get; init; }

    public static bool TryRead(scoped in MqttFrame frame, Dialect dialect, out SubAckPacket packet, out MqttFault fault)
    {
        packet = default;
        var reader = new WireReader(frame.Body);
        if (!reader.TryUInt16(out var packetId))
        {
            fault = MqttFault.Malformed("packet identifier missing");
            return false;
        }

        if (packetId == 0)
        {
            fault = MqttFault.Protocol("packet identifier 0");
            return false;
        }

        if (!PropertyBlock.TryRead(ref reader, PropertyScope.Acknowledgement, dialect, out var properties, out fault))
        {
            return false;
        }

        // Values are not judged: a code we do not know is a failed filter (>= 0x80), not a broken connection.
        packet = new SubAckPacket
        {
            Type = frame.Type,
            PacketId = packetId,
            Properties = properties,
            Reasons = reader.Rest,
        };
        return true;
    }

    public void Write(IBufferWriter<byte> output, Dialect dialect)
    {
        var reasons = Type == MqttPacketType.UnsubAck && !dialect.IsV5 ? default : Reasons;
        var remaining = 2 + WireWriter.PropertiesSize(dialect.IsV5, Properties.Bytes.Length) + reasons.Length;
        var writer = WireWriter.Begin(output, (int)Type << 4, remaining);
        writer.UInt16(PacketId);
        writer.Properties(dialect.IsV5, Properties.Bytes);
        foreach (var reason in reasons)
        {
            // 3.1.1 knows one failure only (its section 3.9.3).
            writer.Byte(dialect.IsV5 || reason < 0x80 ? reason : 0x80);
        }

        writer.Complete(output);
    }
}
