namespace ActivitySync.Core.Movement;

/// <summary>
/// How movement is spread through the day: spans of the clock hit, of those in which a device was worn.
/// </summary>
/// <param name="Hit">Spans with enough movement.</param>
/// <param name="Eligible">Spans that could count: worn long enough, and known by the minute.</param>
public readonly record struct Spread(int Hit, int Eligible)
{
    const int HoursPerDay = 24;

    /// <summary>Clock hours with enough steps. For display: a walk across the full hour earns two.</summary>
    internal static Spread OfHours(MinuteSeries minutes, MovementOptions options)
    {
        Span<int> steps = stackalloc int[HoursPerDay];
        Span<int> usable = stackalloc int[HoursPerDay];
        steps.Clear();
        usable.Clear();
        for (var i = 0; i < minutes.Steps.Length; i++)
        {
            var hour = minutes.Clock.HourAt(i);
            steps[hour] += Math.Max(minutes.Steps[i], 0);
            usable[hour] += IsUsable(minutes, i) ? 1 : 0;
        }
        int hit = 0, eligible = 0;
        for (var hour = options.ActiveFromHour; hour < options.ActiveToHour; hour++)
        {
            var counts = usable[hour] >= options.EligibleMinutes;
            eligible += counts ? 1 : 0;
            hit += counts && steps[hour] >= options.ActiveHourSteps ? 1 : 0;
        }
        return new Spread(hit, eligible);
    }

    /// <summary>Blocks of the day with a break inside them, or with a few moderate minutes.</summary>
    internal static Spread OfBlocks(MinuteSeries minutes, IntensitySeries intensities, MovementOptions options)
    {
        Span<int> usable = stackalloc int[HoursPerDay];
        Span<int> moderate = stackalloc int[HoursPerDay];
        Span<bool> broken = stackalloc bool[HoursPerDay];
        usable.Clear();
        moderate.Clear();
        broken.Clear();
        var window = 0;
        var inBlock = 0;
        var last = -1;
        for (var i = 0; i < minutes.Steps.Length; i++)
        {
            var hour = minutes.Clock.HourAt(i);
            var block = hour < options.BlockFromHour || hour >= options.BlockToHour
                ? -1 : (hour - options.BlockFromHour) / options.BlockHours;
            (window, inBlock) = block == last ? (window, inBlock) : (0, 0);
            last = block;
            if (block < 0)
            {
                continue;
            }
            window += Math.Max(minutes.Steps[i], 0);
            if (++inBlock > options.BreakMinutes)
            {
                window -= Math.Max(minutes.Steps[i - options.BreakMinutes], 0);
            }
            broken[block] |= window >= options.BreakSteps;
            moderate[block] += intensities.Minutes[i] >= Intensity.Moderate ? 1 : 0;
            usable[block] += IsUsable(minutes, i) ? 1 : 0;
        }
        int hit = 0, eligible = 0;
        for (var block = 0; block < (options.BlockToHour - options.BlockFromHour) / options.BlockHours; block++)
        {
            var counts = usable[block] >= options.EligibleMinutes;
            eligible += counts ? 1 : 0;
            hit += counts && (broken[block] || moderate[block] >= options.BlockModerateMinutes) ? 1 : 0;
        }
        return new Spread(hit, eligible);
    }

    static bool IsUsable(MinuteSeries minutes, int i) => minutes.Worn[i] && minutes.Steps[i] >= 0;
}
