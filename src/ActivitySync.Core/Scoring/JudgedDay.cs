using ActivitySync.Core.Movement;

namespace ActivitySync.Core.Scoring;

/// <summary>A day's movement against its target.</summary>
internal sealed record JudgedDay(DayMovement Movement, DayActivity? Activity, TargetOfDay Target, Excuse Excuse)
{
    /// <summary>Steps; null when no step counter said anything.</summary>
    public int? Steps => Movement.Devices.Count == 0 ? null : Movement.Steps;

    /// <summary>Whether the day may stand for the wearer's usual movement.</summary>
    public bool IsUsual => Movement.Validity == Validity.Valid && Excuse == Excuse.None;

    /// <summary>Whether it gets a score: judged, with a target, not called off.</summary>
    public bool MayBeScored => Movement.Validity != Validity.Insufficient && Steps is not null &&
        Target.Steps is not null && Excuse is not (Excuse.Rest or Excuse.Sick);

    /// <summary>Steps as percent of the target, rounded down; null when the day cannot tell.</summary>
    public int? AttainmentPercent => Met == Attainment.Unknown ? null : Attainments.Percent(Steps, Target.Steps);

    /// <summary>Whether the target was met.</summary>
    public Attainment Met =>
        Attainments.Of(Steps, Target.ScoringSteps, Movement.Validity, Movement.ValidityReason, Excuse);
}
