using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// What a connected client says, packet by packet. A false answer closes the connection with the fault's code (4.13).
/// Owned by the gate.
/// </summary>
internal sealed class Conversation(Connection connection, Session session, BrokerCore core, Dialect dialect)
{
    private readonly Subscriber _subscriber = new(connection, session, core, dialect);
    private readonly Publisher _publisher = new(connection, session, core, dialect);

    public Session Session => session;

    public bool TryHandle(scoped in MqttFrame frame, out MqttFault fault)
    {
        switch (frame.Type)
        {
            case MqttPacketType.Publish:
                return TryReadPublish(frame, out var publish, out fault) && _publisher.TryPublish(publish, out fault);
            case MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp:
                return AckPacket.TryRead(frame, dialect, out var ack, out fault) && TryHandleAck(ack, out fault);
            case MqttPacketType.Subscribe:
                return SubscribePacket.TryRead(frame, dialect, out var subscribe, out fault)
                    && _subscriber.TrySubscribe(subscribe, out fault);
            case MqttPacketType.Unsubscribe:
                return SubscribePacket.TryRead(frame, dialect, out var unsubscribe, out fault)
                    && _subscriber.TryUnsubscribe(unsubscribe, out fault);
            case MqttPacketType.PingReq:
                return PingPacket.TryRead(frame, out fault) && TryPong();
            case MqttPacketType.Disconnect:
                return TryReadDisconnect(frame, out var disconnect, out fault)
                    && TryDisconnect(disconnect, out fault);
            case MqttPacketType.PingResp:
                return PingPacket.TryRead(frame, out fault) && Refuse("PINGRESP from a client", out fault);
            case MqttPacketType.Connect:
                return Refuse("second CONNECT", out fault);
            default:
                // CONNACK, SUBACK and UNSUBACK are the server's; AUTH needs a method, which none was granted for.
                return Refuse("packet of the server, or AUTH without a method", out fault);
        }
    }

    /// <summary>The connection ended: the session goes on without it, or ends.</summary>
    public void End() => core.Sessions.Detach(session, connection);

    private static bool Refuse(string what, out MqttFault fault)
    {
        fault = MqttFault.Protocol(what);
        return false;
    }

    // 3.3.2.1 calls an empty topic a protocol error, mosquitto's vectors malformed [4.7.3-1]; both close.
    private bool TryReadPublish(scoped in MqttFrame frame, out PublishPacket packet, out MqttFault fault)
    {
        if (PublishPacket.TryRead(frame, dialect, out packet, out fault))
        {
            return true;
        }

        var isTopicEmpty = frame.Body is [0, 0, ..] && (frame.Header & 0x06) == 0;
        fault = isTopicEmpty ? MqttFault.Malformed(fault.What) : fault;
        return false;
    }

    private bool TryHandleAck(scoped in AckPacket ack, out MqttFault fault)
    {
        fault = default;
        var outbox = session.Outbox;
        var isExpected = ack.Type switch
        {
            MqttPacketType.PubAck => outbox.TryAcknowledge(ack.PacketId),
            MqttPacketType.PubRec => outbox.TryReceived(ack.PacketId, ack.Reason),
            MqttPacketType.PubComp => outbox.TryComplete(ack.PacketId),
            _ => _publisher.TryRelease(ack.PacketId),
        };
        if (!isExpected)
        {
            return Refuse("acknowledgement of the wrong kind", out fault);
        }

        if (ack.Type != MqttPacketType.PubRel)
        {
            outbox.Pump();
        }

        return true;
    }

    private bool TryPong()
    {
        if (connection.TryWrite(out var output))
        {
            PingPacket.Response.CopyTo(output.GetSpan(PingPacket.Response.Length));
            output.Advance(PingPacket.Response.Length);
        }

        return true;
    }

    // A farewell with a reason that is none needs no answer; it is no normal one either, so the will stands.
    private bool TryReadDisconnect(scoped in MqttFrame frame, out DisconnectPacket packet, out MqttFault fault)
    {
        if (DisconnectPacket.TryRead(frame, dialect, out packet, out fault))
        {
            return true;
        }

        var isBadReason = frame.Body.Length > 0 && !ReasonCodes.IsLegal(frame.Type, (MqttReasonCode)frame.Body[0]);
        fault = fault with { IsUnanswered = isBadReason };
        return false;
    }

    private bool TryDisconnect(scoped in DisconnectPacket packet, out MqttFault fault)
    {
        fault = default;
        if (packet.Properties.Has(MqttPropertyId.SessionExpiryInterval))
        {
            var seconds = packet.Properties.Number(MqttPropertyId.SessionExpiryInterval, 0);
            if (session.ExpiryMs == 0 && seconds != 0)
            {
                return Refuse("session expiry raised from 0 in DISCONNECT", out fault);
            }

            session.ExpiryMs = core.ExpiryOf(seconds);
        }

        if (packet.Reason != MqttReasonCode.DisconnectWithWill)
        {
            session.Bequeath(null);
        }

        connection.CloseSilently();
        return true;
    }
}
