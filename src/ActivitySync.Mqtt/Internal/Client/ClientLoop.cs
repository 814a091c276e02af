using System.Net.Sockets;
using ActivitySync.Mqtt.Internal.Codec;
using ActivitySync.Mqtt.Internal.Transport;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>
/// The one thread of a client: connects, serves, waits, and begins again until it is stopped or must give up. All
/// fields are the thread's own but those under their comment.
/// </summary>
internal sealed class ClientLoop(
    MqttClientOptions options, MqttBurstHandler? handler, Session session, ILogger logger, TimeProvider time)
{
    // A connection that lived this long ends a series of failures.
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(10);

    private readonly ReconnectSchedule _schedule =
        new(options.ReconnectFirst, options.ReconnectCap, Random.Shared.NextDouble);
    private readonly ClientStory _story = new($"{options.Host}:{options.Port}", logger, time);
    private readonly ReceiveBuffer _buffer = new(options.MaximumPacketSize);
    private bool _speaksV5 = options.Protocol != MqttProtocol.V311;
    private bool _hasConnected;
    private string _clientId = options.ClientId;

    // Guarded by _gate.
    private readonly Lock _gate = new();
    private bool _isStopping;
    private ConnectDeadline? _attempt;
    private Connection? _connection;
    private ILink? _link;
    private TaskCompletionSource? _wake;

    /// <summary>Told of every change: state, error text or null, and the connection's facts when connected.</summary>
    public required Action<MqttClientState, LinkEnd?, MqttConnected?> Changed { private get; init; }

    /// <summary>Messages that were too large, ever.</summary>
    public long OversizedMessages => _story.OversizedMessages;

    private Dialect Dialect => new(_speaksV5, options.RefuseControlCharacters);

    /// <summary>Runs until there is nothing more to do; the last change is Stopped or Failed.</summary>
    public void Run()
    {
        while (true)
        {
            Changed(MqttClientState.Connecting, null, null);
            var end = Attempt();
            var step = IsStopping() ? RecoveryStep.GiveUp : Recovery.After(end);
            if (step == RecoveryStep.GiveUp)
            {
                Finish(end);
                return;
            }

            if (TryOtherProtocol(end))
            {
                continue;
            }

            var delay = step == RecoveryStep.RetryMuchLater ? options.RefusedRetry : _schedule.Failed();
            _story.Failed(end, step, delay);
            Changed(step == RecoveryStep.RetryMuchLater ? MqttClientState.Failed : MqttClientState.Waiting, end, null);
            Wait(delay);
        }
    }

    /// <summary>Any thread: begins an orderly end.</summary>
    public void BeginStop()
    {
        Connection? connection;
        lock (_gate)
        {
            _isStopping = true;
            _attempt?.Cancel();
            _wake?.TrySetResult();
            connection = _connection;
        }

        connection?.BeginStop();
    }

    /// <summary>Any thread: the grace is over.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            _link?.Abort();
        }
    }

    private LinkEnd Attempt()
    {
        using var deadline = new ConnectDeadline(time, options.ConnectTimeout);
        lock (_gate)
        {
            if (_isStopping)
            {
                return LinkEnd.Stopped;
            }

            _attempt = deadline;
        }

        ILink? link = null;
        try
        {
            _story.Attempting();
            link = Open(deadline);
            _buffer.Clear();
            var cleanStart = options.CleanStart && !_hasConnected;
            // 3.1.1 has one flag for both questions: without expiry the session must not stay behind (its 3.1.2.4).
            cleanStart |= !_speaksV5 && options.SessionExpiry <= TimeSpan.Zero;
            var result = new Handshake(options, Dialect, _clientId, cleanStart).Run(link, _buffer);
            // A link that we cut looks like one that they closed.
            deadline.ThrowIfPassed();
            if (result.Failure is { } failure)
            {
                SayWhy(link, failure);
                link.Finish();
                return failure;
            }

            return Serve(link, deadline, result);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            link?.Abort();
            return LinkEnd.Lost(ReasonOf(deadline, error), error);
        }
        finally
        {
            lock (_gate)
            {
                _attempt = null;
            }
        }
    }

    private ILink Open(ConnectDeadline deadline)
    {
        ILink link = SocketLink.Connect(options.Host, options.Port, options.ConnectTimeout, deadline);
        if (options.Tls is { } tls)
        {
            link = TlsLink.Connect(link, options.Host, tls);
        }

        return options.Transport == MqttTransport.WebSocket
            ? WebSocketHandshake.Connect(link, options.Host, options.Port, options.WebSocketPath)
            : link;
    }

    private LinkEnd Serve(ILink link, ConnectDeadline deadline, HandshakeResult result)
    {
        var limits = result.Limits;
        _clientId = limits.AssignedClientId ?? _clientId;
        var keepAlive = limits.KeepAlive ?? options.KeepAlive;
        var facts = new MqttConnected(
            result.SessionPresent, _speaksV5 ? MqttProtocol.V5 : MqttProtocol.V311, _clientId, keepAlive);
        MqttSubscriptionRefusedException? refusal = null;
        session.SendSide.Open(link, () =>
        {
            session.Ledger.Connected(result.SessionPresent);
            refusal = session.Subscriptions.Connected(limits, Dialect, result.SessionPresent);
            session.Outbox.Connected(limits, Dialect, result.SessionPresent);
        });
        var parts = new ConnectionParts(options, session, link, _buffer, Dialect, keepAlive, handler, time);
        var connection = new Connection(parts)
        {
            Ready = () => BecomeReady(facts),
            GrantedLess = _story.GrantedLess,
            Oversized = (topic, bytes) => _story.Oversized(topic, bytes, options.MaximumPacketSize),
        };

        // From here the keep alive watches, and a stop goes through the connection.
        deadline.Dispose();
        bool isStopping;
        lock (_gate)
        {
            _attempt = null;
            _connection = connection;
            _link = link;
            isStopping = _isStopping;
        }

        if (isStopping)
        {
            connection.BeginStop();
        }

        var started = time.GetTimestamp();
        var end = refusal is null
            ? connection.Serve()
            : new LinkEnd(LinkEndKind.SubscriptionRefused, refusal.Message, refusal.Reason);
        Close(link, end);
        if (time.GetElapsedTime(started) >= StableAfter)
        {
            _schedule.Succeeded();
        }

        return end;
    }

    private void Close(ILink link, LinkEnd end)
    {
        session.SendSide.Close();
        lock (session.SendSide.Gate)
        {
            session.Subscriptions.Disconnected(new MqttNotConnectedException(end.Text));
        }

        link.Finish();
        lock (_gate)
        {
            _connection = null;
            _link = null;
        }
    }

    // A server that breaks the rules before the session starts is told so, like later (4.13).
    private void SayWhy(ILink link, LinkEnd failure)
    {
        if (_speaksV5 && failure.Kind == LinkEndKind.Faulty)
        {
            link.Write([0xE0, 1, (byte)failure.Reason]);
        }
    }

    private void BecomeReady(MqttConnected facts)
    {
        _hasConnected = true;
        _story.Connected(facts);
        Changed(MqttClientState.Connected, null, facts);
    }

    // Some old servers answer a 5.0 CONNECT with a refusal, some by closing; we have 3.1.1 for both.
    private bool TryOtherProtocol(LinkEnd end)
    {
        if (options.Protocol != MqttProtocol.Auto)
        {
            return false;
        }

        if (end.Kind == LinkEndKind.Refused && end.Reason == MqttReasonCode.UnsupportedProtocolVersion)
        {
            _speaksV5 = !_speaksV5;
            if (!_speaksV5)
            {
                _story.FallingBack();
                return true;
            }
        }
        else if (end.Text == Handshake.ClosedEarly && !_hasConnected)
        {
            _speaksV5 = !_speaksV5;
        }

        return false;
    }

    private void Finish(LinkEnd end)
    {
        if (IsStopping())
        {
            _story.Stopped();
            Changed(MqttClientState.Stopped, null, null);
            return;
        }

        _story.GaveUp(end);
        Changed(MqttClientState.Failed, end, null);
    }

    private void Wait(TimeSpan delay)
    {
        var wake = new TaskCompletionSource();
        lock (_gate)
        {
            if (_isStopping)
            {
                return;
            }

            _wake = wake;
        }

        using var timer = time.CreateTimer(_ => wake.TrySetResult(), null, delay, Timeout.InfiniteTimeSpan);
        wake.Task.Wait();
    }

    private bool IsStopping()
    {
        lock (_gate)
        {
            return _isStopping;
        }
    }

    private static string ReasonOf(ConnectDeadline deadline, Exception error)
    {
        try
        {
            deadline.ThrowIfPassed();
            return error.Message;
        }
        catch (IOException passed)
        {
            return passed.Message;
        }
    }
}
