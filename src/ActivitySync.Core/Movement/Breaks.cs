namespace ActivitySync.Core.Movement;

/// <summary>Short walks that end stillness: enough steps within a few minutes, wherever on the clock.</summary>
internal static class Breaks
{
    /// <summary>Counts breaks; windows that touch or overlap are one.</summary>
    public static int Count(ReadOnlySpan<int> steps, MovementOptions options)
    {
        var count = 0;
        var coveredTo = -1;
        var sum = 0;
        for (var end = 0; end < steps.Length + options.BreakMinutes - 1; end++)
        {
            sum += end < steps.Length ? Math.Max(steps[end], 0) : 0;
            var start = end - options.BreakMinutes + 1;
            if (start > 0 && start <= steps.Length)
            {
                sum -= Math.Max(steps[start - 1], 0);
            }
            if (sum >= options.BreakSteps)
            {
                count += start > coveredTo ? 1 : 0;
                coveredTo = end + 1;
            }
        }
        return count;
    }
}
