using System.CommandLine;
using System.Text;
using ActivitySync.Hosting;
using ActivitySync.Notify;
using ActivitySync.Spool;

namespace ActivitySync.Verbs;

/// <summary>Tries the notification channels.</summary>
internal static class NotifyVerb
{
    /// <summary>A channel did not take the test.</summary>
    const int ExitFailed = 1;

    public static Command Notify()
    {
        var test = new Command("test", "Send a test by every channel that is set up.\nExample: activitysync notify test");
        test.SetAction((parsed, stop) => TestAsync(CommandLine.Config(parsed).Config, TimeProvider.System, Console.Out, stop));
        return new Command("notify", "Notifications beside MQTT.") { test };
    }

    /// <summary>Returns 0 when every channel took it.</summary>
    /// <exception cref="VerbProblemException">No channel is set up.</exception>
    public static async Task<int> TestAsync(
        ServiceConfig config, TimeProvider time, TextWriter output, CancellationToken stop)
    {
        using var channels = new Channels(config.Notify, time);
        if (channels.All.Count == 0)
        {
            throw new VerbProblemException(
                "No notification channel is set up: set Notify:Ntfy:Url, Notify:Gotify:Url, Notify:Webhook:Url or Notify:Mail:Host.");
        }
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var notification = NotificationText.Of(
            new OutboxEvent($"{NotificationText.Test}/{nowMs}", NotificationText.Test, "", nowMs, nowMs, Encoding.UTF8.GetBytes("{}")),
            null, config.Notify.Content, config.Templates);
        var failed = 0;
        foreach (var channel in channels.All)
        {
            try
            {
                await channel.SendAsync(notification, stop);
                output.WriteLine($"{channel.Name}: sent");
            }
            catch (NotificationFailedException reason)
            {
                failed = ExitFailed;
                output.WriteLine($"{channel.Name}: {reason.Message}");
            }
        }
        return failed;
    }
}
