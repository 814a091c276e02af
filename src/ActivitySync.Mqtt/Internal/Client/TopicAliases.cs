using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>Topics the server has given a number on this connection [3.3.2-7]; owned by the receive thread.</summary>
internal sealed class TopicAliases(int maximum)
{
    // 1,024 aliases of 64 KiB would be 64 MiB; real topics are a hundred bytes.
    private const int MostBytes = 1 << 20;

    private readonly byte[]?[] _topics = new byte[]?[maximum + 1];
    private int _bytes;

    public void Clear()
    {
        Array.Clear(_topics);
        _bytes = 0;
    }

    /// <summary>
    /// Learns or looks up. The returned array is never written to again, so a burst may keep it; null with a fault
    /// when the alias is out of range (0x94), unknown (0x82), or there are too many long ones (0x97).
    /// </summary>
    public byte[]? Resolve(int alias, ReadOnlySpan<byte> topic, out MqttFault fault)
    {
        fault = default;
        if (alias >= _topics.Length)
        {
            fault = new MqttFault(MqttReasonCode.TopicAliasInvalid, "topic alias above our maximum");
            return null;
        }

        var known = _topics[alias];
        if (topic.IsEmpty)
        {
            fault = known is null ? MqttFault.Protocol("unknown topic alias") : default;
            return known;
        }

        if (known is not null && topic.SequenceEqual(known))
        {
            return known;
        }

        _bytes += topic.Length - (known?.Length ?? 0);
        if (_bytes > MostBytes)
        {
            fault = new MqttFault(MqttReasonCode.QuotaExceeded, "topic aliases of more than a mebibyte");
            return null;
        }

        return _topics[alias] = topic.ToArray();
    }
}
