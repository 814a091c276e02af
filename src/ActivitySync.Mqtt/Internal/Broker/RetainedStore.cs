namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>The last retained message per topic (section 3.3.1.3), bounded in number and bytes. Owned by the gate.</summary>
internal sealed class RetainedStore(int maxMessages, long maxBytes)
{
    private readonly TopicTree<Message> _messages = new();

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Keeps the message, or forgets the topic when the payload is empty. False: no room (0x97).</summary>
    public bool TrySet(Message message)
    {
        var old = _messages.Find(message.Topic.Name);
        if (message.Payload.IsEmpty)
        {
            Remove(old);
            return true;
        }

        var bytes = Bytes + message.Size - (old?.Size ?? 0);
        if (bytes > maxBytes || (old is null && Count >= maxMessages))
        {
            return false;
        }

        _messages.Set(message.Topic.Name, message);
        Count += old is null ? 1 : 0;
        Bytes = bytes;
        return true;
    }

    /// <summary>Adds the messages a filter matches; those whose time is over are forgotten.</summary>
    public void Collect(ReadOnlySpan<byte> filter, long nowMs, List<Message> found)
    {
        var start = found.Count;
        _messages.CollectTopicsMatching(filter, found);
        for (var index = found.Count - 1; index >= start; index--)
        {
            if (found[index].ExpiresAt <= nowMs)
            {
                Remove(found[index]);
                found.RemoveAt(index);
            }
        }
    }

    public void CollectAll(List<Message> found) => _messages.CollectAll(found);

    private void Remove(Message? old)
    {
        if (old is not null)
        {
            _messages.Remove(old.Topic.Name);
            Count--;
            Bytes -= old.Size;
        }
    }
}
