using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>SUBSCRIBE (section 3.8): judged whole when read, then walked filter by filter with foreach.</summary>
internal readonly ref struct SubscribePacket
{
    public ushort PacketId { get; init; }

    public PropertyBlock Properties { get; init; }

    /// <summary>The encoded filters with their options.</summary>
    public ReadOnlySpan<byte> Filters { get; init; }

    /// <summary>At least 1.</summary>
    public int Count { get; init; }

    public static bool TryRead(
        scoped in MqttFrame frame, Dialect dialect, out SubscribePacket packet, out MqttFault fault)
    {
        packet = default;
        var reader = new WireReader(frame.Body);
        if (!reader.TryUInt16(out var packetId) || packetId == 0)
        {
            fault = MqttFault.Malformed("packet identifier missing or 0");
            return false;
        }

        if (!PropertyBlock.TryRead(ref reader, PropertyScope.Subscribe, dialect, out var properties, out fault))
        {
            return false;
        }

        var filters = reader.Rest;
        var count = 0;
        do
        {
            if (!TryReadFilter(ref reader, dialect, out fault))
            {
                return false;
            }

            count++;
        }
        while (!reader.AtEnd);

        packet = new SubscribePacket { PacketId = packetId, Properties = properties, Filters = filters, Count = count };
        return true;
    }

    /// <summary>Appends one filter with its options to what becomes <see cref="Filters"/>.</summary>
    public static void AppendFilter(IBufferWriter<byte> filters, ReadOnlySpan<byte> filter, SubscribeOptions options)
    {
        var writer = new WireWriter(filters.GetSpan(3 + filter.Length));
        writer.Field(filter);
        writer.Byte(options.Bits);
        writer.Complete(filters);
    }

    public void Write(IBufferWriter<byte> output, Dialect dialect)
    {
        var remaining = 2 + WireWriter.PropertiesSize(dialect.IsV5, Properties.Bytes.Length) + Filters.Length;
        var writer = WireWriter.Begin(output, ((int)MqttPacketType.Subscribe << 4) | 2, remaining);
        writer.UInt16(PacketId);
        writer.Properties(dialect.IsV5, Properties.Bytes);
        writer.Raw(Filters);
        writer.Complete(output);
    }

    public Enumerator GetEnumerator() => new(Filters);

    private static bool TryReadFilter(scoped ref WireReader reader, Dialect dialect, out MqttFault fault)
    {
        fault = default;
        if (!reader.TryText(dialect, out var filter) || !reader.TryByte(out var bits))
        {
            fault = MqttFault.Malformed("topic filter missing or cut short");
            return false;
        }

        if (!MqttText.IsLegalTopicFilter(filter))
        {
            fault = MqttFault.Malformed("topic filter");
            return false;
        }

        var options = new SubscribeOptions(bits);
        if (!options.AreLegal(dialect))
        {
            fault = MqttFault.Malformed("subscription options");
            return false;
        }

        if (options.NoLocal && MqttText.TrySplitShared(filter, out _, out _))
        {
            fault = MqttFault.Protocol("No Local on a shared subscription");
            return false;
        }

        return true;
    }

    /// <summary>Walks the filters of a packet that was judged before.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> filters)
    {
        private WireReader _reader = new(filters);
        private ReadOnlySpan<byte> _filter;
        private byte _bits;

        public readonly SubscribeFilter Current => new(_filter, new SubscribeOptions(_bits));

        public bool MoveNext() => _reader.TryBinary(out _filter) && _reader.TryByte(out _bits);
    }
}

/// <summary>One filter of SUBSCRIBE with its options.</summary>
internal readonly ref struct SubscribeFilter(ReadOnlySpan<byte> filter, SubscribeOptions options)
{
    public ReadOnlySpan<byte> Filter { get; } = filter;

    public SubscribeOptions Options { get; } = options;
}
