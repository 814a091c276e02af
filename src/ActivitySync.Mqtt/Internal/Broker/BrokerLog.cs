using Microsoft.Extensions.Logging;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>All the broker says. Never a payload, never a password.</summary>
internal sealed partial class BrokerLog(ILogger logger)
{
    [LoggerMessage(LogLevel.Information, "MQTT broker listens on {Address} ({Transport})")]
    public partial void LogListening(string address, string transport);

    [LoggerMessage(LogLevel.Information, "MQTT broker stopped")]
    public partial void LogStopped();

    [LoggerMessage(LogLevel.Debug, "Client {ClientId} connected from {Peer} as {UserName} with MQTT {Version}, session present: {IsPresent}")]
    public partial void LogConnected(string clientId, string peer, string? userName, string version, bool isPresent);

    [LoggerMessage(LogLevel.Warning, "Client {ClientId} at {Peer} refused: {Reason}")]
    public partial void LogRefused(string peer, string clientId, MqttReasonCode reason);

    [LoggerMessage(LogLevel.Debug, "Connection of {Peer} lost: {Reason}")]
    public partial void LogConnectionLost(string peer, string reason);

    [LoggerMessage(LogLevel.Debug, "Closing {Peer}: {What} ({Reason})")]
    public partial void LogFault(string peer, string what, MqttReasonCode reason);

    [LoggerMessage(LogLevel.Debug, "Closing {Peer}: overdue ({Overdue})")]
    public partial void LogOverdue(string peer, Overdue overdue);

    [LoggerMessage(LogLevel.Warning, "Client {ClientId} is too slow, dropping messages for it; {Waiting} wait and {InFlight} are unacknowledged")]
    public partial void LogDropping(string clientId, int waiting, int inFlight);

    [LoggerMessage(LogLevel.Warning, "Connection limit of {Limit} reached, closing new ones on arrival")]
    public partial void LogFull(int limit);

    [LoggerMessage(LogLevel.Error, "Journal {Path} cannot be written; until it can, sessions and retained messages do not survive a restart")]
    public partial void LogJournalBroken(string path, Exception failure);

    [LoggerMessage(LogLevel.Information, "Journal {Path} can be written again, sessions and retained messages survive a restart")]
    public partial void LogJournalRestored(string path);

    [LoggerMessage(LogLevel.Debug, "Journal rewritten with {Bytes} bytes; clients waited up to {Milliseconds} ms")]
    public partial void LogCompacted(long bytes, double milliseconds);

    [LoggerMessage(LogLevel.Critical, "MQTT broker has a bug, its {What} has ended; please restart it and report this")]
    public partial void LogLoopFailed(string what, Exception bug);

    [LoggerMessage(LogLevel.Error, "Defect while serving {Peer}, closing this connection")]
    public partial void LogDefect(string peer, Exception defect);

    [LoggerMessage(LogLevel.Debug, "Handshake with {Peer} failed: {Reason}")]
    public partial void LogHandshakeFailed(string peer, string reason);

    [LoggerMessage(LogLevel.Error, "Listening failed, trying again: {Reason}")]
    public partial void LogAcceptFailed(string reason);
}
