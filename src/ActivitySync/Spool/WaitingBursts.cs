namespace ActivitySync.Spool;

/// <summary>How much waits in the spool, and which bursts are large. Safe for concurrent use.</summary>
internal sealed class WaitingBursts
{
    /// <summary>
    /// A message as large as this, bytes, is a burst of its own, so that it can be carried beside the others: what a phone
    /// held back for a month does not stand before everybody's steps. Our choice: some hundred readings.
    /// </summary>
    public const int LargeBytes = 16_384;

    long _bytes;
    long _messages;
    long _large;

    /// <summary>Bytes of all that waits.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Messages that wait.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Whether a large message waits.</summary>
    public bool HasLarge => Interlocked.Read(ref _large) > 0;

    /// <summary>Takes what is on the disk for true.</summary>
    public void Set((long Bytes, long Messages) all, long large)
    {
        Interlocked.Exchange(ref _bytes, all.Bytes);
        Interlocked.Exchange(ref _messages, all.Messages);
        Interlocked.Exchange(ref _large, large);
    }

    /// <summary>A burst came.</summary>
    public void Came(int messages, int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _messages, messages);
        Interlocked.Add(ref _large, IsLarge(messages, bytes) ? 1 : 0);
    }

    /// <summary>Bursts left.</summary>
    public void Left(IReadOnlyList<SpooledBurst> bursts)
    {
        foreach (var burst in bursts)
        {
            Interlocked.Add(ref _bytes, -burst.Body.Length);
            Interlocked.Add(ref _messages, -burst.Messages);
            Interlocked.Add(ref _large, IsLarge(burst.Messages, burst.Body.Length) ? -1 : 0);
        }
    }

    /// <summary>First and last id of those that follow each other: between two large messages there may be others that stay.</summary>
    public static IEnumerable<(long First, long Last)> Runs(IReadOnlyList<SpooledBurst> bursts)
    {
        for (int first = 0, next; first < bursts.Count; first = next)
        {
            for (next = first + 1; next < bursts.Count && bursts[next].Id == bursts[next - 1].Id + 1;)
            {
                next++;
            }
            yield return (bursts[first].Id, bursts[next - 1].Id);
        }
    }

    static bool IsLarge(int messages, int bytes) => messages == 1 && bytes >= LargeBytes;
}
