using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>What the handler should see of a PUBLISH.</summary>
internal enum InboundVerdict
{
    Deliver,

    /// <summary>QoS 2 and already handed over: PUBREC again, nothing for the handler [4.3.3-10].</summary>
    Repeat,

    /// <summary>QoS 2, handed over, not yet durable: its own PUBREC will come.</summary>
    Ignore,

    /// <summary>More unacknowledged messages than our Receive Maximum: 0x93 (3.3.4).</summary>
    TooMany,
}

/// <summary>
/// Acknowledgements we owe: writes them in the order of arrival [4.6.0-2], [4.6.0-3], whenever their burst is durable,
/// and knows the QoS 2 identifiers between PUBREC and PUBREL, which survive a reconnect with the session.
/// </summary>
internal sealed class AckLedger(SendSide sendSide, long receiveMaximum)
{
    // Handed over on this connection and not released. Receive thread.
    private readonly PacketIdSet _handedOver = new();
    private long _arrived;

    // PUBREC sent and not released: the session's state. Guarded by the gate.
    private readonly PacketIdSet _recorded = new();
    private readonly Queue<DeferredAcks> _deferred = new();
    private long _settled;
    private long _epoch;

    /// <summary>Under the gate, before the first read of a connection.</summary>
    public void Connected(bool sessionPresent)
    {
        _epoch++;
        _deferred.Clear();
        _arrived = _settled = 0;
        if (!sessionPresent)
        {
            _recorded.Clear();
        }

        _handedOver.CopyFrom(_recorded);
    }

    /// <summary>Receive thread, for each PUBLISH of QoS 1 or 2. 3.1.1 has no Receive Maximum to exceed.</summary>
    public InboundVerdict Judge(ushort id, MqttQos qos, Dialect dialect)
    {
        if (qos == MqttQos.ExactlyOnce && !_handedOver.Add(id))
        {
            lock (sendSide.Gate)
            {
                return _recorded.Contains(id) ? InboundVerdict.Repeat : InboundVerdict.Ignore;
            }
        }

        _arrived++;
        return dialect.IsV5 && _arrived - Volatile.Read(ref _settled) > receiveMaximum
            ? InboundVerdict.TooMany
            : InboundVerdict.Deliver;
    }

    /// <summary>The burst is durable: encodes its acknowledgements, behind those deferred earlier.</summary>
    public void Acknowledge(ReadOnlySpan<PendingAck> acks)
    {
        lock (sendSide.Gate)
        {
            if (_deferred.Count > 0)
            {
                _deferred.Enqueue(new DeferredAcks(acks.ToArray(), _epoch) { IsDurable = true });
            }
            else
            {
                Write(acks);
            }
        }
    }

    public DeferredAcks Defer(ReadOnlySpan<PendingAck> acks)
    {
        lock (sendSide.Gate)
        {
            var deferred = new DeferredAcks(acks.ToArray(), _epoch);
            _deferred.Enqueue(deferred);
            return deferred;
        }
    }

    /// <summary>A deferred burst is durable: encodes it and whatever waited behind it.</summary>
    public void Acknowledge(DeferredAcks burst)
    {
        lock (sendSide.Gate)
        {
            burst.IsDurable = true;
            while (burst.Epoch == _epoch && _deferred.TryPeek(out var first) && first.IsDurable)
            {
                _deferred.Dequeue();
                Write(first.Acks);
            }
        }
    }

    /// <summary>PUBREL: lets the identifier go and encodes PUBCOMP (4.3.3).</summary>
    public void Release(ushort id, Dialect dialect)
    {
        _handedOver.Remove(id);
        lock (sendSide.Gate)
        {
            var known = _recorded.Remove(id);
            _settled = Math.Min(_settled + 1, _arrived);
            var reason = known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound;
            new AckPacket { Type = MqttPacketType.PubComp, PacketId = id, Reason = reason }
                .Write(sendSide.Buffer, dialect);
        }
    }

    private void Write(ReadOnlySpan<PendingAck> acks)
    {
        var buffer = sendSide.Buffer;
        var room = buffer.GetSpan(acks.Length * AckPacket.ShortSize);
        for (var index = 0; index < acks.Length; index++)
        {
            var (id, isExactlyOnce) = acks[index];
            if (isExactlyOnce)
            {
                _recorded.Add(id);
            }
            else
            {
                _settled++;
            }

            var type = isExactlyOnce ? MqttPacketType.PubRec : MqttPacketType.PubAck;
            AckPacket.WriteShort(room[(index * AckPacket.ShortSize)..], type, id);
        }

        buffer.Advance(acks.Length * AckPacket.ShortSize);
    }
}
