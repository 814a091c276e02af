namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>The options byte after each filter (section 3.8.3.1); 3.1.1 has only the QoS.</summary>
internal readonly record struct SubscribeOptions(byte Bits)
{
    public SubscribeOptions(MqttQos qos, bool noLocal, bool retainAsPublished, MqttRetainHandling retainHandling)
        : this((byte)((int)qos | (noLocal ? 4 : 0) | (retainAsPublished ? 8 : 0) | ((int)retainHandling << 4)))
    {
    }

    public MqttQos Qos => (MqttQos)(Bits & 3);

    public bool NoLocal => (Bits & 4) != 0;

    public bool RetainAsPublished => (Bits & 8) != 0;

    public MqttRetainHandling RetainHandling => (MqttRetainHandling)((Bits >> 4) & 3);

    /// <summary>QoS 3, retain handling 3 and reserved bits are refused [3.8.3-4], [3.8.3-5].</summary>
    public bool AreLegal(Dialect dialect) =>
        (Bits & 3) != 3 && (dialect.IsV5 ? (Bits & 0xC0) == 0 && (Bits & 0x30) != 0x30 : (Bits & 0xFC) == 0);
}
