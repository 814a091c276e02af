using ActivitySync.Mqtt.Internal.Client;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt;

/// <summary>
/// Takes what one read brought. Runs on the client's receive thread; the spans are good until it returns. Returning
/// means that every message is durable: they are then acknowledged, in order of arrival, in one write. Blocking is
/// allowed and is the brake: nothing more is read meanwhile, and the keep alive goes on. An exception is a bug: nothing
/// is acknowledged and the client stops.
/// </summary>
public delegate void MqttBurstHandler(ref MqttBurst burst);

/// <summary>
/// Takes the start of a message that was larger than <see cref="MqttClientOptions.MaximumPacketSize"/>, as far as that
/// size and 128 KiB allow; the packet's length tells how large it was. Runs like <see cref="MqttBurstHandler"/>, in turn
/// with it, and returning means the same: the message is acknowledged and will not come again.
/// </summary>
public delegate void MqttOversizedHandler(MqttInbound start, int packetLength);

/// <summary>Messages that arrived together, in order.</summary>
public ref struct MqttBurst
{
    private readonly Burst _burst;
    private readonly ReadOnlySpan<byte> _bytes;
    private int _index = -1;

    internal MqttBurst(Burst burst, ReadOnlySpan<byte> bytes)
    {
        _burst = burst;
        _bytes = bytes;
    }

    public readonly int Count => _burst.Count;

    /// <summary>The message that <see cref="MoveNext"/> came to.</summary>
    public readonly MqttInbound Current => new(_burst[_index], _bytes);

    public bool MoveNext() => ++_index < _burst.Count;

    /// <summary>For foreach, from the first message.</summary>
    public readonly MqttBurst GetEnumerator() => new(_burst, _bytes);

    /// <summary>
    /// Nothing of this burst is acknowledged until the token is given to <see cref="MqttClient.Acknowledge"/>. Reading
    /// goes on, up to the Receive Maximum. Acknowledgements keep the order of arrival: a token holds those behind it.
    /// </summary>
    public readonly MqttAckToken Defer() => new(_burst.Defer());
}

/// <summary>Stands for the acknowledgements of a deferred burst. Worthless after a reconnect, when the broker sends
/// the messages again; giving it back then does nothing.</summary>
public readonly struct MqttAckToken
{
    internal MqttAckToken(DeferredAcks acks) => Acks = acks;

    internal DeferredAcks? Acks { get; }
}

/// <summary>One message (section 3.3). The spans point into the receive buffer.</summary>
public readonly ref struct MqttInbound
{
    private readonly byte _header;
    private readonly PropertyBlock _properties;

    internal MqttInbound(in Burst.Entry entry, ReadOnlySpan<byte> bytes)
    {
        _header = entry.Header;
        PacketId = entry.PacketId;
        Topic = entry.AliasedTopic ?? bytes.Slice(entry.TopicStart, entry.TopicLength);
        Payload = bytes.Slice(entry.PayloadStart, entry.PayloadLength);
        _properties = new PropertyBlock(
            bytes.Slice(entry.PropertiesStart, entry.PropertiesLength), entry.PropertiesPresent);
    }

    /// <summary>UTF-8, judged; aliases are resolved.</summary>
    public ReadOnlySpan<byte> Topic { get; }

    public ReadOnlySpan<byte> Payload { get; }

    public MqttQos Qos => (MqttQos)((_header >> 1) & 3);

    /// <summary>The broker had kept it (or Retain As Published is on, 3.3.1.3).</summary>
    public bool Retain => (_header & 1) != 0;

    /// <summary>May have been sent before. At QoS 1 this never means that it was received before [4.3.2-5].</summary>
    public bool Duplicate => (_header & 8) != 0;

    /// <summary>0 at QoS 0.</summary>
    public int PacketId { get; }

    /// <summary>The payload is declared to be UTF-8 text (3.3.2.3.2).</summary>
    public bool IsText => _properties.Number(MqttPropertyId.PayloadFormatIndicator, 0) == 1;

    /// <summary>What is left of its life (3.3.2.3.3); null when it has no end.</summary>
    public TimeSpan? Expiry => _properties.Has(MqttPropertyId.MessageExpiryInterval)
        ? TimeSpan.FromSeconds(_properties.Number(MqttPropertyId.MessageExpiryInterval, 0))
        : null;

    /// <summary>UTF-8; empty when absent.</summary>
    public ReadOnlySpan<byte> ContentType => _properties.Data(MqttPropertyId.ContentType);

    /// <summary>UTF-8; empty when absent.</summary>
    public ReadOnlySpan<byte> ResponseTopic => _properties.Data(MqttPropertyId.ResponseTopic);

    public ReadOnlySpan<byte> CorrelationData => _properties.Data(MqttPropertyId.CorrelationData);

    /// <summary>Numbers of the subscriptions that match (3.3.2.3.8), for foreach.</summary>
    public MqttSubscriptionIds SubscriptionIds => new(_properties);

    /// <summary>In the sender's order, for foreach.</summary>
    public MqttUserProperties UserProperties => new(_properties);
}
