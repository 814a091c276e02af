using ActivitySync.Core.Movement;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>Looks at a day that is not over, by the same rules that will judge it.</summary>
public static class TodayProgress
{
    /// <summary>Progress of today at an instant.</summary>
    public static Progress Of(
        Wearer wearer, DayMovement today, IReadOnlyList<DayReport> history, IReadOnlyList<JournalEntry> journal,
        long nowMs, ScoringOptions options)
    {
        var past = History.Of(history, today.Date);
        var target = TargetOfDay.Of(wearer, today.Date, past, journal, options);
        var told = DayJournal.Of(wearer, journal, today.Date);
        var excuse = DayScoring.ExcuseOf(today, told, target, wearer, options);
        var heart = DayHeart.Of(wearer, today, past, options);
        var day = new JudgedDay(today, today.HasMinutes ? heart.Activity : null, target, excuse);
        var spikes = Spikes.Of(day, past, options);
        return new Progress
        {
            Steps = day.Steps,
            Target = target.Steps,
            AskedSteps = target.ScoringSteps,
            Remaining = target.ScoringSteps is { } steps ? Math.Max(0, steps - (day.Steps ?? 0)) : null,
            ExpectedNow = target.Steps is { } wanted ? Expected(wearer, wanted, history.Where(report => report.Date < today.Date), nowMs, options) : null,
            EnoughSteps = spikes.EnoughSteps,
            Spike = spikes.Steps,
            IsMet = day.Met == Attainment.Met,
            Excuse = excuse,
            Activity = day.Activity,
            RestingBpm = heart.RestingBpm,
            InFlare = target.Flare.Active,
            StillNowMinutes = day.Activity?.StillNowMinutes,
            LastSampleMs = today.LastSampleMs,
            Decision = target.Decision,
        };
    }

    static int Expected(
        Wearer wearer, int target, IEnumerable<DayReport> history, long nowMs, ScoringOptions options)
    {
        var instant = Instant.FromUnixTimeMilliseconds(nowMs);
        var now = instant.InZone(wearer.Zones.At(instant)).TimeOfDay;
        var habits = history.Where(report => report is { IsUsual: true, HourlySteps: not null })
            .Select(report => report.HourlySteps!).ToList();
        return habits.Count >= options.HabitDays
            ? PaceOfDay.ByHabit(target, habits, wearer.DayStart, now)
            : PaceOfDay.Even(
                target, wearer.WakeTime ?? options.Movement.WakeTime, wearer.SleepTime ?? options.Movement.SleepTime,
                wearer.DayStart, now);
    }
}
