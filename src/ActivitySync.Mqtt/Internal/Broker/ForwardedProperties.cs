using System.Buffers;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// The properties of a publication that go on to subscribers as they are, in their order (3.3.2.3: payload format,
/// content type, response topic, correlation data, user properties).
/// </summary>
internal static class ForwardedProperties
{
    private static readonly ulong Forwarded =
        PropertyScope.Bit(MqttPropertyId.PayloadFormatIndicator)
        | PropertyScope.Bit(MqttPropertyId.ContentType)
        | PropertyScope.Bit(MqttPropertyId.ResponseTopic)
        | PropertyScope.Bit(MqttPropertyId.CorrelationData)
        | PropertyScope.Bit(MqttPropertyId.UserProperty);

    public static byte[] Of(scoped in PropertyBlock block)
    {
        if (block.Bytes.IsEmpty)
        {
            return [];
        }

        var others = 0;
        foreach (var property in block)
        {
            others += (Forwarded & PropertyScope.Bit(property.Id)) == 0 ? 1 : 0;
        }

        return others == 0 ? block.Bytes.ToArray() : Filter(block);
    }

    private static byte[] Filter(scoped in PropertyBlock block)
    {
        var bytes = new ArrayBufferWriter<byte>(block.Bytes.Length);
        var writer = new PropertyWriter(bytes);
        foreach (var property in block)
        {
            switch (property.Id)
            {
                case MqttPropertyId.PayloadFormatIndicator:
                    writer.Byte(property.Id, (int)property.Number);
                    break;
                case MqttPropertyId.ContentType or MqttPropertyId.ResponseTopic or MqttPropertyId.CorrelationData:
                    writer.Data(property.Id, property.Data);
                    break;
                case MqttPropertyId.UserProperty:
                    writer.Pair(property.Name, property.Data);
                    break;
            }
        }

        return bytes.WrittenSpan.ToArray();
    }
}
