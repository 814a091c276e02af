using System.Runtime.InteropServices;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// Messages towards one client: those in flight, at most as many as its Receive Maximum (4.9), and those that wait.
/// Order is kept (4.6). Owned by the gate.
/// </summary>
internal sealed class Outbox(Session session, BrokerCore core)
{
    private readonly Dictionary<ushort, Flight> _flights = [];
    private readonly Queue<Delivery> _waiting = new();
    private readonly Queue<ushort> _toResend = new();
    private long _waitingBytes;
    private long _nextSequence;
    private ushort _lastId;
    private int _window;
    private bool _isDropping;

    public int InFlight => _flights.Count;

    public int Waiting => _waiting.Count;

    /// <summary>The next QoS 1 or 2 message would be sent at once.</summary>
    public bool HasRoom =>
        session.Connection is { HasRoom: true }
        && _flights.Count < _window
        && _waiting.Count == 0
        && _toResend.Count == 0;

    /// <summary>So much waits that whoever publishes more should wait, too: a quarter of what fits.</summary>
    public bool IsCrowded => !IsBelow(4);

    /// <summary>So little waits that they may go on.</summary>
    public bool IsCalm => IsBelow(8);

    /// <summary>Sends, keeps or drops one message, by its QoS and the state of the client.</summary>
    public void Offer(in Delivery delivery)
    {
        if (delivery.Qos == MqttQos.AtMostOnce)
        {
            OfferOnce(delivery);
            return;
        }

        var next = delivery with { Sequence = _nextSequence++ };
        if (HasRoom)
        {
            if (TrySend(next, out var id))
            {
                session.Records?.Queued(session.ClientId, next, id);
            }
        }
        else if (_waiting.Count < core.Options.MaxQueuedMessages
            && _waitingBytes + next.Message.Size <= core.Options.MaxQueuedBytes)
        {
            _waiting.Enqueue(next);
            _waitingBytes += next.Message.Size;
            session.Records?.Queued(session.ClientId, next, 0);
        }
        else
        {
            CountDropped();
        }

        AskToHold();
    }

    /// <summary>Sends what waits, as far as window and output buffer allow.</summary>
    public void Pump()
    {
        while (_toResend.Count > 0
            && _flights.Count - _toResend.Count < _window
            && session.Connection is { HasRoom: true } connection)
        {
            Resend(connection, _toResend.Dequeue());
        }

        while (_waiting.Count > 0 && _flights.Count < _window && session.Connection is { HasRoom: true })
        {
            var next = _waiting.Dequeue();
            _waitingBytes -= next.Message.Size;
            if (TrySend(next, out var id))
            {
                session.Records?.Sent(session.ClientId, next.Sequence, id);
            }
            else
            {
                session.Records?.Dropped(session.ClientId, next.Sequence);
            }
        }

        if (_waiting.Count == 0)
        {
            _isDropping = false;
        }
    }

    /// <summary>A client is there: send again what it has not acknowledged [4.4.0-1], then what waited.</summary>
    public void Attach(int window)
    {
        _window = window;
        _toResend.Clear();
        foreach (var (id, _) in _flights.OrderBy(pair => pair.Value.Delivery.Sequence))
        {
            _toResend.Enqueue(id);
        }

        Pump();
    }

    /// <summary>PUBACK. False when the packet id is in use by a QoS 2 message.</summary>
    public bool TryAcknowledge(ushort id)
    {
        if (_flights.TryGetValue(id, out var flight))
        {
            if (flight.Stage != Stage.AwaitAck)
            {
                return false;
            }

            Forget(id);
        }

        return true;
    }

    /// <summary>PUBREC. False when the packet id is in use by a QoS 1 message.</summary>
    public bool TryReceived(ushort id, MqttReasonCode reason)
    {
        ref var flight = ref CollectionsMarshal.GetValueRefOrNullRef(_flights, id);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref flight))
        {
            // 3.6.2.1 offers 0x92 here; mosquitto, whose vectors we run, answers plainly, and a refusal not at all.
            if (!reason.IsFailure())
            {
                session.Connection?.SendAck(MqttPacketType.PubRel, id, MqttReasonCode.Success);
            }

            return true;
        }

        if (flight.Stage == Stage.AwaitAck)
        {
            return false;
        }

        if (reason.IsFailure())
        {
            Forget(id);
            return true;
        }

        flight.Stage = Stage.AwaitComplete;
        session.Records?.Released(session.ClientId, id);
        session.Connection?.SendAck(MqttPacketType.PubRel, id, MqttReasonCode.Success);
        return true;
    }

    /// <summary>PUBCOMP. False when the message was not released yet.</summary>
    public bool TryComplete(ushort id)
    {
        if (_flights.TryGetValue(id, out var flight))
        {
            if (flight.Stage != Stage.AwaitComplete)
            {
                return false;
            }

            Forget(id);
        }

        return true;
    }

    /// <summary>
    /// Takes out the messages of shared subscriptions that another member may have instead: QoS 1 not acknowledged
    /// (4.8.2, "MAY send to another client") and anything not sent. QoS 2 under way stays [4.8.2-4].
    /// </summary>
    public List<Delivery> TakeShared()
    {
        var taken = new List<Delivery>();
        foreach (var (id, flight) in _flights.OrderBy(pair => pair.Value.Delivery.Sequence).ToList())
        {
            if (flight.Delivery.Group is not null && flight.Stage == Stage.AwaitAck)
            {
                Forget(id);
                taken.Add(flight.Delivery);
            }
        }

        for (var count = _waiting.Count; count > 0; count--)
        {
            var next = _waiting.Dequeue();
            if (next.Group is null)
            {
                _waiting.Enqueue(next);
            }
            else
            {
                _waitingBytes -= next.Message.Size;
                session.Records?.Dropped(session.ClientId, next.Sequence);
                taken.Add(next);
            }
        }

        return taken;
    }

    /// <summary>Puts back what a journal kept.</summary>
    public void Restore(
        Dictionary<ushort, (Delivery Delivery, bool IsReleased)> flights, IEnumerable<Delivery> waiting)
    {
        foreach (var (id, (delivery, isReleased)) in flights)
        {
            var stage = isReleased ? Stage.AwaitComplete
                : delivery.Qos == MqttQos.AtLeastOnce ? Stage.AwaitAck : Stage.AwaitReceived;
            _flights[id] = new Flight { Delivery = delivery, Stage = stage };
            _nextSequence = Math.Max(_nextSequence, delivery.Sequence + 1);
        }

        foreach (var delivery in waiting)
        {
            _waiting.Enqueue(delivery);
            _waitingBytes += delivery.Message.Size;
            _nextSequence = Math.Max(_nextSequence, delivery.Sequence + 1);
        }
    }

    /// <summary>Writes all of it to a fresh journal.</summary>
    public void WriteTo(JournalRecords records)
    {
        foreach (var (id, flight) in _flights)
        {
            records.Queued(session.ClientId, flight.Delivery, id);
            if (flight.Stage == Stage.AwaitComplete)
            {
                records.Released(session.ClientId, id);
            }
        }

        foreach (var delivery in _waiting)
        {
            records.Queued(session.ClientId, delivery, 0);
        }
    }

    private bool IsBelow(int part) =>
        _waiting.Count <= core.Options.MaxQueuedMessages / part
        && _waitingBytes <= core.Options.MaxQueuedBytes / part
        && session.Connection is not { HasRoom: false, IsClosing: false };

    private void Resend(Connection connection, ushort id)
    {
        if (!_flights.TryGetValue(id, out var flight))
        {
            return;
        }

        if (flight.Stage == Stage.AwaitComplete)
        {
            connection.SendAck(MqttPacketType.PubRel, id, MqttReasonCode.Success);
        }
        else if (!connection.TrySendPublish(flight.Delivery, id, duplicate: true))
        {
            Forget(id);
        }
    }

    private void OfferOnce(in Delivery delivery)
    {
        if (session.Connection is not { } connection)
        {
            return;
        }

        if (connection.HasRoomForAny)
        {
            connection.TrySendPublish(delivery, 0, duplicate: false);
        }
        else
        {
            CountDropped();
        }

        AskToHold();
    }

    private void AskToHold()
    {
        if (session.HoldsPublishers && IsCrowded)
        {
            core.Hold.Ask();
        }
    }

    private void Forget(ushort id)
    {
        _flights.Remove(id);
        session.Records?.Done(session.ClientId, id);
    }

    private bool TrySend(in Delivery delivery, out ushort id)
    {
        id = NextId();
        var stage = delivery.Qos == MqttQos.AtLeastOnce ? Stage.AwaitAck : Stage.AwaitReceived;

        // Too large for the client, or its time is over: as if it had been delivered [3.1.2-24], [3.3.2-5].
        if (!session.Connection!.TrySendPublish(delivery, id, duplicate: false))
        {
            return false;
        }

        _flights.Add(id, new Flight { Delivery = delivery, Stage = stage });
        return true;
    }

    private ushort NextId()
    {
        do
        {
            _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
        }
        while (_flights.ContainsKey(_lastId));

        return _lastId;
    }

    private void CountDropped()
    {
        core.Counters.MessagesDropped++;
        if (!_isDropping)
        {
            _isDropping = true;
            core.Log.LogDropping(session.ClientId, _waiting.Count, _flights.Count);
        }
    }

    private enum Stage
    {
        AwaitAck,
        AwaitReceived,
        AwaitComplete,
    }

    private struct Flight
    {
        public Delivery Delivery;
        public Stage Stage;
    }
}
