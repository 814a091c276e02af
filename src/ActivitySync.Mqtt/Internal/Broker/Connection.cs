using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// One network connection. The receive loop owns the input; output, deadlines and protocol state belong to the gate.
/// Packets are handled in batches of what one read brought; answers and deliveries of a batch leave in one write.
/// </summary>
internal sealed partial class Connection(Wire wire, BrokerCore core, Reception reception)
{
    // The receive loop's own.
    private readonly InputBuffer _input = new(wire.Stream);
    private readonly List<Connection> _ready = [];
    private int _needed;
    private bool _isHeld;

    // Under the gate.
    private readonly TaskCompletionSource _said = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Conversation? _conversation;
    private PublishEncoder? _encoder;
    private Sender? _sender;
    private bool _isClosing;

    // Whoever claimed the sending.
    private Task _lastSend = Task.CompletedTask;

    /// <summary>Address and port of the client, for the log.</summary>
    public string Peer => wire.Peer;

    public Deadlines Deadlines { get; } = new(core.Clock.NowMs);

    public Dialect Dialect { get; private set; }

    public bool IsClosing => _isClosing;

    /// <summary>QoS 1 and 2 are encoded up to a quarter of the limit, so that answers still fit.</summary>
    public bool HasRoom => !_isClosing && Sender.Pending < core.Options.MaxOutputBytes / 4;

    /// <summary>Beyond, QoS 0 is dropped.</summary>
    public bool HasRoomForAny => !_isClosing && Sender.Pending < core.Options.MaxOutputBytes;

    /// <summary>The way out; one per connection.</summary>
    public Sender Sender => _sender ??= new Sender(wire, core, this);

    /// <summary>Serves the connection until it ends; never throws for what a peer or the network does.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        lock (core.Gate)
        {
            core.Connections.Add(this);
        }

        try
        {
            if (await ConnectAsync(stop))
            {
                await ServeAsync(stop);
            }
        }
        catch (Exception lost) when (lost is IOException or SocketException or ObjectDisposedException
            or OperationCanceledException)
        {
            core.Log.LogConnectionLost(Peer, lost.Message);
        }
        catch (Exception defect)
        {
            // Ours, not the peer's. It costs this connection; the others and the process go on.
            core.Log.LogDefect(Peer, defect);
        }

        lock (core.Gate)
        {
            CloseSilently();
            core.EndTurn(_ready);
        }

        SendReady();
        await _said.Task;
        await LingerAsync();
        await _lastSend;
        _input.Release();
    }

    /// <summary>Sends DISCONNECT to a 5.0 client and closes when everything is sent [3.14.4-1].</summary>
    public void Close(MqttReasonCode reason)
    {
        if (_isClosing)
        {
            return;
        }

        if (Dialect.IsV5 && _conversation is not null)
        {
            new DisconnectPacket { Type = MqttPacketType.Disconnect, Reason = reason }.Write(Sender.Output, Dialect);
        }

        CloseSilently();
    }

    /// <summary>The session goes its way at once; the connection closes when everything is sent.</summary>
    public void CloseSilently()
    {
        if (!_isClosing)
        {
            _isClosing = true;
            Deadlines.ClosingSince = core.Clock.NowMs;
            _conversation?.End();
            Sender.Wake();
        }
    }

    /// <summary>Closes at once, whatever is unsent.</summary>
    public void Abort()
    {
        wire.Abort();
        _said.TrySetResult();
    }

    /// <summary>Under the gate: room has come, so what waits may follow.</summary>
    public void Pump() => _conversation?.Session.Outbox.Pump();

    /// <summary>Outside the gate: everything is sent, and nothing more will be.</summary>
    public void EndSending()
    {
        wire.EndSending();
        _said.TrySetResult();
    }

    /// <summary>The protocol is settled; from here on publications can be sent.</summary>
    public void Begin(Dialect dialect, PublishEncoder encoder)
    {
        Dialect = dialect;
        _encoder = encoder;
    }

    public void SendAck(MqttPacketType type, ushort packetId, MqttReasonCode reason)
    {
        if (TryWrite(out var output))
        {
            new AckPacket { Type = type, PacketId = packetId, Reason = reason }.Write(output, Dialect);
        }
    }

    /// <summary>False when the message will never go to this client: expired or too large.</summary>
    public bool TrySendPublish(in Delivery delivery, ushort packetId, bool duplicate)
    {
        if (!TryWrite(out var output))
        {
            return true;
        }

        if (!_encoder!.TryWrite(output, delivery, packetId, duplicate, core.Clock))
        {
            return false;
        }

        core.Counters.MessagesSent++;
        return true;
    }

    /// <summary>The output to append packets to; false once the connection is closing.</summary>
    public bool TryWrite([NotNullWhen(true)] out OutputBuffer? output)
    {
        output = _isClosing ? null : Sender.Output;
        if (output is null)
        {
            return false;
        }

        Sender.MarkDirty();
        return true;
    }

    /// <summary>Outside the gate, after a claim. Returns when the socket has taken everything or is full.</summary>
    public void Send() => _lastSend = Sender.SendAsync();

    private async Task ServeAsync(CancellationToken stop)
    {
        do
        {
            _input.Settle();
            if (_isHeld)
            {
                await HoldAsync(stop);
            }
            else if (!await _input.FillAsync(_needed, stop))
            {
                return;
            }

            if (Sender.RoomForAnswers() is { } room)
            {
                await room;
            }
        }
        while (Process());
    }

    // What is here waits with its sender, whose clocks stand still meanwhile: the delay is ours.
    private async Task HoldAsync(CancellationToken stop)
    {
        while (_isHeld)
        {
            await Task.Delay(Hold.LookAgainAfter, core.Time, stop);
            lock (core.Gate)
            {
                Deadlines.LastReceived = core.Clock.NowMs;
                Deadlines.MarkPartial(hasPartialPacket: false, hasProgress: false);
                _isHeld = !_isClosing && !core.Hold.IsOver;
            }
        }
    }

    private bool Process()
    {
        lock (core.Gate)
        {
            var before = _input.Data.Length;
            Deadlines.LastReceived = core.Clock.NowMs;
            _ = core.Hold.TakeAsked();
            var mayBeHeld = _conversation?.Session.HoldsPublishers != true;
            var isKept = !core.Hold.IsWithoutJournal;
            _isHeld = mayBeHeld && !isKept;
            while (!_isClosing && !_isHeld)
            {
                var status = FrameReader.TryRead(
                    _input.Data, core.Options.MaxPacketSize, out var frame, out _needed, out var fault);
                if (status == FrameStatus.Incomplete)
                {
                    break;
                }

                if (status == FrameStatus.Faulty)
                {
                    CloseFor(ForeignFlags(fault));
                    break;
                }

                if (!_conversation!.TryHandle(frame, out fault))
                {
                    CloseFor(fault);
                    break;
                }

                _input.Consume(frame.Length);
                // The client that is waited for must be read, or it could never catch up with what it sends to itself.
                _isHeld = core.Hold.TakeAsked() && mayBeHeld;
            }

            var after = _input.Data.Length;
            core.Counters.BytesReceived += before - after;
            Deadlines.MarkPartial(hasPartialPacket: after > 0, hasProgress: after < before);
            core.EndTurn(_ready);
            if (isKept && mayBeHeld && after < before && core.Hold.IsWithoutJournal)
            {
                // What it sent is not kept, so it must not hear the acknowledgements; it sends again when it comes back.
                _ready.Remove(this);
                Abort();
                return false;
            }
        }

        SendReady();
        return !_isClosing;
    }

    // Flags of packets no client sends are a protocol error before they are malformed, as mosquitto sees it.
    private MqttFault ForeignFlags(MqttFault fault) =>
        !fault.IsUnanswered
        && fault.Code == MqttReasonCode.MalformedPacket
        && (MqttPacketType)(_input.Data[0] >> 4) is MqttPacketType.ConnAck or MqttPacketType.Auth
            ? MqttFault.Protocol(fault.What)
            : fault;

    private void CloseFor(MqttFault fault)
    {
        core.Log.LogFault(Peer, fault.What, fault.Code);
        if (fault.IsUnanswered)
        {
            CloseSilently();
        }
        else
        {
            Close(fault.Code);
        }
    }

    private void SendReady()
    {
        foreach (var connection in _ready)
        {
            connection.Send();
        }

        _ready.Clear();
    }

    // Closing with unread input would reset the connection and could take our last words from the client. So we read
    // on until it has heard them and closes, or Housekeeping loses patience.
    private async Task LingerAsync()
    {
        try
        {
            do
            {
                _input.Release();
            }
            while (await _input.FillAsync(0, CancellationToken.None));
        }
        catch (Exception lost) when (lost is IOException or SocketException or ObjectDisposedException)
        {
            // Closed either way.
        }

        lock (core.Gate)
        {
            core.Connections.Remove(this);
        }

        Abort();
    }
}
