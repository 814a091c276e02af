namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// Interns topic names, so that a repeated topic costs one lookup: no validation, no allocation, no walk through the
/// subscription tree. Owned by the gate.
/// </summary>
internal sealed class TopicTable
{
    // 4,096 names of at most 256 bytes keep the table under some 2 MiB. Longer or further names still work, uncached.
    private const int MaxTopics = 4096;
    private const int MaxNameLength = 256;

    private readonly Dictionary<byte[], Topic> _topics = new(ByteComparer.Instance);
    private readonly Dictionary<byte[], Topic>.AlternateLookup<ReadOnlySpan<byte>> _byName;

    public TopicTable() => _byName = _topics.GetAlternateLookup<ReadOnlySpan<byte>>();

    public Topic Get(ReadOnlySpan<byte> name)
    {
        if (_byName.TryGetValue(name, out var known))
        {
            return known;
        }

        var topic = new Topic(name.ToArray());
        if (name.Length <= MaxNameLength)
        {
            if (_topics.Count >= MaxTopics)
            {
                _topics.Clear();
            }

            _topics.Add(topic.Name, topic);
        }

        return topic;
    }
}
