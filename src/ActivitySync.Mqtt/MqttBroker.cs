using System.Net;
using ActivitySync.Mqtt.Internal.Broker;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Mqtt;

/// <summary>
/// An MQTT 5.0 and 3.1.1 broker inside this process, for a home with one container, for demonstrations and tests.
/// Starts once and stops once.
/// </summary>
public sealed class MqttBroker : IAsyncDisposable
{
    private readonly MqttBrokerOptions _options;
    private readonly BrokerCore _core;
    private readonly Authenticator _authenticator;
    private readonly List<Listener> _listeners = [];
    private readonly List<Task> _loops = [];
    private readonly CancellationTokenSource _accepting = new();
    private readonly CancellationTokenSource _serving = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by _gate.
    private readonly Lock _gate = new();
    private Task? _stopping;
    private bool _isDisposed;

    public MqttBroker(MqttBrokerOptions options, ILogger<MqttBroker> logger, TimeProvider time)
    {
        _options = options;
        _core = new BrokerCore(options, new BrokerLog(logger), time);
        _authenticator = new Authenticator(options);
    }

    /// <summary>The port of the TCP or TLS listener, once started.</summary>
    public int Port => _listeners[0].Port;

    /// <summary>The port of the WebSocket listener, once started; null without one.</summary>
    public int? WebSocketPort => _listeners.Count > 1 ? _listeners[1].Port : null;

    /// <summary>
    /// Completes when stopped. Faults at once when a loop of the broker's own came to grief, which is a bug: deadlines,
    /// wills and expiry are then not watched any more, or nobody is let in, so it had better be stopped.
    /// </summary>
    public Task Completion => _completion.Task;

    /// <summary>Listens when it returns.</summary>
    /// <exception cref="MqttBrokerException">
    /// The settings contradict each other, the port is taken, or another broker uses the persistence folder.
    /// </exception>
    public Task StartAsync(CancellationToken stop)
    {
        var address = BrokerRules.Check(_options);
        if (_options.PersistenceFolder is { } folder)
        {
            _core.OpenJournal(folder);
        }

        Listen(address, _options.Port, isWebSocket: false);
        if (_options.WebSocketPort is { } webSocketPort)
        {
            Listen(address, webSocketPort, isWebSocket: true);
        }

        foreach (var listener in _listeners)
        {
            _loops.Add(WatchAsync("listening", listener.RunAsync(_accepting.Token)));
        }

        _loops.Add(WatchAsync("housekeeping", new Housekeeping(_core).RunAsync(_serving.Token)));
        return Task.CompletedTask;
    }

    /// <summary>
    /// Tells the clients (0x8B), sends what is due to them, and closes. Bounded by some seconds. May be called again.
    /// </summary>
    public Task StopAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            return (_stopping ??= StopOnceAsync()).WaitAsync(stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _authenticator.Dispose();
        _core.Dispose();
        _accepting.Dispose();
        _serving.Dispose();
    }

    private async Task StopOnceAsync()
    {
        await _accepting.CancelAsync();
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }

        _core.CloseAll(MqttReasonCode.ServerShuttingDown);
        if (Completion.IsFaulted)
        {
            // Nobody is left to lose patience with those who linger.
            _core.AbortAll();
        }

        await Task.WhenAll(_listeners.SelectMany(listener => listener.Served));
        await _serving.CancelAsync();
        await Task.WhenAll(_loops);
        _completion.TrySetResult();
        _core.Log.LogStopped();
    }

    // Never throws: what happened stands in the log and in Completion when it happens, and stopping goes on regardless.
    private async Task WatchAsync(string what, Task loop)
    {
        try
        {
            await loop;
        }
        catch (Exception bug)
        {
            _core.Log.LogLoopFailed(what, bug);
            _completion.TrySetException(bug);
            _ = _completion.Task.Exception; // seen: nobody is obliged to wait
        }
    }

    private void Listen(IPAddress address, int port, bool isWebSocket)
    {
        var doorway = new Doorway(_core, isWebSocket);
        var listener = new Listener(_core, new Reception(_core, _authenticator), doorway, _serving.Token);
        _listeners.Add(listener);
        listener.Bind(address, port);
        _core.Log.LogListening($"{address}:{listener.Port}", doorway.Transport);
    }
}
