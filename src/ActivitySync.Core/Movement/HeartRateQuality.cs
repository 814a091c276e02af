namespace ActivitySync.Core.Movement;

/// <summary>Finds minutes of heart rate that come from a sensor's fault.</summary>
internal static class HeartRateQuality
{
    /// <summary>
    /// Clears (to 0) runs of equal minutes that a heart does not make: a stuck sensor. A minute without a reading ends
    /// a run.
    /// </summary>
    public static void ClearRepeated(Span<short> twice, DayClock clock, MovementOptions options)
    {
        for (var start = 0; start < twice.Length;)
        {
            var end = start + 1;
            while (end < twice.Length && twice[end] == twice[start])
            {
                end++;
            }
            if (twice[start] != 0 && end - start >= options.RepeatedAwakeMinutes &&
                (end - start >= options.RepeatedAsleepMinutes || Awake(clock, start, end) >= options.RepeatedAwakeMinutes))
            {
                twice[start..end].Clear();
            }
            start = end;
        }
    }

    static int Awake(DayClock clock, int start, int end)
    {
        var awake = 0;
        for (var i = start; i < end; i++)
        {
            awake += clock.IsAwake(i) ? 1 : 0;
        }
        return awake;
    }

    /// <summary>
    /// Marks minutes in which an optical sensor follows the steps instead of the heart: brisk steps and a heart rate
    /// next to the cadence, for many minutes in a row. Null when there are none.
    /// </summary>
    public static bool[]? Locked(ReadOnlySpan<short> twice, ReadOnlySpan<int> steps, MovementOptions options)
    {
        bool[]? locked = null;
        var start = 0;
        for (var i = 0; i <= twice.Length; i++)
        {
            var isNear = i < twice.Length && twice[i] != 0 && steps[i] >= options.LockCadence &&
                Math.Abs(twice[i] - 2 * steps[i]) <= 2 * options.LockBpm;
            if (isNear)
            {
                continue;
            }
            if (i - start >= options.LockMinutes)
            {
                locked ??= new bool[twice.Length];
                locked.AsSpan(start, i - start).Fill(true);
            }
            start = i + 1;
        }
        return locked;
    }
}
