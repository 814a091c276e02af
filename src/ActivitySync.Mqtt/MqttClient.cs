using ActivitySync.Mqtt.Internal.Client;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Mqtt;

/// <summary>
/// An MQTT client for MQTT 5.0 and 3.1.1 made to take much in at little cost: one thread with blocking reads, messages
/// decoded in place and handed over in bursts, acknowledged in one write once the handler has made them durable. It
/// reconnects for ever. All members may be called from any thread.
/// </summary>
public sealed class MqttClient : IAsyncDisposable
{
    private static readonly TimeSpan DisposeGrace = TimeSpan.FromSeconds(2);

    // A thread whose link is cut ends at once, unless the handler holds it.
    private static readonly TimeSpan AbortGrace = TimeSpan.FromMilliseconds(200);

    private readonly Session _session;
    private readonly ClientLoop _loop;
    private readonly Thread _thread;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by _gate.
    private readonly Lock _gate = new();
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStarted;

    private volatile MqttClientState _state = MqttClientState.Stopped;

    /// <param name="options">Checked here: wrong ones throw <see cref="ArgumentException"/>.</param>
    /// <param name="handler">Takes what arrives; without one everything is acknowledged and dropped.</param>
    /// <param name="logger">Gets about one line per change of state.</param>
    /// <param name="time">Clock of keep alive, timeouts and waits.</param>
    public MqttClient(
        MqttClientOptions options, MqttBurstHandler? handler, ILogger<MqttClient> logger, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        OptionsCheck.Check(options);
        _time = time;
        _session = new Session(options, time);
        _loop = new ClientLoop(options, handler, _session, logger, time) { Changed = Change };
        _thread = new Thread(Run) { IsBackground = true, Name = $"mqtt {options.Host}:{options.Port}" };
    }

    /// <summary>Raised on the receive thread after CONNACK and each SUBACK. An exception is a bug.</summary>
    public event Action<MqttConnected>? Connected;

    public MqttClientState State => _state;

    /// <summary>Why the last connection ended or was not made; null when connected.</summary>
    public string? LastError { get; private set; }

    /// <summary>Messages larger than <see cref="MqttClientOptions.MaximumPacketSize"/> since start.</summary>
    public long OversizedMessages => _loop.OversizedMessages;

    /// <summary>V5 or V311, once connected.</summary>
    public MqttProtocol? NegotiatedProtocol { get; private set; }

    /// <summary>
    /// Completes when stopped. Faults when the handler threw (with its exception), or when another client took the
    /// session over (<see cref="MqttDisconnectedException"/>): coming back would only start a fight.
    /// </summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts the thread; may be called once.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_isStarted)
            {
                throw new InvalidOperationException("the client was started before");
            }

            _isStarted = true;
            _thread.Start();
        }
    }

    /// <summary>
    /// Completes with the next connection, at once if there is one. Faults when the broker refuses us in a way that
    /// only a person can mend, or when the client ends.
    /// </summary>
    public Task WaitConnectedAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            return _connected.Task.WaitAsync(stop);
        }
    }

    /// <summary>
    /// QoS 0: returns when written, throws <see cref="MqttNotConnectedException"/> without a connection. QoS 1 and 2:
    /// returns on PUBACK or PUBCOMP; waits out broken connections and sends again. Cancelling ends the wait; a message
    /// that was sent already still runs its course.
    /// </summary>
    public ValueTask PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttQos qos, bool retain, CancellationToken stop) =>
        PublishAsync(topic, payload, qos, retain, properties: null, stop);

    /// <inheritdoc cref="PublishAsync(string, ReadOnlyMemory{byte}, MqttQos, bool, CancellationToken)"/>
    public ValueTask PublishAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        MqttQos qos,
        bool retain,
        MqttPublishProperties? properties,
        CancellationToken stop) =>
        PublishAsync(
            new OutboundMessage
            {
                Topic = OptionsCheck.TopicBytes(topic),
                Payload = qos == MqttQos.AtMostOnce ? payload : payload.ToArray(),
                Properties = properties?.Encode() ?? [],
                Qos = qos,
                Retain = retain,
                TopicAlias = properties?.TopicAlias ?? 0,
            },
            stop);

    /// <summary>Adds filters, also for later connections. Needs a connection; throws when one is not granted.</summary>
    public Task SubscribeAsync(IReadOnlyList<MqttSubscription> subscriptions, CancellationToken stop)
    {
        foreach (var subscription in subscriptions)
        {
            OptionsCheck.Check(subscription);
        }

        return Task.WhenAll(subscriptions
            .GroupBy(one => one.Identifier)
            .Select(group => RequestAsync(new SubscriptionRequest { Wanted = [.. group] }, stop)));
    }

    /// <summary>Removes filters, also for later connections. Needs a connection.</summary>
    public Task UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken stop) =>
        RequestAsync(
            new SubscriptionRequest
            {
                Wanted = [.. filters.Select(one => new MqttSubscription(one))],
                IsRemoval = true,
            },
            stop);

    /// <summary>A deferred burst is durable. Tokens are best given back in the order they were taken.</summary>
    public void Acknowledge(MqttAckToken token)
    {
        if (token.Acks is not null)
        {
            _session.Ledger.Acknowledge(token.Acks);
            _session.SendSide.Flush();
        }
    }

    /// <summary>
    /// Lets the handler finish the burst it has, sends its acknowledgements and DISCONNECT, and closes; after the grace
    /// the link is cut. Unanswered publications fail with <see cref="MqttNotConnectedException"/>.
    /// </summary>
    public async Task StopAsync(TimeSpan grace)
    {
        bool isStarted;
        lock (_gate)
        {
            isStarted = _isStarted;
            _isStarted = true;
        }

        if (!isStarted)
        {
            Change(MqttClientState.Stopped, null, null);
            return;
        }

        _loop.BeginStop();
        if (!await IsOverWithinAsync(grace).ConfigureAwait(false))
        {
            _loop.Abort();
            await IsOverWithinAsync(AbortGrace).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(DisposeGrace).ConfigureAwait(false);

    /// <summary>With properties already encoded, which conformance runs use to send what we would not.</summary>
    internal ValueTask PublishAsync(OutboundMessage message, CancellationToken stop)
    {
        if (message.Qos == MqttQos.AtMostOnce)
        {
            MqttException? failure;
            lock (_session.SendSide.Gate)
            {
                failure = _session.Outbox.WriteNow(message);
            }

            if (failure is null && !_session.SendSide.Flush())
            {
                failure = new MqttNotConnectedException("the connection broke");
            }

            return failure is null ? ValueTask.CompletedTask : ValueTask.FromException(failure);
        }

        lock (_session.SendSide.Gate)
        {
            _session.Outbox.Add(message);
        }

        _session.SendSide.Flush();
        return new ValueTask(stop.CanBeCanceled ? AnsweredAsync(message, stop) : message.Done.Task);
    }

    /// <summary>With properties already encoded, for conformance runs.</summary>
    internal Task RequestAsync(SubscriptionRequest request, CancellationToken stop)
    {
        lock (_session.SendSide.Gate)
        {
            if (!_session.SendSide.IsOpen)
            {
                return Task.FromException(new MqttNotConnectedException("not connected"));
            }

            var refusal = request.Wanted
                .Select(_session.Subscriptions.RefusalUnder)
                .FirstOrDefault(reason => reason is not null);
            if (refusal is not null)
            {
                return Task.FromException(refusal);
            }

            _session.Subscriptions.Send(request);
        }

        _session.SendSide.Flush();
        return request.Done.Task.WaitAsync(stop);
    }

    private async Task AnsweredAsync(OutboundMessage message, CancellationToken stop)
    {
        try
        {
            await message.Done.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_session.SendSide.Gate)
            {
                _session.Outbox.Withdraw(message);
            }

            throw;
        }
    }

    // A fault of Completion is for whoever awaits that; for stopping it is an end like any other.
    private async Task<bool> IsOverWithinAsync(TimeSpan time)
    {
        using var limit = new CancellationTokenSource(time, _time);
        var ended = Completion.ContinueWith(
            static _ => { }, limit.Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Completion.IsCompleted;
    }

    private void Run()
    {
        try
        {
            _loop.Run();
        }
        catch (Exception bug)
        {
            _loop.Abort();
            _session.SendSide.Close();
            var end = new LinkEnd(LinkEndKind.Bug, bug.Message, MqttReasonCode.UnspecifiedError, bug);
            Change(MqttClientState.Failed, end, null);
        }
    }

    private void Change(MqttClientState state, LinkEnd? end, MqttConnected? facts)
    {
        lock (_gate)
        {
            LastError = facts is null ? end?.Text ?? LastError : null;
            NegotiatedProtocol = facts?.Protocol ?? NegotiatedProtocol;
            _state = state;
            if (state == MqttClientState.Connected)
            {
                _connected.TrySetResult();
            }
            else if (_connected.Task.IsCompleted && !Completion.IsCompleted)
            {
                _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (state is MqttClientState.Failed or MqttClientState.Stopped)
            {
                Fail(_connected, end?.ToException() ?? new MqttNotConnectedException("the client was stopped"));
            }
        }

        if (facts is not null)
        {
            Connected?.Invoke(facts);
        }

        var isOver = state == MqttClientState.Stopped
            || (state == MqttClientState.Failed && end is not null && Recovery.After(end) == RecoveryStep.GiveUp);
        if (isOver)
        {
            End(end);
        }
    }

    private void End(LinkEnd? end)
    {
        if (end is null)
        {
            _completion.TrySetResult();
        }
        else
        {
            Fail(_completion, end.ToException());
        }

        lock (_session.SendSide.Gate)
        {
            _session.Outbox.Abandon($"the client has ended: {end?.Text ?? "stopped"}");
        }
    }

    // Looking at the exception marks it as seen: nobody is obliged to wait.
    private static void Fail(TaskCompletionSource source, Exception reason)
    {
        source.TrySetException(reason);
        _ = source.Task.Exception;
    }
}
