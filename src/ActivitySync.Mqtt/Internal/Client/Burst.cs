using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>
/// The messages decoded from one read, as offsets into the receive buffer; reused for ever, so a message costs no
/// allocation. Owned by the receive thread.
/// </summary>
internal sealed class Burst(AckLedger ledger)
{
    private Entry[] _entries = new Entry[256];
    private PendingAck[] _acks = new PendingAck[256];
    private int _ackCount;

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0 && _ackCount == 0;

    public DeferredAcks? Deferred { get; private set; }

    public void Add(in Entry entry)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        _entries[Count++] = entry;
    }

    public void Owe(ushort packetId, MqttQos qos)
    {
        if (_ackCount == _acks.Length)
        {
            Array.Resize(ref _acks, _ackCount * 2);
        }

        _acks[_ackCount++] = new PendingAck(packetId, qos == MqttQos.ExactlyOnce);
    }

    public ref readonly Entry this[int index] => ref _entries[index];

    /// <summary>The handler takes the acknowledgements into its own hands; the second call gives the same.</summary>
    public DeferredAcks Defer() => Deferred ??= ledger.Defer(_acks.AsSpan(0, _ackCount));

    /// <summary>The handler is done: encodes what is owed, unless it was deferred, and forgets everything.</summary>
    public void Settle()
    {
        if (Deferred is null && _ackCount > 0)
        {
            ledger.Acknowledge(_acks.AsSpan(0, _ackCount));
        }

        Clear();
    }

    public void Clear()
    {
        Count = 0;
        _ackCount = 0;
        Deferred = null;
    }

    /// <summary>Where the parts of a PUBLISH lie in the receive buffer.</summary>
    internal struct Entry
    {
        public byte Header;
        public ushort PacketId;
        public int TopicStart;
        public int TopicLength;
        public int PropertiesStart;
        public int PropertiesLength;
        public int PayloadStart;
        public int PayloadLength;

        /// <summary>Bit mask of <see cref="PropertyBlock"/>.</summary>
        public ulong PropertiesPresent;

        /// <summary>The topic, when an alias stood for it.</summary>
        public byte[]? AliasedTopic;
    }
}
