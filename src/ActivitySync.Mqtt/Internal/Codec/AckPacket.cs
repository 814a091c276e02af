using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP, which share one shape (sections 3.4 to 3.7).</summary>
internal readonly ref struct AckPacket
{
    /// <summary>Bytes of an acknowledgement that says nothing but "success".</summary>
    public const int ShortSize = 4;

    public MqttPacketType Type { get; init; }

    public ushort PacketId { get; init; }

    /// <summary>Always Success in 3.1.1, which cannot say more.</summary>
    public MqttReasonCode Reason { get; init; }

    public PropertyBlock Properties { get; init; }

    public static bool TryRead(scoped in MqttFrame frame, Dialect dialect, out AckPacket packet, out MqttFault fault)
    {
        packet = default;
        fault = default;
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

        var reason = MqttReasonCode.Success;
        PropertyBlock properties = default;
        if (dialect.IsV5 && reader.TryByte(out var code))
        {
            reason = (MqttReasonCode)code;
            if (!ReasonCodes.IsLegal(frame.Type, reason))
            {
                fault = MqttFault.Protocol("reason code not of this packet");
                return false;
            }

            // Without a property length there are no properties (3.4.2.2.1).
            if (!reader.AtEnd && !PropertyBlock.TryRead(
                ref reader, PropertyScope.Acknowledgement, dialect, out properties, out fault))
            {
                return false;
            }
        }

        if (!reader.AtEnd)
        {
            fault = MqttFault.Malformed("bytes after the end of an acknowledgement");
            return false;
        }

        packet = new AckPacket { Type = frame.Type, PacketId = packetId, Reason = reason, Properties = properties };
        return true;
    }

    /// <summary>Writes a success into the first <see cref="ShortSize"/> bytes; the form both versions share.</summary>
    public static void WriteShort(Span<byte> destination, MqttPacketType type, ushort packetId)
    {
        destination[3] = (byte)packetId;
        destination[2] = (byte)(packetId >> 8);
        destination[1] = 2;
        destination[0] = (byte)HeaderOf(type);
    }

    public void Write(IBufferWriter<byte> output, Dialect dialect)
    {
        var hasProperties = dialect.IsV5 && Properties.Bytes.Length > 0;
        var hasReason = hasProperties || (dialect.IsV5 && Reason != MqttReasonCode.Success);
        var remaining = 2
            + (hasReason ? 1 : 0)
            + (hasProperties ? WireWriter.PropertiesSize(isV5: true, Properties.Bytes.Length) : 0);
        var writer = WireWriter.Begin(output, HeaderOf(Type), remaining);
        writer.UInt16(PacketId);
        if (hasReason)
        {
            writer.Byte((int)Reason);
        }

        writer.Properties(hasProperties, Properties.Bytes);
        writer.Complete(output);
    }

    private static int HeaderOf(MqttPacketType type) => ((int)type << 4) | (type == MqttPacketType.PubRel ? 2 : 0);
}
