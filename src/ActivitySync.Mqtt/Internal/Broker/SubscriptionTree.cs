using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>All subscriptions, and the route of each topic through them. Owned by the gate.</summary>
internal sealed class SubscriptionTree
{
    private readonly TopicTree<FilterEntry> _filters = new();
    private readonly List<FilterEntry> _matching = [];
    private readonly Dictionary<Session, List<Subscription>> _perSession = [];
    private long _version;

    public int Count { get; private set; }

    /// <summary>Adds, or replaces the session's subscription to the same filter [3.8.4-3].</summary>
    public void Add(Subscription subscription)
    {
        var isShared = MqttText.TrySplitShared(subscription.Filter, out var groupName, out var filter);
        filter = isShared ? filter : subscription.Filter;
        var entry = _filters.Find(filter);
        if (entry is null)
        {
            entry = new FilterEntry();
            _filters.Set(filter, entry);
        }

        var members = isShared ? GroupOf(entry, groupName).Members : entry.Plain;
        var index = members.FindIndex(other => ReferenceEquals(other.Session, subscription.Session));
        if (index < 0)
        {
            members.Add(subscription);
            Count++;
        }
        else
        {
            members[index] = subscription;
        }

        _version++;
    }

    public void Remove(Subscription subscription)
    {
        var isShared = MqttText.TrySplitShared(subscription.Filter, out var groupName, out var filter);
        filter = isShared ? filter : subscription.Filter;
        if (_filters.Find(filter) is not { } entry)
        {
            return;
        }

        var group = isShared ? GroupOf(entry, groupName) : null;
        var members = group?.Members ?? entry.Plain;
        Count -= members.RemoveAll(other => ReferenceEquals(other.Session, subscription.Session));
        if (group?.Members.Count == 0)
        {
            entry.Groups.Remove(group);
        }

        if (entry.IsEmpty)
        {
            _filters.Remove(filter);
        }

        _version++;
    }

    /// <summary>Routes must be found anew: somebody's access changed.</summary>
    public void Invalidate() => _version++;

    public Route RouteOf(Topic topic)
    {
        if (topic.Route is { } route && route.Version == _version)
        {
            return route;
        }

        _matching.Clear();
        _filters.CollectFiltersMatching(topic.Name, _matching);
        topic.Route = route = BuildRoute(topic);
        return route;
    }

    private Route BuildRoute(Topic topic)
    {
        var groups = new List<SharedGroup>();
        _perSession.Clear();
        foreach (var entry in _matching)
        {
            groups.AddRange(entry.Groups);
            foreach (var subscription in entry.Plain)
            {
                if (!subscription.Session.MayReceive(topic))
                {
                    continue;
                }

                if (!_perSession.TryGetValue(subscription.Session, out var list))
                {
                    _perSession.Add(subscription.Session, list = []);
                }

                list.Add(subscription);
            }
        }

        var targets = _perSession.Select(pair => TargetOf(pair.Key, pair.Value)).ToArray();
        _perSession.Clear();
        return new Route(_version, targets, [.. groups]);
    }

    private static Target TargetOf(Session session, List<Subscription> subscriptions)
    {
        var own = subscriptions.FindAll(subscription => !subscription.Options.NoLocal);
        var ownView = own.Count == 0 || own.Count == subscriptions.Count ? null : Merge(session, own, null);
        var merged = Merge(session, subscriptions, ownView);
        return own.Count == subscriptions.Count ? merged with { OwnView = merged } : merged;
    }

    private static Target Merge(Session session, List<Subscription> subscriptions, Target? ownView) => new(
        session,
        subscriptions.Max(subscription => subscription.Options.Qos),
        subscriptions.Exists(subscription => subscription.Options.RetainAsPublished),
        [.. subscriptions.Where(subscription => subscription.Identifier != 0)
            .Select(subscription => subscription.Identifier)],
        ownView);

    private static SharedGroup GroupOf(FilterEntry entry, ReadOnlySpan<byte> name)
    {
        foreach (var group in entry.Groups)
        {
            if (name.SequenceEqual(group.Name))
            {
                return group;
            }
        }

        var added = new SharedGroup(name.ToArray());
        entry.Groups.Add(added);
        return added;
    }
}
