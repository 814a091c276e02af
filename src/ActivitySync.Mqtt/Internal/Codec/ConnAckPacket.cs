using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>CONNACK (section 3.2). Return codes of 3.1.1 appear as the reason codes of 5.0.</summary>
internal readonly ref struct ConnAckPacket
{
    public bool SessionPresent { get; init; }

    public MqttReasonCode Reason { get; init; }

    public PropertyBlock Properties { get; init; }

    public static bool TryRead(
        scoped in MqttFrame frame, Dialect dialect, out ConnAckPacket packet, out MqttFault fault)
    {
        packet = default;
        var reader = new WireReader(frame.Body);
        if (!reader.TryByte(out var flags) || !reader.TryByte(out var code) || (flags & 0xFE) != 0)
        {
            fault = MqttFault.Malformed("CONNACK flags");
            return false;
        }

        // A 5.0 client must understand the refusal of a server that only knows 3.1.1 (two bytes, no properties).
        var isOldRefusal = dialect.IsV5 && reader.AtEnd && code is > 0 and <= 5;
        var reason = dialect.IsV5 && !isOldRefusal ? (MqttReasonCode)code : ReasonCodes.FromV311ReturnCode(code);
        if (!ReasonCodes.IsLegal(MqttPacketType.ConnAck, reason) || (reason.IsFailure() && flags != 0))
        {
            fault = MqttFault.Protocol("CONNACK reason code");
            return false;
        }

        PropertyBlock properties = default;
        fault = default;
        if (!isOldRefusal
            && !PropertyBlock.TryRead(ref reader, PropertyScope.ConnAck, dialect, out properties, out fault))
        {
            return false;
        }

        // Trailing bytes after the properties of 5.0 are passed over: no rule forbids them and peers do the same.
        if (!dialect.IsV5 && !reader.AtEnd)
        {
            fault = MqttFault.Malformed("bytes after the end of CONNACK");
            return false;
        }

        packet = new ConnAckPacket { SessionPresent = flags == 1, Reason = reason, Properties = properties };
        return true;
    }

    public void Write(IBufferWriter<byte> output, Dialect dialect)
    {
        var remaining = 2 + WireWriter.PropertiesSize(dialect.IsV5, Properties.Bytes.Length);
        var writer = WireWriter.Begin(output, (int)MqttPacketType.ConnAck << 4, remaining);
        writer.Byte(SessionPresent ? 1 : 0);
        writer.Byte(dialect.IsV5 ? (int)Reason : ReasonCodes.ToV311ReturnCode(Reason));
        writer.Properties(dialect.IsV5, Properties.Bytes);
        writer.Complete(output);
    }
}
