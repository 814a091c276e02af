using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>DISCONNECT and AUTH: a reason and properties, both optional (sections 3.14 and 3.15).</summary>
internal readonly ref struct DisconnectPacket
{
    public MqttPacketType Type { get; init; }

    public MqttReasonCode Reason { get; init; }

    public PropertyBlock Properties { get; init; }

    public static bool TryRead(
        scoped in MqttFrame frame, Dialect dialect, out DisconnectPacket packet, out MqttFault fault)
    {
        packet = default;
        fault = default;
        var reader = new WireReader(frame.Body);
        var reason = MqttReasonCode.Success;
        PropertyBlock properties = default;
        if (frame.Type == MqttPacketType.Auth && !dialect.IsV5)
        {
            fault = MqttFault.Malformed("AUTH in MQTT 3.1.1");
            return false;
        }

        if (dialect.IsV5 && reader.TryByte(out var code))
        {
            reason = (MqttReasonCode)code;
            if (!ReasonCodes.IsLegal(frame.Type, reason))
            {
                fault = MqttFault.Protocol("reason code not of this packet");
                return false;
            }

            var scope = frame.Type == MqttPacketType.Auth ? PropertyScope.Auth : PropertyScope.Disconnect;
            if (!reader.AtEnd && !PropertyBlock.TryRead(ref reader, scope, dialect, out properties, out fault))
            {
                return false;
            }
        }

        if (!reader.AtEnd)
        {
            fault = MqttFault.Malformed("bytes after the end of DISCONNECT or AUTH");
            return false;
        }

        packet = new DisconnectPacket { Type = frame.Type, Reason = reason, Properties = properties };
        return true;
    }

    public void Write(IBufferWriter<byte> output, Dialect dialect)
    {
        var hasProperties = dialect.IsV5 && Properties.Bytes.Length > 0;
        var hasReason = hasProperties || (dialect.IsV5 && Reason != MqttReasonCode.Success);
        var remaining = (hasReason ? 1 : 0)
            + (hasProperties ? WireWriter.PropertiesSize(isV5: true, Properties.Bytes.Length) : 0);
        var writer = WireWriter.Begin(output, (int)Type << 4, remaining);
        if (hasReason)
        {
            writer.Byte((int)Reason);
        }

        writer.Properties(hasProperties, Properties.Bytes);
        writer.Complete(output);
    }
}
