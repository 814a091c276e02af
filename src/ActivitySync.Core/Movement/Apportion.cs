namespace ActivitySync.Core.Movement;

/// <summary>
/// Cuts the steps of an interval by time, pro rata and without losing one. Cuts at instants round the share before the
/// cut (half away from zero), so any set of cuts adds up; minutes get whole steps by largest remainder, ties to the
/// earlier minute.
/// </summary>
internal static class Apportion
{
    const long MinuteMs = 60_000;

    /// <summary>Steps of [startMs, endMs) made before the cut: none when it lies before them, all when after.</summary>
    public static long Before(long steps, long startMs, long endMs, long cutMs)
    {
        if (cutMs >= endMs)
        {
            return steps;
        }
        var length = endMs - startMs;
        return cutMs <= startMs ? 0 : (steps * (cutMs - startMs) * 2 + length) / (2 * length);
    }

    /// <summary>Steps of [startMs, endMs) made in [fromMs, toMs).</summary>
    public static long Between(long steps, long startMs, long endMs, long fromMs, long toMs) =>
        Before(steps, startMs, endMs, toMs) - Before(steps, startMs, endMs, fromMs);

    /// <summary>
    /// Adds steps to the minutes they were made in. The interval lies in the series, which begins at originMs; a minute
    /// not known before (negative) becomes known.
    /// </summary>
    public static void ToMinutes(Span<int> minutes, long originMs, long startMs, long endMs, long steps)
    {
        var first = (int)((startMs - originMs) / MinuteMs);
        var last = endMs > startMs ? (int)((endMs - originMs - 1) / MinuteMs) : first;
        if (first == last)
        {
            Add(ref minutes[first], steps);
            return;
        }
        var length = endMs - startMs;
        var head = originMs + (first + 1) * MinuteMs - startMs;
        var tail = endMs - (originMs + last * MinuteMs);
        var (headSteps, headRest) = Math.DivRem(steps * head, length);
        var (innerSteps, innerRest) = Math.DivRem(steps * MinuteMs, length);
        var (tailSteps, tailRest) = Math.DivRem(steps * tail, length);
        var inner = last - first - 1;
        var extra = steps - headSteps - tailSteps - innerSteps * inner;

        var (innerFirst, tailFirst, tailBeforeInner) = (innerRest > headRest, tailRest > headRest, tailRest > innerRest);
        var headRank = (innerFirst ? inner : 0) + (tailFirst ? 1 : 0);
        var innerRank = (innerFirst ? 0 : 1) + (tailBeforeInner ? 1 : 0);
        var tailRank = (tailFirst ? 0 : 1) + (tailBeforeInner ? 0 : inner);
        Add(ref minutes[first], headSteps + (extra > headRank ? 1 : 0));
        for (var i = 0; i < inner; i++)
        {
            Add(ref minutes[first + 1 + i], innerSteps + (extra > innerRank + i ? 1 : 0));
        }
        Add(ref minutes[last], tailSteps + (extra > tailRank ? 1 : 0));
    }

    static void Add(ref int minute, long steps) => minute = Math.Max(minute, 0) + (int)steps;
}
