namespace ActivitySync.Core.Decoding;

/// <summary>
/// How far a device's clock stands from ours: the median of the last differences between the receipt of a message and the
/// newest reading in it. Only told, never corrected: a device that delivers late looks the same as a clock that is behind.
/// </summary>
/// <param name="rules">How many differences, and from which median on it is worth telling.</param>
public sealed class ClockOffset(DecodingRules rules)
{
    readonly long[] _differencesMs = new long[rules.OffsetReadings];
    int _count;

    /// <summary>Takes note of a message.</summary>
    /// <param name="receivedMs">When it was received, Unix milliseconds UTC.</param>
    /// <param name="readingMs">When its newest reading was taken by the device's clock, Unix milliseconds UTC.</param>
    public void Add(long receivedMs, long readingMs)
    {
        _differencesMs[_count % _differencesMs.Length] = receivedMs - readingMs;
        _count = _count < int.MaxValue ? _count + 1 : _differencesMs.Length;
    }

    /// <summary>
    /// The median, milliseconds: positive when the device's times lie before their receipt; null before there are enough.
    /// </summary>
    public long? MedianMs
    {
        get
        {
            if (_count < _differencesMs.Length)
            {
                return null;
            }
            long[] sorted = [.. _differencesMs.Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>
    /// The median when it is far enough from ours to tell and the differences are steady: their middle half lies within the
    /// same limit. What was stored and comes all at once differs by another time in each message. Null when not, or not known.
    /// </summary>
    public long? SteadyMs
    {
        get
        {
            if (MedianMs is not { } median)
            {
                return null;
            }
            var limitMs = rules.OffsetMinutes * 60_000L;
            long[] sorted = [.. _differencesMs.Order()];
            var middleHalfMs = sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4];
            return Math.Abs(median) > limitMs && middleHalfMs <= limitMs ? median : null;
        }
    }
}
