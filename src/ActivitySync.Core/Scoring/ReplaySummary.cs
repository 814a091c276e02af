using ActivitySync.Core.Targets;

namespace ActivitySync.Core.Scoring;

/// <summary>What a run of targets came to, so that a person can compare one with another.</summary>
/// <param name="JudgedDays">Days that met or missed their target; excused and unknown ones are neither.</param>
/// <param name="MetDays">Of these, days that met it.</param>
/// <param name="MeanTarget">Mean over the days with a target, whole steps; null when there is none.</param>
/// <param name="FirstTarget">Target of the first of them.</param>
/// <param name="LastTarget">Target of the last of them.</param>
/// <param name="Raises">Decisions that raised the target, steps back up after a flare not among them.</param>
/// <param name="Lowers">Decisions that lowered it, for low attainment or a flare.</param>
public sealed record ReplaySummary(
    int JudgedDays, int MetDays, int? MeanTarget, int? FirstTarget, int? LastTarget, int Raises, int Lowers)
{
    /// <summary>Sums up reports, ascending.</summary>
    public static ReplaySummary Of(IReadOnlyList<DayReport> reports)
    {
        var targets = reports.Where(report => report.Target is not null).Select(report => report.Target!.Value).ToList();
        var met = reports.Count(report => report.Met == Attainment.Met);
        return new ReplaySummary(
            met + reports.Count(report => report.Met == Attainment.Missed), met,
            targets.Count == 0 ? null
                : (int)decimal.Round(targets.Sum(steps => (decimal)steps) / targets.Count, MidpointRounding.AwayFromZero),
            targets.Count == 0 ? null : targets[0], targets.Count == 0 ? null : targets[^1],
            reports.Count(report => report.Decision?.Action == TargetAction.Raise),
            reports.Count(report => report.Decision?.Action is TargetAction.Lower or TargetAction.Deload));
    }
}
