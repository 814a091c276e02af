using System.Buffers.Binary;
using System.Text;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>Reads a journal from start to the last whole record and puts what is left of it into the broker.</summary>
internal sealed class JournalReplay(BrokerCore core)
{
    private readonly Dictionary<string, Kept> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<byte[], Message> _retained = new(ByteComparer.Instance);

    /// <summary>False when the file is not a journal of ours.</summary>
    public bool TryRun(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Journal.Magic))
        {
            return file.Length == 0;
        }

        var position = Journal.Magic.Length;
        while (file.Length - position > Journal.HeadSize)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(position));
            var checksum = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(position + 4));
            position += Journal.HeadSize;
            if (length <= 0
                || length > file.Length - position
                || Journal.Checksum(file.AsSpan(position, length)) != checksum)
            {
                break;
            }

            using var reader = new BinaryReader(new MemoryStream(file, position, length), Encoding.UTF8);
            Apply((JournalKind)reader.ReadByte(), reader.ReadString(), reader);
            position += length;
        }

        Install();
        return true;
    }

    private void Apply(JournalKind kind, string clientId, BinaryReader reader)
    {
        switch (kind)
        {
            case JournalKind.Session:
                Of(clientId).ExpiryMs = reader.ReadInt64();
                Of(clientId).ExpiresAt = reader.ReadInt64();
                break;
            case JournalKind.SessionEnd:
                _sessions.Remove(clientId);
                break;
            case JournalKind.Filter:
                Of(clientId).Filters[Bytes(reader)] = (new SubscribeOptions(reader.ReadByte()), reader.ReadUInt32());
                break;
            case JournalKind.FilterEnd:
                Of(clientId).Filters.Remove(Bytes(reader));
                break;
            case JournalKind.Incoming:
                Of(clientId).Incoming[reader.ReadUInt16()] = reader.ReadBoolean() ? ReadMessage(reader) : null;
                break;
            case JournalKind.IncomingEnd:
                Of(clientId).Incoming.Remove(reader.ReadUInt16());
                break;
            case JournalKind.Will:
                Of(clientId).Will = ReadWill(clientId, reader);
                break;
            case JournalKind.WillEnd:
                ForgetWill(clientId);
                break;
            case JournalKind.Retained or JournalKind.RetainedEnd:
                ApplyRetained(ReadMessage(reader));
                break;
            default:
                ApplyDelivery(kind, Of(clientId), reader);
                break;
        }
    }

    private void ApplyDelivery(JournalKind kind, Kept kept, BinaryReader reader)
    {
        switch (kind)
        {
            case JournalKind.Queued:
                var delivery = ReadDelivery(reader, out var id);
                if (id == 0)
                {
                    kept.Waiting[delivery.Sequence] = delivery;
                }
                else
                {
                    kept.Flights[id] = (delivery, false);
                }

                break;
            case JournalKind.Sent:
                if (kept.Waiting.Remove(reader.ReadInt64(), out var sent))
                {
                    kept.Flights[reader.ReadUInt16()] = (sent, false);
                }

                break;
            case JournalKind.Released:
                var released = reader.ReadUInt16();
                if (kept.Flights.TryGetValue(released, out var flight))
                {
                    kept.Flights[released] = (flight.Delivery, true);
                }

                break;
            case JournalKind.Done:
                kept.Flights.Remove(reader.ReadUInt16());
                break;
            case JournalKind.Dropped:
                kept.Waiting.Remove(reader.ReadInt64());
                break;
        }
    }

    // Of a session that was to end with its connection, the will was all that was kept.
    private void ForgetWill(string clientId)
    {
        if (_sessions.TryGetValue(clientId, out var kept))
        {
            kept.Will = null;
            if (kept.ExpiryMs == 0)
            {
                _sessions.Remove(clientId);
            }
        }
    }

    private void ApplyRetained(Message message)
    {
        if (message.Payload.IsEmpty)
        {
            _retained.Remove(message.Topic.Name);
        }
        else
        {
            _retained[message.Topic.Name] = message;
        }
    }

    private void Install()
    {
        var now = core.Clock.NowMs;
        foreach (var message in _retained.Values.Where(message => message.ExpiresAt > now))
        {
            core.Retained.TrySet(message);
        }

        foreach (var (clientId, kept) in _sessions)
        {
            var session = core.Sessions.Restore(clientId);
            session.ExpiryMs = kept.ExpiryMs;

            // Connected when the broker ended: the time away starts now.
            session.ExpiresAt = kept.ExpiresAt == Message.Never && kept.ExpiryMs != Message.Never
                ? now + kept.ExpiryMs
                : kept.ExpiresAt;

            // 3.1.2.5 lets a server that failed publish wills after its restart. The delay starts again: its client
            // could not come back while nobody listened. A session that was not kept is over at the first sweep.
            session.Will = kept.Will;
            session.WillAt = kept.Will is { } will ? Math.Min(now + will.DelayMs, session.ExpiresAt) : Message.Never;
            foreach (var (filter, (options, identifier)) in kept.Filters)
            {
                var subscription = new Subscription(session, filter, options, identifier);
                session.Filters[filter] = subscription;
                session.FilterLevels += Topic.CountLevels(filter);
                core.Subscriptions.Add(subscription);
            }

            foreach (var (id, message) in kept.Incoming)
            {
                session.Incoming[id] = message;
                session.IncomingBytes += message?.Size ?? 0;
            }

            session.Outbox.Restore(kept.Flights, kept.Waiting.Values);
        }
    }

    private Delivery ReadDelivery(BinaryReader reader, out ushort packetId)
    {
        var sequence = reader.ReadInt64();
        packetId = reader.ReadUInt16();
        var qos = (MqttQos)reader.ReadByte();
        var retain = reader.ReadBoolean();
        var identifiers = new uint[reader.ReadInt32()];
        for (var index = 0; index < identifiers.Length; index++)
        {
            identifiers[index] = reader.ReadUInt32();
        }

        return new Delivery(ReadMessage(reader), qos, retain, identifiers, null) { Sequence = sequence };
    }

    private Will ReadWill(string clientId, BinaryReader reader)
    {
        var topic = core.Topics.Get(Bytes(reader));
        var payload = Bytes(reader);
        var properties = Bytes(reader);
        var qos = (MqttQos)reader.ReadByte();
        var retain = reader.ReadBoolean();
        return new Will(topic, payload, properties, qos, retain, clientId, reader.ReadInt64(), reader.ReadInt64());
    }

    private Message ReadMessage(BinaryReader reader)
    {
        var topic = core.Topics.Get(Bytes(reader));
        var properties = Bytes(reader);
        var payload = Bytes(reader);
        var qos = (MqttQos)reader.ReadByte();
        var retain = reader.ReadBoolean();
        var expiresAt = reader.ReadInt64();
        var publisher = reader.ReadString();
        return new Message
        {
            Topic = topic,
            Properties = properties,
            Payload = payload,
            Qos = qos,
            Retain = retain,
            ExpiresAt = expiresAt,
            Publisher = publisher.Length == 0 ? null : publisher,
        };
    }

    private static byte[] Bytes(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());

    private Kept Of(string clientId)
    {
        if (!_sessions.TryGetValue(clientId, out var kept))
        {
            _sessions.Add(clientId, kept = new Kept());
        }

        return kept;
    }

    private sealed class Kept
    {
        public long ExpiryMs { get; set; }

        public long ExpiresAt { get; set; }

        public Will? Will { get; set; }

        public Dictionary<byte[], (SubscribeOptions Options, uint Identifier)> Filters { get; } =
            new(ByteComparer.Instance);

        public SortedDictionary<long, Delivery> Waiting { get; } = [];

        public Dictionary<ushort, (Delivery Delivery, bool IsReleased)> Flights { get; } = [];

        public Dictionary<ushort, Message?> Incoming { get; } = [];
    }
}
