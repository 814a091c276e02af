using System.Buffers;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt;

/// <summary>What a message may carry beside its payload (section 3.3.2.3); dropped in 3.1.1.</summary>
public sealed record MqttPublishProperties
{
    /// <summary>The payload is UTF-8 text (3.3.2.3.2). [false]</summary>
    public bool IsText { get; init; }

    /// <summary>After this the broker may drop it (3.3.2.3.3). [null: never]</summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>[null]</summary>
    public string? ContentType { get; init; }

    /// <summary>[null]</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>[empty]</summary>
    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    /// <summary>Alias to teach the broker (3.3.2.3.4); left out when it takes fewer. [0: none]</summary>
    public int TopicAlias { get; init; }

    /// <summary>[none]</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    /// <summary>All but the alias, which belongs to one connection and not to the message.</summary>
    internal byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new PropertyWriter(output);
        if (IsText)
        {
            writer.Byte(MqttPropertyId.PayloadFormatIndicator, 1);
        }

        if (Expiry is { } expiry)
        {
            var seconds = (uint)Math.Clamp(expiry.TotalSeconds, 0, uint.MaxValue);
            writer.UInt32(MqttPropertyId.MessageExpiryInterval, seconds);
        }

        writer.OptionalText(MqttPropertyId.ResponseTopic, ResponseTopic);
        if (!CorrelationData.IsEmpty)
        {
            writer.Data(MqttPropertyId.CorrelationData, CorrelationData.Span);
        }

        writer.OptionalText(MqttPropertyId.ContentType, ContentType);
        foreach (var (name, value) in UserProperties)
        {
            writer.Pair(name, value);
        }

        return output.WrittenSpan.ToArray();
    }
}
