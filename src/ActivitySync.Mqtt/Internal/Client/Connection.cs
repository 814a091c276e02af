using System.Net.Sockets;
using ActivitySync.Mqtt.Internal.Codec;
using ActivitySync.Mqtt.Internal.Transport;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>
/// One accepted connection until its end: reads, decodes in place, hands bursts over, answers. Everything runs on the
/// receive thread but <see cref="BeginStop"/>, which any thread may call, and the keep alive's timer.
/// </summary>
internal sealed partial class Connection
{
    private readonly Session _session;
    private readonly SendSide _sendSide;
    private readonly ILink _link;
    private readonly ReceiveBuffer _buffer;
    private readonly Dialect _dialect;
    private readonly MqttBurstHandler? _handler;
    private readonly Inbound _inbound;
    private readonly Gathering _gathering;
    private readonly KeepAlive _keepAlive;
    private readonly MqttOversizedHandler? _oversizedHandler;

    // Guarded by the gate.
    private bool _isHandling;
    private volatile bool _isStopping;

    public Connection(ConnectionParts parts)
    {
        _session = parts.Session;
        _sendSide = parts.Session.SendSide;
        _link = parts.Link;
        _buffer = parts.Buffer;
        _dialect = parts.Dialect;
        _handler = parts.Handler;
        _inbound = new Inbound(parts.Session.Ledger, parts.Dialect, parts.Options.TopicAliasMaximum);
        _gathering = new Gathering(parts.Options.ReadCoalescing, parts.Time);
        _keepAlive = new KeepAlive(parts.KeepAlive, parts.Options.ConnectTimeout, parts.Link, _sendSide, parts.Time);
        _oversizedHandler = parts.Options.OversizedHandler;
        MaximumPacketSize = parts.Options.MaximumPacketSize;
    }

    /// <summary>Called once, when every SUBACK is in.</summary>
    public required Action Ready { private get; init; }

    /// <summary>Called for each filter that got a lower QoS than asked.</summary>
    public required Action<string, int> GrantedLess { private get; init; }

    /// <summary>Called for each message that was too large, with its topic and the length of the packet.</summary>
    public required Action<string, int> Oversized { private get; init; }

    private int MaximumPacketSize { get; }

    /// <summary>Blocks until the connection is over.</summary>
    public LinkEnd Serve()
    {
        try
        {
            _keepAlive.Start();
            if (!_sendSide.Flush())
            {
                return LinkEnd.Lost("cannot send");
            }

            return (_session.Subscriptions.Outstanding == 0 ? BecomeReady() : null) ?? ReadToTheEnd();
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            return _isStopping ? LinkEnd.Stopped : LinkEnd.Lost(_keepAlive.Verdict ?? error.Message, error);
        }
        finally
        {
            _keepAlive.Stop();
        }
    }

    /// <summary>Says DISCONNECT when the burst in hand is settled; <see cref="Serve"/> ends after it.</summary>
    public void BeginStop()
    {
        lock (_sendSide.Gate)
        {
            _isStopping = true;
            if (!_isHandling)
            {
                WriteDisconnect(MqttReasonCode.Success);
            }
        }

        _sendSide.Flush();
    }

    private LinkEnd ReadToTheEnd()
    {
        while (true)
        {
            if (DecodeAll(out var needed) is { } end)
            {
                return end;
            }

            _gathering.BeforeRead(_link);
            if (Read(needed) is { } over)
            {
                return over;
            }
        }
    }

    private LinkEnd? Read(int needed)
    {
        var read = _buffer.Fill(_link, needed);
        if (read == 0)
        {
            return _isStopping
                ? LinkEnd.Stopped
                : LinkEnd.Lost(_keepAlive.Verdict ?? "closed by the other side without a word");
        }

        _gathering.AfterRead(read);
        _keepAlive.Received();
        return null;
    }

    /// <summary>Works off what the buffer holds; null while the connection lives.</summary>
    private LinkEnd? DecodeAll(out int needed)
    {
        var offset = 0;
        while (true)
        {
            var unread = _buffer.Unread[offset..];
            var status = FrameReader.TryRead(unread, MaximumPacketSize, out var frame, out needed, out var fault);
            if (status == FrameStatus.Incomplete)
            {
                break;
            }

            if (status == FrameStatus.Faulty)
            {
                if (!IsOversizedMessage(unread, fault))
                {
                    return Deliver() ?? Break(fault);
                }

                if (TakeOversized(offset, needed) is { } end)
                {
                    return end;
                }

                offset = 0;
                continue;
            }

            if (frame.Type != MqttPacketType.Publish)
            {
                if (Handle(frame) is { } end)
                {
                    return end;
                }
            }
            else if (!_inbound.TryAdd(frame, offset, out fault))
            {
                return Deliver() ?? Break(fault);
            }

            offset += frame.Length;
        }

        var delivered = Deliver();
        _buffer.Consume(offset);
        return delivered ?? (_sendSide.Flush() ? null : LinkEnd.Lost("cannot send"));
    }

    private LinkEnd? Deliver()
    {
        var burst = _inbound.Burst;
        if (burst.IsEmpty)
        {
            return null;
        }

        lock (_sendSide.Gate)
        {
            if (_isStopping)
            {
                burst.Clear();
                return null;
            }

            _isHandling = true;
        }

        if (burst.Count > 0 && CallHandler(burst) is { } bug)
        {
            return bug;
        }

        burst.Settle();
        lock (_sendSide.Gate)
        {
            _isHandling = false;
            if (_isStopping)
            {
                WriteDisconnect(MqttReasonCode.Success);
            }
        }

        return null;
    }

    private LinkEnd? CallHandler(Burst burst)
    {
        _keepAlive.IsReading = false;
        try
        {
            if (_oversized > 0)
            {
                var start = new MqttInbound(burst[0], _buffer.Unread);
                Oversized(ReasonText.Clean(start.Topic), _oversized);
                _oversizedHandler?.Invoke(start, _oversized);
            }
            else if (_handler is not null)
            {
                var view = new MqttBurst(burst, _buffer.Unread);
                _handler(ref view);
            }

            return null;
        }
        catch (Exception error)
        {
            return Bug(error);
        }
        finally
        {
            _keepAlive.IsReading = true;
        }
    }

    private LinkEnd? Handle(scoped in MqttFrame frame)
    {
        MqttFault fault;
        switch (frame.Type)
        {
            case MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubComp:
                return TryAnswer(frame, out fault) ? null : Deliver() ?? Break(fault);
            case MqttPacketType.PubRel:
                // Messages before it must be settled first, or their identifiers would be mixed up.
                return Deliver() ?? (_inbound.TryRelease(frame, out fault) ? null : Break(fault));
            case MqttPacketType.SubAck or MqttPacketType.UnsubAck:
                return SubAckPacket.TryRead(frame, _dialect, out var granted, out fault)
                    ? Granted(granted)
                    : Break(fault);
            case MqttPacketType.PingResp:
                return PingPacket.TryRead(frame, out fault) ? null : Break(fault);
            case MqttPacketType.Disconnect when _dialect.IsV5:
                return Deliver() ?? Dismissed(frame);
            default:
                return Deliver() ?? Break(MqttFault.Protocol($"{frame.Type} is not for a client at this point"));
        }
    }

    private bool TryAnswer(scoped in MqttFrame frame, out MqttFault fault)
    {
        if (!AckPacket.TryRead(frame, _dialect, out var answer, out fault))
        {
            return false;
        }

        lock (_sendSide.Gate)
        {
            fault = MqttFault.Protocol("acknowledgement out of turn");
            return _session.Outbox.Answered(answer);
        }
    }

    private LinkEnd? Granted(SubAckPacket packet)
    {
        SubscriptionRequest? request;
        bool isReady;
        lock (_sendSide.Gate)
        {
            request = _session.Subscriptions.Answered(packet);
            isReady = request is { IsInitial: true } && _session.Subscriptions.Outstanding == 0;
        }

        if (request is null || request.IsRemoval)
        {
            return null;
        }

        if (request.IsInitial && request.FirstRefusal() is { } refusal)
        {
            Say(MqttReasonCode.Success);
            return new LinkEnd(LinkEndKind.SubscriptionRefused, refusal.Message, refusal.Reason);
        }

        for (var index = 0; index < request.Granted.Length && index < request.Wanted.Count; index++)
        {
            if (request.Granted[index] < (int)request.Wanted[index].Qos)
            {
                GrantedLess(request.Wanted[index].Filter, request.Granted[index]);
            }
        }

        return isReady ? BecomeReady() : null;
    }

    private LinkEnd? BecomeReady()
    {
        _keepAlive.IsReady = true;
        try
        {
            Ready();
            return null;
        }
        catch (Exception error)
        {
            return Bug(error);
        }
    }

    private LinkEnd Dismissed(scoped in MqttFrame frame)
    {
        if (!DisconnectPacket.TryRead(frame, _dialect, out var packet, out var fault))
        {
            return Break(fault);
        }

        var text = $"disconnected by the broker: {packet.Reason}{ReasonText.Of(packet.Properties)}";
        return new LinkEnd(LinkEndKind.Dismissed, text, packet.Reason);
    }

    private LinkEnd Bug(Exception error)
    {
        // The will is due: we are not fine. 3.1.1 has no words for that and just closes. (0x83 would do by 3.1.2.5, but
        // mosquitto 2.0.11 publishes the will for 0x04 alone.)
        Say(MqttReasonCode.DisconnectWithWill);
        return new LinkEnd(LinkEndKind.Bug, error.Message, MqttReasonCode.ImplementationSpecificError, error);
    }

    /// <summary>Tells the server what is wrong with what it sent, and ends (4.13).</summary>
    private LinkEnd Break(MqttFault fault)
    {
        var start = Convert.ToHexString(_buffer.Unread[..Math.Min(_buffer.Unread.Length, 32)]);
        Say(fault.Code);
        return new LinkEnd(LinkEndKind.Faulty, $"{fault} in {start}", fault.Code);
    }

    private void Say(MqttReasonCode reason)
    {
        lock (_sendSide.Gate)
        {
            if (_dialect.IsV5 || reason == MqttReasonCode.Success)
            {
                WriteDisconnect(reason);
            }
        }

        _sendSide.Flush();
    }

    private void WriteDisconnect(MqttReasonCode reason) =>
        new DisconnectPacket { Type = MqttPacketType.Disconnect, Reason = reason }.Write(_sendSide.Buffer, _dialect);
}

/// <summary>What a connection is made of.</summary>
internal sealed record ConnectionParts(
    MqttClientOptions Options,
    Session Session,
    ILink Link,
    ReceiveBuffer Buffer,
    Dialect Dialect,
    TimeSpan KeepAlive,
    MqttBurstHandler? Handler,
    TimeProvider Time);
