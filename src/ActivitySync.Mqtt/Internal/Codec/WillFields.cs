namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>The will inside CONNECT (sections 3.1.2.5 and 3.1.3.2 to 3.1.3.4).</summary>
internal readonly ref struct WillFields
{
    public ReadOnlySpan<byte> Topic { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    public MqttQos Qos { get; init; }

    public bool Retain { get; init; }

    /// <summary>Delay, expiry, content type and the rest; empty in 3.1.1.</summary>
    public PropertyBlock Properties { get; init; }

    public static bool TryRead(
        scoped ref WireReader reader, Dialect dialect, byte flags, out WillFields will, out MqttFault fault)
    {
        will = default;
        if (!PropertyBlock.TryRead(ref reader, PropertyScope.Will, dialect, out var properties, out fault))
        {
            return false;
        }

        if (!reader.TryBinary(out var topic) || topic.IsEmpty || !MqttText.IsLegalTopicName(topic, dialect))
        {
            fault = MqttFault.Malformed("will topic");
            return false;
        }

        if (!reader.TryBinary(out var payload))
        {
            fault = MqttFault.Malformed("will payload");
            return false;
        }

        will = new WillFields
        {
            Topic = topic,
            Payload = payload,
            Qos = (MqttQos)((flags >> 3) & 3),
            Retain = (flags & 0x20) != 0,
            Properties = properties,
        };
        return true;
    }

    public int Size(Dialect dialect) =>
        WireWriter.PropertiesSize(dialect.IsV5, Properties.Bytes.Length) + 2 + Topic.Length + 2 + Payload.Length;

    public void Write(ref WireWriter writer, Dialect dialect)
    {
        writer.Properties(dialect.IsV5, Properties.Bytes);
        writer.Field(Topic);
        writer.Field(Payload);
    }
}
