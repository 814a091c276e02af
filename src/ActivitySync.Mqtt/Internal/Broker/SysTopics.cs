using System.Globalization;
using System.Text;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// The broker's own figures as retained messages, under the names mosquitto made customary. Owned by the gate.
/// </summary>
internal sealed class SysTopics(BrokerCore core)
{
    private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);
    private long _dueAt;

    public void PublishWhenDue(long now)
    {
        if (core.Options.SysInterval <= TimeSpan.Zero || now < _dueAt)
        {
            return;
        }

        _dueAt = now + (long)core.Options.SysInterval.TotalMilliseconds;
        var connected = core.Sessions.ConnectedCount;
        var counters = core.Counters;
        Publish("version", "ActivitySync.Mqtt");
        Publish("uptime", $"{core.Clock.UptimeSeconds} seconds");
        Publish("clients/connected", connected);
        Publish("clients/disconnected", core.Sessions.Count - connected);
        Publish("clients/total", core.Sessions.Count);
        Publish("connections/refused", counters.ConnectionsRefused);
        Publish("subscriptions/count", core.Subscriptions.Count);
        Publish("retained messages/count", core.Retained.Count);
        Publish("messages/received", counters.MessagesReceived);
        Publish("messages/sent", counters.MessagesSent);
        Publish("publish/messages/dropped", counters.MessagesDropped);
        Publish("bytes/received", counters.BytesReceived);
        Publish("bytes/sent", counters.BytesSent);
    }

    private void Publish(string name, long value) => Publish(name, value.ToString(CultureInfo.InvariantCulture));

    // Unchanged figures are not sent again; new subscribers get them as retained messages.
    private void Publish(string name, string value)
    {
        if (_last.TryGetValue(name, out var last) && last == value)
        {
            return;
        }

        _last[name] = value;
        core.Router.Publish(new Message
        {
            Topic = core.Topics.Get(Encoding.UTF8.GetBytes("$SYS/broker/" + name)),
            Payload = Encoding.UTF8.GetBytes(value),
            Retain = true,
        });
    }
}
