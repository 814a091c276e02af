namespace ActivitySync.Core.Movement;

/// <summary>A long enough stretch of vigorous minutes with short interruptions.</summary>
/// <param name="StartMinute">First vigorous minute, counted from the day's start.</param>
/// <param name="EndMinute">First minute after the last vigorous one.</param>
/// <param name="Minutes">Vigorous minutes in it.</param>
internal readonly record struct VigorousBout(int StartMinute, int EndMinute, int Minutes)
{
    public static List<VigorousBout> Find(ReadOnlySpan<Intensity> minutes, MovementOptions options)
    {
        var bouts = new List<VigorousBout>();
        int start = 0, last = -1, count = 0;
        for (var i = 0; i <= minutes.Length; i++)
        {
            var isVigorous = i < minutes.Length && minutes[i] == Intensity.Vigorous;
            var isOver = i == minutes.Length || isVigorous && i - last - 1 > options.ReliefPauseMinutes;
            if (isOver && count >= options.ReliefMinutes &&
                count * 100 >= options.ReliefVigorousPercent * (last + 1 - start))
            {
                bouts.Add(new VigorousBout(start, last + 1, count));
            }
            if (isVigorous)
            {
                (start, count) = isOver || count == 0 ? (i, 1) : (start, count + 1);
                last = i;
            }
        }
        return bouts;
    }
}
