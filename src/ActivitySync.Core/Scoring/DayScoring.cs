using ActivitySync.Core.Movement;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// Judges a day. A fold: all it knows of the past is in the reports before. The same input and rule version give the
/// same report.
/// </summary>
public static class DayScoring
{
    /// <summary>Version of the rules. Raise it with any change that changes a report.</summary>
    public const int RuleVersion = 3;

    /// <summary>Judges one day.</summary>
    /// <param name="wearer">Whose day.</param>
    /// <param name="movement">What they did.</param>
    /// <param name="history">Newest reports of the days before, up to 60 calendar days, gaps possible.</param>
    /// <param name="journal">What they told in the last 60 days, this one included.</param>
    /// <param name="options">Constants.</param>
    public static DayReport Score(
        Wearer wearer, DayMovement movement, IReadOnlyList<DayReport> history, IReadOnlyList<JournalEntry> journal,
        ScoringOptions options) => Score(wearer, movement, History.Of(history, movement.Date), journal, options);

    /// <summary>Judges one day.</summary>
    /// <param name="wearer">Whose day.</param>
    /// <param name="movement">What they did.</param>
    /// <param name="past">The days before, up to 60 calendar days, gaps possible.</param>
    /// <param name="journal">What they told in the last 60 days, this one included.</param>
    /// <param name="options">Constants.</param>
    public static DayReport Score(
        Wearer wearer, DayMovement movement, History past, IReadOnlyList<JournalEntry> journal, ScoringOptions options)
    {
        var target = TargetOfDay.Of(wearer, movement.Date, past, journal, options);
        var told = DayJournal.Of(wearer, journal, movement.Date);
        var excuse = ExcuseOf(movement, told, target, wearer, options);
        var heart = DayHeart.Of(wearer, movement, past, options);
        var activity = movement.HasMinutes
            ? heart.Activity with { ReliefWindows = wearer.ShowReliefWindows ? heart.Activity.ReliefWindows : [] } : null;
        var judged = new JudgedDay(movement, activity, target, excuse);
        var week = WeekEffort.Of(judged, past, options);
        var score = judged.MayBeScored ? CompositeScore.Of(ScoreParts.Of(judged, week, past, options)) : null;
        var status = StatusOf(judged, score, options);
        var spikes = Spikes.Of(judged, past, options);
        var streak = Streaks.Next(past.Last, judged, status, movement.Date, options);
        var baseline = BaselineSoFar.Of(past.Last, judged, options.Targets);
        var report = new DayReport
        {
            RuleVersion = RuleVersion,
            Wearer = wearer.Id,
            Date = movement.Date,
            StartMs = movement.StartMs,
            EndMs = movement.EndMs,
            Status = status,
            Validity = movement.Validity,
            ValidityReason = movement.ValidityReason,
            Excuse = excuse,
            Steps = judged.Steps,
            CoarseSteps = judged.Steps is null ? null : movement.CoarseSteps,
            HourlySteps = activity is null ? null : movement.HourlySteps,
            Devices = movement.Devices,
            WornMinutes = movement.WornMinutes,
            WearBasis = movement.WearBasis,
            HeartRateMinutes = movement.HeartRateMinutes,
            DayRestingBpm = movement.RestingBpm,
            ToldRestingBpm = movement.ToldRestingBpm,
            RestingBpm = heart.RestingBpm,
            RestingBasis = heart.Basis,
            MaxBpm = heart.Reserve?.MaxBpm,
            MaxBpmEstimated = heart.Reserve?.IsMaxEstimated,
            Activity = activity,
            WeeklyEquivalentMinutes = week?.Equivalent,
            WeeklyMetMinutes = week?.MetMinutes,
            WeeklyEssentialPoints = week is null ? null : WeeklyActivity.EssentialPoints(week.Equivalent),
            WeeklyDays = week?.Days ?? 0,
            BaselineDays = baseline.Days,
            BaselineHasWeekend = baseline.HasWeekend,
            BaselineSteps = baseline.Steps,
            BaselineFirm = baseline.IsFirm,
            Target = target.Steps,
            ScoringTarget = target.ScoringSteps,
            AttainmentPercent = judged.AttainmentPercent,
            Met = judged.Met,
            Decision = target.Decision,
            Targets = target.State,
            Flare = target.Flare,
            Score = score?.Score,
            Points = score is null
                ? null : new ScorePoints(score.Points[0], score.Points[1], score.Points[2], score.Points[3]),
            Coverage = score?.Coverage ?? 0,
            Streak = streak.Length,
            StreakPause = streak.Pause,
            StepSpike = spikes.Steps,
            WalkSpike = spikes.Walk,
            EnoughSteps = spikes.EnoughSteps,
            Load = judged is { Steps: { } steps } && movement.Validity == Validity.Valid
                ? LoadAverage.Next(past.Last?.Load, steps, options) : past.Last?.Load,
            Reasons = [],
        };
        return report with { Reasons = Reasons.Of(wearer, report, options) };
    }

    internal static Excuse ExcuseOf(
        DayMovement movement, DayJournal told, TargetOfDay target, Wearer wearer, ScoringOptions options) =>
        told.Says(JournalKind.SickDay) ? Excuse.Sick
        : told.Says(JournalKind.RestDay) ? Excuse.Rest
        : movement.Validity == Validity.Irregular ? Excuse.Journey
        : FlareExcuse(target, wearer, options);

    internal static Excuse FlareExcuse(TargetOfDay target, Wearer wearer, ScoringOptions options) =>
        target.InFlare && FlareSettings.PolicyOf(wearer, options.Targets) != FlarePolicy.Ignore
            ? Excuse.Flare : Excuse.None;

    static DayStatus StatusOf(JudgedDay day, CompositeScore? score, ScoringOptions options) =>
        day.Movement.Validity == Validity.Insufficient ? DayStatus.Insufficient
        : day.Target.Steps is null ? DayStatus.Baselining
        : score is null ? DayStatus.Excused
        : score.Coverage < options.FirmCoverage ? DayStatus.Provisional
        : DayStatus.Scored;
}
