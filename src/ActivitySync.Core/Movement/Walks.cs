namespace ActivitySync.Core.Movement;

/// <summary>Minutes of walking, and the longest walk.</summary>
/// <param name="Minutes">All walking minutes.</param>
/// <param name="LongestMinutes">From first to last minute of the longest walk with short pauses.</param>
internal readonly record struct Walks(int Minutes, int LongestMinutes)
{
    public static Walks Of(ReadOnlySpan<int> steps, MovementOptions options)
    {
        int total = 0, longest = 0, start = 0, last = int.MinValue / 2;
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] < options.WalkingCadence)
            {
                continue;
            }
            if (i - last - 1 > options.WalkPauseMinutes)
            {
                start = i;
            }
            last = i;
            total++;
            longest = Math.Max(longest, last - start + 1);
        }
        return new Walks(total, longest);
    }
}
