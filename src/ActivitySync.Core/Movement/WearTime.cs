namespace ActivitySync.Core.Movement;

/// <summary>In which minutes a device was on the body.</summary>
internal static class WearTime
{
    /// <summary>State of a minute of heart rate: no reading.</summary>
    public const sbyte None = 0;

    /// <summary>State of a minute of heart rate: a reading to believe.</summary>
    public const sbyte Valid = 1;

    /// <summary>State of a minute of heart rate: readings, none to believe.</summary>
    public const sbyte Invalid = -1;

    /// <summary>
    /// Worn where the heart was measured, and in short gaps without any reading between two such minutes.
    /// </summary>
    public static bool[] FromHeartRate(ReadOnlySpan<sbyte> states, MovementOptions options)
    {
        var worn = new bool[states.Length];
        var last = -1;
        var isOpen = false;
        for (var i = 0; i < states.Length; i++)
        {
            if (states[i] == Valid)
            {
                if (isOpen && i - last - 1 <= options.WornGapMinutes)
                {
                    worn.AsSpan(last + 1, i - last - 1).Fill(true);
                }
                worn[i] = true;
                (last, isOpen) = (i, true);
            }
            else if (states[i] == Invalid)
            {
                isOpen = false;
            }
        }
        return worn;
    }

    /// <summary>
    /// Worn but for long runs of zeros (Choi 2011); a short burst far from other steps does not break a run. Unknown
    /// minutes between known ones count as zeros, coarse ones as steps; before the first and after the last known
    /// minute nothing is known of wear.
    /// </summary>
    public static bool[] FromSteps(ReadOnlySpan<int> minutes, MovementOptions options)
    {
        var worn = new bool[minutes.Length];
        var first = minutes.IndexOfAnyExcept(StepMerge.Unknown);
        if (first >= 0)
        {
            var known = first..(minutes.LastIndexOfAnyExcept(StepMerge.Unknown) + 1);
            worn.AsSpan(known).Fill(true);
            ClearLongZeros(minutes[known], worn.AsSpan(known), options);
        }
        return worn;
    }

    static void ClearLongZeros(ReadOnlySpan<int> minutes, Span<bool> worn, MovementOptions options)
    {
        var runStart = 0;
        for (var i = 0; i <= minutes.Length;)
        {
            var burst = BurstAt(minutes, i);
            if (i < minutes.Length && (burst == 0 || IsLone(minutes, i, burst, options)))
            {
                i += Math.Max(burst, 1);
                continue;
            }
            if (i - runStart >= options.NonWearFrameMinutes)
            {
                worn[runStart..i].Clear();
            }
            i += Math.Max(burst, 1);
            runStart = i;
        }
    }

    static int BurstAt(ReadOnlySpan<int> minutes, int start)
    {
        var end = start;
        while (end < minutes.Length && IsActive(minutes[end]))
        {
            end++;
        }
        return end - start;
    }

    static bool IsLone(ReadOnlySpan<int> minutes, int start, int length, MovementOptions options)
    {
        if (length > options.NonWearBurstMinutes)
        {
            return false;
        }
        var from = Math.Max(0, start - options.NonWearStreamMinutes);
        var to = Math.Min(minutes.Length, start + length + options.NonWearStreamMinutes);
        return !AnyActive(minutes[from..start]) && !AnyActive(minutes[(start + length)..to]);
    }

    static bool AnyActive(ReadOnlySpan<int> minutes)
    {
        foreach (var steps in minutes)
        {
            if (IsActive(steps))
            {
                return true;
            }
        }
        return false;
    }

    static bool IsActive(int steps) => steps is > 0 or StepMerge.Coarse;
}
