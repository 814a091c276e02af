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

    /// <summary>Steps as percent of the target, rounded down.</summary>
    public int? AttainmentPercent =>
        Steps is { } steps && Target.Steps is { } target and > 0 ? (int)(steps * 100L / target) : null;

    /// <summary>Whether the target was met. A day worn too short that met it all the same counts; one that missed is unknown.</summary>
    public Attainment Met
    {
        get
        {
            if (Target.ScoringSteps is not { } target)
            {
                return Attainment.None;
            }
            var reached = Steps >= target;
            var isBelievable = Movement.Validity != Validity.Insufficient || Movement.ValidityReason is
                ValidityReason.ShortWear or ValidityReason.FewHours or ValidityReason.MissingReadings;
            return reached && isBelievable ? Attainment.Met
                : Excuse != Excuse.None ? Attainment.Excused
                : Movement.Validity == Validity.Valid ? Attainment.Missed
                : Attainment.Unknown;
        }
    }
}
