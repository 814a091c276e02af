using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>
/// Messages of ours that are not yet answered for: they wait for a connection and for the server's Receive Maximum
/// (section 4.9), and outlive connections (4.4). Every method is called under the send side's gate and only encodes.
/// </summary>
internal sealed class Outbox(SendSide sendSide, PacketIds packetIds)
{
    private readonly LinkedList<OutboundMessage> _waiting = new();
    private readonly Dictionary<ushort, OutboundMessage> _unanswered = [];
    private ServerLimits _limits = new();
    private Dialect _dialect;
    private int _quota;
    private long _sequence;
    private string? _abandoned;

    public void Add(OutboundMessage message)
    {
        if (_abandoned is not null)
        {
            Fail(message, new MqttNotConnectedException(_abandoned));
            return;
        }

        _waiting.AddLast(message);
        SendWaiting();
    }

    /// <summary>QoS 0: encodes it now, or says why that cannot be.</summary>
    public MqttException? WriteNow(OutboundMessage message)
    {
        if (!sendSide.IsOpen)
        {
            return new MqttNotConnectedException("not connected");
        }

        var refusal = message.RefusalUnder(_limits, _dialect);
        if (refusal is null)
        {
            message.Write(sendSide.Buffer, _limits, _dialect);
        }

        return refusal;
    }

    /// <summary>Forgets a message that was never sent; one that was must run its course.</summary>
    public bool Withdraw(OutboundMessage message) => message.PacketId == 0 && _waiting.Remove(message);

    /// <summary>A new connection: what was unanswered goes again, in the old order (4.4).</summary>
    public void Connected(ServerLimits limits, Dialect dialect, bool sessionPresent)
    {
        _limits = limits;
        _dialect = dialect;
        _quota = limits.ReceiveMaximum;
        var unanswered = _unanswered.Values.OrderByDescending(message => message.Sequence).ToArray();
        foreach (var message in unanswered.Where(message => message.State == OutboundState.Sent))
        {
            message.State = OutboundState.Waiting;
            _waiting.AddFirst(message);
            if (!sessionPresent)
            {
                Forget(message);
            }
        }

        foreach (var message in unanswered.Reverse().Where(message => message.State == OutboundState.Released))
        {
            if (sessionPresent)
            {
                WriteAck(MqttPacketType.PubRel, message.PacketId);
            }
            else
            {
                // The server had taken it over with PUBREC; with the session gone nobody waits for the rest.
                Complete(message);
            }
        }

        SendWaiting();
    }

    /// <summary>PUBACK, PUBREC or PUBCOMP; false when it does not fit the message it names.</summary>
    public bool Answered(AckPacket answer)
    {
        if (!_unanswered.TryGetValue(answer.PacketId, out var message) || message.State == OutboundState.Waiting)
        {
            // Not ours, or from before: tolerated. The other side of a QoS 2 exchange must still be let go.
            if (answer.Type == MqttPacketType.PubRec && !answer.Reason.IsFailure())
            {
                WriteAck(MqttPacketType.PubRel, answer.PacketId);
            }

            return true;
        }

        switch (answer.Type)
        {
            case MqttPacketType.PubAck when message.Qos == MqttQos.AtLeastOnce:
            case MqttPacketType.PubComp when message.State == OutboundState.Released:
            case MqttPacketType.PubRec when answer.Reason.IsFailure() && message.Qos == MqttQos.ExactlyOnce:
                Complete(message, answer);
                return true;
            case MqttPacketType.PubRec when message.Qos == MqttQos.ExactlyOnce:
                message.State = OutboundState.Released;
                WriteAck(MqttPacketType.PubRel, message.PacketId);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The client stops: nobody will answer any more.</summary>
    public void Abandon(string reason)
    {
        _abandoned = reason;
        foreach (var message in _waiting.Concat(_unanswered.Values).Distinct().ToArray())
        {
            Fail(message, new MqttNotConnectedException(reason));
        }

        _waiting.Clear();
        _unanswered.Clear();
    }

    private void SendWaiting()
    {
        while (sendSide.IsOpen && _quota > 0 && _waiting.First is { Value: var message })
        {
            if (message.RefusalUnder(_limits, _dialect) is { } refusal)
            {
                _waiting.RemoveFirst();
                Forget(message);
                Fail(message, refusal);
                continue;
            }

            if (message.PacketId == 0 && !TryEnroll(message))
            {
                return;
            }

            _waiting.RemoveFirst();
            message.Write(sendSide.Buffer, _limits, _dialect);
            message.State = OutboundState.Sent;
            message.WasSent = true;
            _quota--;
        }
    }

    private bool TryEnroll(OutboundMessage message)
    {
        if (!packetIds.TryTake(out var id))
        {
            return false;
        }

        message.PacketId = id;
        message.Sequence = _sequence++;
        message.WasSent = false;
        _unanswered.Add(id, message);
        return true;
    }

    private void Complete(OutboundMessage message, AckPacket answer = default)
    {
        Forget(message);
        if (answer.Reason.IsFailure())
        {
            var text = $"the server refused a message: {answer.Reason}{ReasonText.Of(answer.Properties)}";
            Fail(message, new MqttPublishRefusedException(text, answer.Reason));
        }
        else
        {
            message.Done.TrySetResult();
        }

        _quota = Math.Min(_quota + 1, _limits.ReceiveMaximum);
        SendWaiting();
    }

    private void Forget(OutboundMessage message)
    {
        if (message.PacketId != 0 && _unanswered.Remove(message.PacketId))
        {
            packetIds.Return(message.PacketId);
            message.PacketId = 0;
        }
    }

    // Looking at the exception marks it as seen: the caller may have stopped waiting.
    private static void Fail(OutboundMessage message, Exception reason)
    {
        message.Done.TrySetException(reason);
        _ = message.Done.Task.Exception;
    }

    private void WriteAck(MqttPacketType type, ushort id) =>
        new AckPacket { Type = type, PacketId = id }.Write(sendSide.Buffer, _dialect);
}
