using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Ingest;

namespace ActivitySync.Dashboard;

/// <summary>Takes what a wearer tells and sends it down the road of every message.</summary>
internal sealed class DiaryDesk(DirectIntake intake, MqttOptions mqtt, TimeProvider time)
{
    /// <summary>Tells something now. Returns why it was refused; null when it was kept.</summary>
    /// <exception cref="Spool.SpoolUnavailableException">It could not be kept.</exception>
    public Rejection? Tell(Wearer wearer, JournalKind kind, decimal? value, string? text = null)
        => Send(wearer, kind, time.GetUtcNow().ToUnixTimeMilliseconds(), isDeleted: false, value, text);

    /// <summary>Withdraws an entry.</summary>
    /// <exception cref="Spool.SpoolUnavailableException">It could not be kept.</exception>
    public Rejection? Withdraw(Wearer wearer, JournalEntry entry)
        => Send(wearer, entry.Kind, entry.TimeMs, isDeleted: true, null, null);

    Rejection? Send(Wearer wearer, JournalKind kind, long timeMs, bool isDeleted, decimal? value, string? text)
    {
        var topic = JournalMessage.Topic(mqtt.TopicPrefix, wearer.Id);
        var payload = JournalMessage.Payload(JournalKindNames.Of(kind), timeMs, isDeleted, value, text);
        if (intake.Refusal(topic, payload) is { } why)
        {
            return why;
        }
        intake.Take(wearer.Id, topic, payload);
        return null;
    }
}
