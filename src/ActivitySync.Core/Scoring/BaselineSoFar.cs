using ActivitySync.Core.Movement;
using ActivitySync.Core.Targets;
using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>The wearer's usual movement, learnt from their first valid days.</summary>
internal sealed record BaselineSoFar(IReadOnlyList<int> Days, bool HasWeekend, int? Steps, bool IsFirm)
{
    public static BaselineSoFar Of(DayReport? last, JudgedDay day, TargetOptions options)
    {
        IReadOnlyList<int> days = last?.BaselineDays ?? [];
        var hasWeekend = last?.BaselineHasWeekend ?? false;
        if (days.Count < options.BaselineDays && day is { IsUsual: true, Steps: { } steps })
        {
            days = [.. days, steps];
            hasWeekend |= day.Movement.Date.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday;
        }
        int? median = days.Count < options.MinValidDays ? null : (int)decimal.Floor(Median.Of(days)!.Value);
        return new BaselineSoFar(days, hasWeekend, median, hasWeekend && days.Count >= options.FirmBaselineDays);
    }
}
