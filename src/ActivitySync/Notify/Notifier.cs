using ActivitySync.Hosting;
using ActivitySync.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Notify;

/// <summary>
/// Tells people of events by the channels that are set up. Each channel keeps its own place in the outbox and tries again
/// while its service is away, until nobody wants to hear the event any more; one never holds up another.
/// </summary>
internal sealed partial class Notifier(
    NotifyOptions options, NotificationTemplates templates, Channels channels, Household household, MessageSpool spool,
    ILogger<Notifier> logger, TimeProvider time) : BackgroundService
{
    const int AtOnce = 50;
    static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(2);
    static readonly TimeSpan StuckFor = TimeSpan.FromSeconds(10);

    readonly IReadOnlySet<string> _kinds = options.Kinds;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(channels.All.Select(channel => ServeAsync(channel, stoppingToken)));

    /// <summary>Sends what a channel has not sent yet; returns how many events were looked at.</summary>
    public async Task<int> CatchUpAsync(INotificationChannel channel, CancellationToken stop)
    {
        var events = spool.Outbox.Untold(channel.Name, AtOnce);
        foreach (var one in events)
        {
            if (_kinds.Contains(one.Kind))
            {
                await SendAsync(channel, one, stop);
            }
            spool.Outbox.Told(channel.Name, one);
        }
        return events.Count;
    }

    /// <summary>A channel that is new tells nothing of the past.</summary>
    public void Begin()
    {
        foreach (var channel in channels.All)
        {
            spool.Outbox.Begin(channel.Name);
        }
    }

    async Task ServeAsync(INotificationChannel channel, CancellationToken stop)
    {
        var hasBegun = false;
        while (true)
        {
            try
            {
                if (!hasBegun)
                {
                    spool.Outbox.Begin(channel.Name);
                    hasBegun = true;
                }
                var news = spool.State.News;
                if (await CatchUpAsync(channel, stop) == 0)
                {
                    await Patience.ForNewsAsync(news, LookAgainAfter, time, stop);
                }
            }
            catch (SpoolUnavailableException)
            {
                await Task.Delay(StuckFor, time, stop); // the subscriber says so
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    async Task SendAsync(INotificationChannel channel, OutboxEvent one, CancellationToken stop)
    {
        var notification = NotificationText.Of(one, household.ById.GetValueOrDefault(one.Wearer), options.Content, templates);
        var isSaid = false;
        var patience = Patience.With<NotificationFailedException>(time, (reason, _, _) =>
        {
            if (!isSaid)
            {
                isSaid = true;
                LogNotSent(channel.Name, reason.Message);
            }
            return ValueTask.CompletedTask;
        });
        var isSent = await patience.ExecuteAsync(async stop =>
        {
            if (time.GetUtcNow().ToUnixTimeMilliseconds() >= one.ExpiresMs)
            {
                return false;
            }
            await channel.SendAsync(notification, stop);
            return true;
        }, stop);
        if (!isSent)
        {
            LogGivenUp(channel.Name, one.Kind);
        }
        else if (isSaid)
        {
            LogSentAgain(channel.Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Notification by {Channel} cannot be sent, trying on: {Reason}")]
    partial void LogNotSent(string channel, string reason);

    [LoggerMessage(LogLevel.Information, "Notification by {Channel} is sent after all")]
    partial void LogSentAgain(string channel);

    [LoggerMessage(LogLevel.Warning, "Notification of {Kind} by {Channel} is given up: nobody wants to hear it any more")]
    partial void LogGivenUp(string channel, string kind);
}
