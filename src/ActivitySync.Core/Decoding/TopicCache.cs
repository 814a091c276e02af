namespace ActivitySync.Core.Decoding;

/// <summary>
/// Remembers what each topic means, so that steady traffic parses a topic once and allocates nothing. Bounded: when full
/// it starts again. Owned by one thread.
/// </summary>
internal sealed class TopicCache<T>
{
    // Our choice: ten thousand devices with three topics each stay under 10 MB.
    const int MaxTopics = 30_000;

    readonly Dictionary<byte[], T> _meanings;
    readonly Dictionary<byte[], T>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public TopicCache()
    {
        _meanings = new Dictionary<byte[], T>(BytesComparer.Instance);
        _lookup = _meanings.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public bool TryGet(ReadOnlySpan<byte> topic, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T meaning)
        => _lookup.TryGetValue(topic, out meaning);

    public void Add(ReadOnlySpan<byte> topic, T meaning)
    {
        if (_meanings.Count >= MaxTopics)
        {
            _meanings.Clear();
        }
        _lookup[topic] = meaning;
    }

    sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly BytesComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
