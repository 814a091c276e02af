using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>
/// SUBSCRIBE and UNSUBSCRIBE (sections 3.8 and 3.10), which differ in the options behind each filter only: judged whole
/// when read, then walked filter by filter with foreach.
/// </summary>
internal readonly ref struct SubscribePacket
{
    public required MqttPacketType Type { get; init; }

    public ushort PacketId { get; init; }

    public PropertyBlock Properties { get; init; }

    /// <summary>The encoded filters, with their options if it is SUBSCRIBE.</summary>
    public ReadOnlySpan<byte> Filters { get; init; }

    /// <summary>At least 1.</summary>
    public int Count { get; init; }

    public static bool TryRead(
        scoped in MqttFrame frame, Dialect dialect, out SubscribePacket packet, out MqttFault fault)
    {
        packet = default;
        var isSubscribe = frame.Type == MqttPacketType.Subscribe;
        var scope = isSubscribe ? PropertyScope.Subscribe : PropertyScope.Unsubscribe;
        var reader = new WireReader(frame.Body);
        if (!reader.TryUInt16(out var packetId) || packetId == 0)
        {
            fault = MqttFault.Malformed("packet identifier missing or 0");
            return false;
        }

        if (!PropertyBlock.TryRead(ref reader, scope, dialect, out var properties, out fault))
        {
            return false;
        }

        var filters = reader.Rest;
        var count = 0;
        do
        {
            if (!TryReadFilter(ref reader, isSubscribe, dialect, out fault))
            {
                return false;
            }

            count++;
        }
        while (!reader.AtEnd);

        packet = new SubscribePacket
        {
            Type = frame.Type,
            PacketId = packetId,
            Properties = properties,
            Filters = filters,
            Count = count,
        };
        return true;
    }

    /// <summary>Appends one filter to what becomes <see cref="Filters"/>, with options if it is for SUBSCRIBE.</summary>
    public static void AppendFilter(IBufferWriter<byte> filters, ReadOnlySpan<byte> filter, SubscribeOptions? options)
    {
        var writer = new WireWriter(filters.GetSpan(3 + filter.Length));
        writer.Field(filter);
        if (options is { } given)
        {
            writer.Byte(given.Bits);
        }

        writer.Complete(filters);
    }

    public void Write(IBufferWriter<byte> output, Dialect dialect)
    {
        var remaining = 2 + WireWriter.PropertiesSize(dialect.IsV5, Properties.Bytes.Length) + Filters.Length;
        var writer = WireWriter.Begin(output, ((int)Type << 4) | 2, remaining);
        writer.UInt16(PacketId);
        writer.Properties(dialect.IsV5, Properties.Bytes);
        writer.Raw(Filters);
        writer.Complete(output);
    }

    public Enumerator GetEnumerator() => new(Filters, Type == MqttPacketType.Subscribe);

    private static bool TryReadFilter(
        scoped ref WireReader reader, bool hasOptions, Dialect dialect, out MqttFault fault)
    {
        fault = default;
        byte bits = 0;
        if (!reader.TryText(dialect, out var filter) || (hasOptions && !reader.TryByte(out bits)))
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
    public ref struct Enumerator(ReadOnlySpan<byte> filters, bool hasOptions)
    {
        private WireReader _reader = new(filters);
        private ReadOnlySpan<byte> _filter;
        private byte _bits;

        public readonly SubscribeFilter Current => new(_filter, new SubscribeOptions(_bits));

        public bool MoveNext() => _reader.TryBinary(out _filter) && (!hasOptions || _reader.TryByte(out _bits));
    }
}

/// <summary>One filter with its options; those of UNSUBSCRIBE have none.</summary>
internal readonly ref struct SubscribeFilter(ReadOnlySpan<byte> filter, SubscribeOptions options)
{
    public ReadOnlySpan<byte> Filter { get; } = filter;

    public SubscribeOptions Options { get; } = options;
}
