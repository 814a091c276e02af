namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// Values by topic levels. Holds filters (a wildcard is a level like any other) or retained topics; removed values
/// leave no empty nodes behind. Depth is bounded by the caller (MaxTopicLevels), so recursion is too.
/// </summary>
internal sealed class TopicTree<T>
    where T : class
{
    private readonly Node _root = new();

    public T? Find(ReadOnlySpan<byte> path)
    {
        var node = _root;
        foreach (var range in path.Split((byte)'/'))
        {
            node = node.Child(path[range]);
            if (node is null)
            {
                return null;
            }
        }

        return node.Value;
    }

    public void Set(ReadOnlySpan<byte> path, T value)
    {
        var node = _root;
        foreach (var range in path.Split((byte)'/'))
        {
            node = node.ChildOrNew(path[range]);
        }

        node.Value = value;
    }

    public void Remove(ReadOnlySpan<byte> path) => Remove(_root, path);

    /// <summary>Values stored under filters that match a topic name (4.7).</summary>
    public void CollectFiltersMatching(ReadOnlySpan<byte> topic, List<T> found) =>
        CollectFilters(_root, topic, leadingWildcards: topic.IsEmpty || topic[0] != '$', found);

    /// <summary>Values stored under topic names that a filter matches.</summary>
    public void CollectTopicsMatching(ReadOnlySpan<byte> filter, List<T> found) =>
        CollectTopics(_root, filter, isRoot: true, found);

    public void CollectAll(List<T> found) => CollectSubtree(_root, skipReserved: false, found);

    private static void CollectFilters(Node node, ReadOnlySpan<byte> rest, bool leadingWildcards, List<T> found)
    {
        if (leadingWildcards && node.Child("#"u8)?.Value is { } all)
        {
            found.Add(all);
        }

        var slash = rest.IndexOf((byte)'/');
        var level = slash < 0 ? rest : rest[..slash];
        Follow(node.Child(level), rest, slash, found);
        if (leadingWildcards)
        {
            Follow(node.Child("+"u8), rest, slash, found);
        }
    }

    private static void Follow(Node? child, ReadOnlySpan<byte> rest, int slash, List<T> found)
    {
        if (child is null)
        {
            return;
        }

        if (slash >= 0)
        {
            CollectFilters(child, rest[(slash + 1)..], leadingWildcards: true, found);
            return;
        }

        if (child.Value is not null)
        {
            found.Add(child.Value);
        }

        // "sport/#" also matches "sport" (4.7.1.2).
        if (child.Child("#"u8)?.Value is { } parent)
        {
            found.Add(parent);
        }
    }

    private static void CollectTopics(Node node, ReadOnlySpan<byte> rest, bool isRoot, List<T> found)
    {
        var slash = rest.IndexOf((byte)'/');
        var level = slash < 0 ? rest : rest[..slash];
        if (level.SequenceEqual("#"u8))
        {
            if (!isRoot && node.Value is not null)
            {
                found.Add(node.Value);
            }

            CollectSubtree(node, skipReserved: isRoot, found);
            return;
        }

        if (!level.SequenceEqual("+"u8))
        {
            Descend(node.Child(level), rest, slash, found);
            return;
        }

        foreach (var (name, child) in node.Children)
        {
            if (!isRoot || !IsReserved(name))
            {
                Descend(child, rest, slash, found);
            }
        }
    }

    private static void Descend(Node? child, ReadOnlySpan<byte> rest, int slash, List<T> found)
    {
        if (child is null)
        {
            return;
        }

        if (slash >= 0)
        {
            CollectTopics(child, rest[(slash + 1)..], isRoot: false, found);
        }
        else if (child.Value is not null)
        {
            found.Add(child.Value);
        }
    }

    private static void CollectSubtree(Node node, bool skipReserved, List<T> found)
    {
        foreach (var (name, child) in node.Children)
        {
            if (skipReserved && IsReserved(name))
            {
                continue;
            }

            if (child.Value is not null)
            {
                found.Add(child.Value);
            }

            CollectSubtree(child, skipReserved: false, found);
        }
    }

    private static bool IsReserved(byte[] level) => level.Length > 0 && level[0] == '$';

    private static void Remove(Node node, ReadOnlySpan<byte> rest)
    {
        var slash = rest.IndexOf((byte)'/');
        var level = slash < 0 ? rest : rest[..slash];
        var child = node.Child(level);
        if (child is null)
        {
            return;
        }

        if (slash < 0)
        {
            child.Value = null;
        }
        else
        {
            Remove(child, rest[(slash + 1)..]);
        }

        if (child.IsEmpty)
        {
            node.RemoveChild(level);
        }
    }

    private sealed class Node
    {
        private static readonly Dictionary<byte[], Node> None = new(ByteComparer.Instance);

        public T? Value { get; set; }

        public Dictionary<byte[], Node> Children { get; private set; } = None;

        public bool IsEmpty => Value is null && Children.Count == 0;

        public Node? Child(ReadOnlySpan<byte> level)
        {
            if (Children.Count == 0)
            {
                return null;
            }

            Children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(level, out var child);
            return child;
        }

        public Node ChildOrNew(ReadOnlySpan<byte> level)
        {
            if (Child(level) is { } known)
            {
                return known;
            }

            if (Children.Count == 0)
            {
                Children = new Dictionary<byte[], Node>(ByteComparer.Instance);
            }

            var child = new Node();
            Children.Add(level.ToArray(), child);
            return child;
        }

        public void RemoveChild(ReadOnlySpan<byte> level) =>
            Children.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(level);
    }
}
