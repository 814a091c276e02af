using ActivitySync.Spool;

namespace ActivitySync.Publish;

/// <summary>
/// Where events are published: <c>{prefix}/wearers/{wearer}/event/{kind}</c>, and <c>{prefix}/event/{kind}</c> for the
/// service itself.
/// </summary>
internal sealed class EventTopics(string prefix)
{
    public string Of(OutboxEvent one) => one.Wearer.Length > 0
        ? $"{prefix}/wearers/{one.Wearer}/event/{one.Kind}"
        : $"{prefix}/event/{one.Kind}";
}
