using Microsoft.Extensions.Logging;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>
/// What an operator reads: changes of state, each once. Lost is a warning, retrying is debug, restored says for how
/// long it was down. Told by the receive thread only.
/// </summary>
internal sealed partial class ClientStory(string server, ILogger logger, TimeProvider time)
{
    private bool _isTrouble;
    private long _oversized;
    private bool _hasConnected;
    private long _downSince = time.GetTimestamp();

    public void Attempting() => LogAttempt(server);

    public void Connected(MqttConnected facts)
    {
        if (_isTrouble)
        {
            LogRestored(server, time.GetElapsedTime(_downSince).TotalSeconds, facts.SessionPresent);
        }
        else
        {
            LogConnected(server, facts.Protocol, facts.ClientId, facts.SessionPresent);
        }

        _isTrouble = false;
        _hasConnected = true;
    }

    public void Failed(LinkEnd end, RecoveryStep step, TimeSpan delay)
    {
        if (step == RecoveryStep.RetryMuchLater)
        {
            LogRefused(server, end.Text, delay.TotalSeconds);
        }
        else if (_isTrouble)
        {
            LogStillDown(server, end.Text, delay.TotalMilliseconds);
        }
        else if (_hasConnected)
        {
            LogLost(server, end.Text);
        }
        else
        {
            LogUnreachable(server, end.Text);
        }

        if (!_isTrouble)
        {
            _downSince = time.GetTimestamp();
        }

        _isTrouble = true;
    }

    public void FallingBack() => LogFallback(server);

    public void GrantedLess(string filter, int qos) => LogGrantedLess(server, filter, qos);

    /// <summary>Messages that were too large, ever.</summary>
    public long OversizedMessages => Interlocked.Read(ref _oversized);

    /// <summary>Each at debug, the first as a warning: one device's bad habit must not fill the log.</summary>
    public void Oversized(string topic, int bytes, int limit)
    {
        var level = Interlocked.Increment(ref _oversized) == 1 ? LogLevel.Warning : LogLevel.Debug;
        LogOversized(level, server, topic, bytes, limit, _oversized);
    }

    public void GaveUp(LinkEnd end) => LogGaveUp(server, end.Text, end.Cause);

    public void Stopped() => LogStopped(server);

    [LoggerMessage(LogLevel.Debug, "Connecting to {Server}")]
    private partial void LogAttempt(string server);

    [LoggerMessage(
        LogLevel.Information, "Connected to {Server} with {Protocol} as {ClientId}, session kept: {SessionPresent}")]
    private partial void LogConnected(string server, MqttProtocol protocol, string clientId, bool sessionPresent);

    [LoggerMessage(
        LogLevel.Information, "Connection to {Server} restored after {DownSeconds} s, session kept: {SessionPresent}")]
    private partial void LogRestored(string server, double downSeconds, bool sessionPresent);

    [LoggerMessage(LogLevel.Warning, "Connection to {Server} lost: {Reason}; trying until it is back")]
    private partial void LogLost(string server, string reason);

    [LoggerMessage(LogLevel.Warning, "Cannot connect to {Server}: {Reason}; trying until it works")]
    private partial void LogUnreachable(string server, string reason);

    [LoggerMessage(LogLevel.Debug, "Still not connected to {Server}: {Reason}; next try in {DelayMs} ms")]
    private partial void LogStillDown(string server, string reason, double delayMs);

    [LoggerMessage(LogLevel.Information, "{Server} does not speak MQTT 5.0; using 3.1.1")]
    private partial void LogFallback(string server);

    [LoggerMessage(LogLevel.Warning, "{Server} grants {Filter} only QoS {Qos}")]
    private partial void LogGrantedLess(string server, string filter, int qos);

    [LoggerMessage("{Server} sent a message of {Bytes} bytes on {Topic}, our limit is {Limit}: acknowledged without its end (number {Count})")]
    private partial void LogOversized(LogLevel level, string server, string topic, int bytes, int limit, long count);

    [LoggerMessage(LogLevel.Error, "{Server} will not have us: {Reason}; needs a person, next try in {DelaySeconds} s")]
    private partial void LogRefused(string server, string reason, double delaySeconds);

    [LoggerMessage(LogLevel.Error, "Gave up on {Server}: {Reason}")]
    private partial void LogGaveUp(string server, string reason, Exception? cause);

    [LoggerMessage(LogLevel.Information, "Disconnected from {Server}")]
    private partial void LogStopped(string server);
}
