using ActivitySync.Core.Telemetry;

namespace ActivitySync.Spool;

/// <summary>Which quarantined messages concern a wearer: theirs, and those whose topic names them in a level.</summary>
internal static class WearerTopics
{
    public static IEnumerable<(string Topic, string Reason, long Count)> Of(
        IReadOnlyList<(string Wearer, string Topic, string Reason, long Count)> counts, Wearer wearer) =>
        counts.Where(count => IsOf(count.Wearer, count.Topic, wearer)).Select(count => (count.Topic, count.Reason, count.Count));

    /// <summary>Whether a message concerns a wearer.</summary>
    /// <param name="owner">Whose it is, where that is known; else empty.</param>
    /// <param name="topic">Where it came.</param>
    /// <param name="wearer">Whom it may concern.</param>
    public static bool IsOf(string owner, string topic, Wearer wearer)
        => owner.Length > 0 ? owner == wearer.Id : topic.Split('/').Contains(wearer.Id);
}
