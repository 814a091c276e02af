using ActivitySync.Core.Movement;

namespace ActivitySync.Core.Scoring;

/// <summary>Compares steps with a target.</summary>
internal static class Attainments
{
    /// <summary>Steps as percent of the target, rounded down.</summary>
    public static int? Percent(int? steps, int? target) =>
        steps is { } made && target is { } wanted and > 0 ? (int)(made * 100L / wanted) : null;

    /// <summary>
    /// Whether a target was met. A day worn too short that met it all the same counts; one that missed is unknown.
    /// </summary>
    public static Attainment Of(int? steps, int? target, Validity validity, ValidityReason reason, Excuse excuse)
    {
        if (target is null)
        {
            return Attainment.None;
        }
        var isBelievable = validity != Validity.Insufficient ||
            reason is ValidityReason.ShortWear or ValidityReason.FewHours or ValidityReason.MissingReadings;
        return steps >= target && isBelievable ? Attainment.Met
            : excuse != Excuse.None ? Attainment.Excused
            : validity == Validity.Valid ? Attainment.Missed
            : Attainment.Unknown;
    }
}
