namespace ActivitySync.Core.Movement;

/// <summary>
/// What a day's minutes say: effort, walking, stillness, spread. Depends on the wearer's heart-rate reserve.
/// </summary>
public sealed record DayActivity
{
    /// <summary>Minutes of light effort.</summary>
    public required int LightMinutes { get; init; }

    /// <summary>Minutes of moderate effort.</summary>
    public required int ModerateMinutes { get; init; }

    /// <summary>Minutes of vigorous effort.</summary>
    public required int VigorousMinutes { get; init; }

    /// <summary>Of these two, minutes only the heart tells of.</summary>
    public required int HeartRateOnlyMinutes { get; init; }

    /// <summary>Minutes of walking.</summary>
    public required int WalkingMinutes { get; init; }

    /// <summary>Length of the longest continuous walk, minutes.</summary>
    public required int LongestWalkMinutes { get; init; }

    /// <summary>Minutes awake and worn without stepping.</summary>
    public required int StillMinutes { get; init; }

    /// <summary>The longest run of them.</summary>
    public required int LongestStillMinutes { get; init; }

    /// <summary>Still bouts long enough to list, in order.</summary>
    public required IReadOnlyList<StillBout> StillBouts { get; init; }

    /// <summary>
    /// Minutes since the last minute that was not still, at the last known minute; 0 when that one moved.
    /// </summary>
    public required int StillNowMinutes { get; init; }

    /// <summary>Movement breaks.</summary>
    public required int Breaks { get; init; }

    /// <summary>Active clock hours.</summary>
    public required Spread Hours { get; init; }

    /// <summary>Movement blocks, for the score.</summary>
    public required Spread Blocks { get; init; }

    /// <summary>Vigorous bouts with their possible relief windows.</summary>
    public required IReadOnlyList<ReliefWindow> ReliefWindows { get; init; }

    internal static DayActivity Of(
        MinuteSeries minutes, HeartRateReserve? reserve, long dayStartMs, MovementOptions options)
    {
        var intensities = IntensitySeries.Of(minutes, reserve, options);
        Span<int> counts = stackalloc int[5];
        counts.Clear();
        var heartOnly = 0;
        for (var i = 0; i < minutes.Steps.Length; i++)
        {
            counts[(int)intensities.Minutes[i]]++;
            heartOnly += intensities.IsWithoutSteps(i) ? 1 : 0;
        }
        var walks = Walks.Of(minutes.Steps, options);
        var stillMinutes = Stillness.FindMinutes(minutes, intensities, options);
        var stillness = Stillness.Of(stillMinutes, options);
        return new DayActivity
        {
            LightMinutes = counts[(int)Intensity.Light],
            ModerateMinutes = counts[(int)Intensity.Moderate],
            VigorousMinutes = counts[(int)Intensity.Vigorous],
            HeartRateOnlyMinutes = heartOnly,
            WalkingMinutes = walks.Minutes,
            LongestWalkMinutes = walks.LongestMinutes,
            StillMinutes = stillness.Minutes,
            LongestStillMinutes = stillness.LongestMinutes,
            StillBouts = stillness.Bouts,
            StillNowMinutes = StillNow(minutes.Steps, stillMinutes),
            Breaks = Movement.Breaks.Count(minutes.Steps, options),
            Hours = Spread.OfHours(minutes, options),
            Blocks = Spread.OfBlocks(minutes, intensities, options),
            ReliefWindows = Relief(intensities, dayStartMs, options),
        };
    }

    static int StillNow(ReadOnlySpan<int> steps, ReadOnlySpan<bool> still)
    {
        var last = steps.Length - 1;
        while (last >= 0 && steps[last] < 0)
        {
            last--;
        }
        var first = last;
        while (first >= 0 && still[first])
        {
            first--;
        }
        return last - first;
    }

    static ReliefWindow[] Relief(IntensitySeries intensities, long dayStartMs, MovementOptions options) =>
        [.. VigorousBout.Find(intensities.Minutes, options).Select(bout =>
        {
            var endMs = dayStartMs + bout.EndMinute * 60_000L;
            return new ReliefWindow(endMs, endMs + options.ReliefWindowMinutes * 60_000L, bout.Minutes);
        })];
}
