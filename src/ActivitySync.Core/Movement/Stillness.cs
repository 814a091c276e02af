namespace ActivitySync.Core.Movement;

/// <summary>
/// Time without stepping while awake and worn. Steps cannot tell sitting from standing, so it is not called sitting.
/// </summary>
/// <param name="Minutes">All still minutes.</param>
/// <param name="LongestMinutes">The longest bout.</param>
/// <param name="Bouts">Bouts long enough to list, in order.</param>
internal sealed record Stillness(int Minutes, int LongestMinutes, IReadOnlyList<StillBout> Bouts)
{
    /// <summary>Finds bouts: maximal runs of still minutes; a minute unworn, unknown or asleep ends one.</summary>
    public static Stillness Of(ReadOnlySpan<bool> still, MovementOptions options)
    {
        var bouts = new List<StillBout>();
        int total = 0, longest = 0;
        for (var start = 0; start < still.Length;)
        {
            var end = start;
            while (end < still.Length && still[end])
            {
                end++;
            }
            var length = end - start;
            total += length;
            longest = Math.Max(longest, length);
            if (length >= options.ListedStillMinutes)
            {
                bouts.Add(new StillBout(start, length));
            }
            start = end + 1;
        }
        return new Stillness(total, longest, bouts);
    }

    /// <summary>
    /// Which minutes are still: awake, worn, known by the minute, hardly a step, no effort seen by the heart.
    /// </summary>
    public static bool[] FindMinutes(MinuteSeries minutes, IntensitySeries intensities, MovementOptions options)
    {
        var still = new bool[minutes.Steps.Length];
        for (var i = 0; i < still.Length; i++)
        {
            still[i] = minutes.Steps[i] >= 0 && minutes.Steps[i] < options.LightCadence && minutes.Worn[i] &&
                minutes.Clock.IsAwake(i) && !intensities.IsWithoutSteps(i);
        }
        return still;
    }
}
