using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>UNSUBSCRIBE (section 3.10): judged whole when read, then walked filter by filter with foreach.</summary>
internal readonly ref struct UnsubscribePacket
{
    public ushort PacketId { get; init; }

    public PropertyBlock Properties { get; init; }

    /// <summary>The encoded filters.</summary>
    public ReadOnlySpan<byte> Filters { get; init; }

    /// <summary>At least 1.</summary>
    public int Count { get; init; }

    public static bool TryRead(
        scoped in MqttFrame frame, Dialect dialect, out UnsubscribePacket packet, out MqttFault fault)
    {
        packet = default;
        var reader = new WireReader(frame.Body);
        if (!reader.TryUInt16(out var packetId) || packetId == 0)
        {
            fault = MqttFault.Malformed("packet identifier missing or 0");
            return false;
        }

        if (!PropertyBlock.TryRead(ref reader, PropertyScope.Unsubscribe, dialect, out var properties, out fault))
        {
            return false;
        }

        var filters = reader.Rest;
        var count = 0;
        do
        {
            if (!reader.TryText(dialect, out var filter) || !MqttText.IsLegalTopicFilter(filter))
            {
                fault = MqttFault.Malformed("topic filter");
                return false;
            }

            count++;
        }
        while (!reader.AtEnd);

        packet = new UnsubscribePacket
        {
            PacketId = packetId,
            Properties = properties,
            Filters = filters,
            Count = count,
        };
        return true;
    }

    /// <summary>Appends one filter to what becomes <see cref="Filters"/>.</summary>
    public static void AppendFilter(IBufferWriter<byte> filters, ReadOnlySpan<byte> filter)
    {
        var writer = new WireWriter(filters.GetSpan(2 + filter.Length));
        writer.Field(filter);
        writer.Complete(filters);
    }

    public void Write(IBufferWriter<byte> output, Dialect dialect)
    {
        var remaining = 2 + WireWriter.PropertiesSize(dialect.IsV5, Properties.Bytes.Length) + Filters.Length;
        var writer = WireWriter.Begin(output, ((int)MqttPacketType.Unsubscribe << 4) | 2, remaining);
        writer.UInt16(PacketId);
        writer.Properties(dialect.IsV5, Properties.Bytes);
        writer.Raw(Filters);
        writer.Complete(output);
    }

    public Enumerator GetEnumerator() => new(Filters);

    /// <summary>Walks the filters of a packet that was judged before.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> filters)
    {
        private WireReader _reader = new(filters);
        private ReadOnlySpan<byte> _filter;

        public readonly ReadOnlySpan<byte> Current => _filter;

        public bool MoveNext() => _reader.TryBinary(out _filter);
    }
}
