using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ActivitySync.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Hosting;

/// <summary>
/// Tells systemd how we are, as sd_notify(3) wants it: READY=1 once everything has started, WATCHDOG=1 while the loops turn
/// (so that one that hangs is restarted), STOPPING=1 when the end begins. Only where systemd asks for it ($NOTIFY_SOCKET).
/// </summary>
internal sealed partial class ServiceManager(
    IHostApplicationLifetime lifetime, HealthView health, ILogger<ServiceManager> logger, TimeProvider time) : BackgroundService
{
    /// <summary>Where systemd listens; null when it does not.</summary>
    public static string? SocketPath
        => Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 1 } path && path[0] is '/' or '@' ? path : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var started = lifetime.ApplicationStarted.Register(() => Tell("READY=1"));
        using var stopping = lifetime.ApplicationStopping.Register(() => Tell("STOPPING=1"));
        try
        {
            if (WatchdogInterval() is not { } within)
            {
                await Task.Delay(Timeout.Infinite, stoppingToken);
                return;
            }
            using var timer = new PeriodicTimer(within / 2, time); // half, says sd_watchdog_enabled(3)
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (Trouble() is { } trouble)
                {
                    LogTrouble(trouble);
                }
                else
                {
                    Tell("WATCHDOG=1");
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told already.
        }
    }

    // How long systemd waits for a sign of life; null when it does not, or waits for another process.
    static TimeSpan? WatchdogInterval()
        => long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out var microseconds)
            && microseconds > 0
            && (Environment.GetEnvironmentVariable("WATCHDOG_PID") is not { } pid
                || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            ? TimeSpan.FromMicroseconds(microseconds) : null;

    // A spool that cannot be read is no better after a restart.
    string? Trouble()
    {
        try
        {
            return health.Trouble();
        }
        catch (SpoolUnavailableException)
        {
            return null;
        }
    }

    void Tell(string state)
    {
        var path = SocketPath!;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // An @ stands for the byte 0 of Linux' names without a file, unix(7).
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? $"\0{path[1..]}" : path));
        }
        catch (SocketException reason)
        {
            LogNotTold(state, reason.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "No sign of life is given to systemd, which will restart us: {Trouble}")]
    partial void LogTrouble(string trouble);

    [LoggerMessage(LogLevel.Warning, "systemd cannot be told {State}: {Reason}")]
    partial void LogNotTold(string state, string reason);
}
