using ActivitySync.Core.Telemetry;
using ActivitySync.Spool;

namespace ActivitySync.Dashboard;

/// <summary>Messages in quarantine that share topic and reason.</summary>
/// <param name="Wearer">Whose, where that is known; else empty.</param>
/// <param name="Topic">Where they came.</param>
/// <param name="Reason">Why they could not be taken.</param>
/// <param name="Count">How many.</param>
internal sealed record QuarantineGroup(string Wearer, string Topic, string Reason, long Count);

/// <summary>Shows administrators what could not be taken, and does with it what they decide.</summary>
internal sealed class QuarantineDesk(MessageSpool spool)
{
    /// <summary>What is there of a wearer, or of everybody and nobody.</summary>
    public IReadOnlyList<QuarantineGroup> Groups(Wearer? wearer)
        => [.. spool.Quarantine.CountsByTopic()
            .Where(count => wearer is null || WearerTopics.IsOf(count.Wearer, count.Topic, wearer))
            .Select(count => new QuarantineGroup(count.Wearer, count.Topic, count.Reason, count.Count))
            .OrderByDescending(group => group.Count)];

    /// <summary>Messages of a group, newest first.</summary>
    public IReadOnlyList<QuarantinedMessage> Newest(QuarantineGroup group, int most)
        => [.. All(group).OrderByDescending(message => message.Id).Take(most)];

    /// <summary>Sends a message of a group, or all of it, down the road again. Returns how many there were.</summary>
    /// <exception cref="SpoolUnavailableException">It could not be done; nothing was.</exception>
    public int Replay(QuarantineGroup group, long? id) => Chosen(group, id) is { Count: > 0 } chosen ? spool.Replay(chosen) : 0;

    /// <summary>Forgets a message of a group, or all of it, for good. Returns how many there were.</summary>
    /// <exception cref="SpoolUnavailableException">It could not be done; nothing was.</exception>
    public int Drop(QuarantineGroup group, long? id)
    {
        var chosen = Chosen(group, id);
        spool.Quarantine.Drop(chosen);
        return chosen.Count;
    }

    List<QuarantinedMessage> Chosen(QuarantineGroup group, long? id)
        => [.. All(group).Where(message => id is null || message.Id == id)];

    IEnumerable<QuarantinedMessage> All(QuarantineGroup group) => spool.Quarantine.Find(null, group.Reason)
        .Where(message => message.Topic == group.Topic && message.Wearer == group.Wearer);
}
