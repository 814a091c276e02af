using ActivitySync.Core.Telemetry;

namespace ActivitySync.Spool;

/// <summary>Which quarantined messages concern a wearer: theirs, and those whose topic names them in a level.</summary>
internal static class WearerTopics
{
    public static IEnumerable<(string Topic, string Reason, long Count)> Of(
        IReadOnlyList<(string Wearer, string Topic, string Reason, long Count)> counts, Wearer wearer) =>
        counts.Where(count => count.Wearer.Length > 0 ? count.Wearer == wearer.Id : count.Topic.Split('/').Contains(wearer.Id))
            .Select(count => (count.Topic, count.Reason, count.Count));
}
