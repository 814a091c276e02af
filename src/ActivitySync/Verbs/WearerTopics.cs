using ActivitySync.Core.Telemetry;

namespace ActivitySync.Verbs;

/// <summary>Which quarantined messages concern a wearer: those whose topic names them in a level.</summary>
internal static class WearerTopics
{
    public static IEnumerable<(string Topic, string Reason, long Count)> Of(
        IReadOnlyList<(string Topic, string Reason, long Count)> counts, Wearer wearer) =>
        counts.Where(count => count.Topic.Split('/').Contains(wearer.Id));
}
