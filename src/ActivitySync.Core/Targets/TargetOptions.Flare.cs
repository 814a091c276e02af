namespace ActivitySync.Core.Targets;

public sealed partial record TargetOptions
{
    /// <summary>
    /// What a flare does for wearers who did not say. Source: graded activity does not follow pain (BMC 2007;7:254).
    /// [hold]
    /// </summary>
    public FlarePolicy FlarePolicy { get; init; } = FlarePolicy.Hold;

    /// <summary>A deloaded target as share of the week's median, percent. Our choice. [80]</summary>
    public int DeloadPercent { get; init; } = 80;

    /// <summary>
    /// Rise of pain over its median that is a flare. Source: Ostelo 2008 and Suzuki 2020, for improvement; for
    /// worsening our choice. [2 points]
    /// </summary>
    public decimal FlareRise { get; init; } = 2m;

    /// <summary>Earlier pain reports whose median is compared with. Our choice. [7]</summary>
    public int FlareReports { get; init; } = 7;

    /// <summary>Earlier reports needed. Our choice. [3]</summary>
    public int MinFlareReports { get; init; } = 3;

    /// <summary>Pain this near to the median from before is calm. Our choice. [1 point]</summary>
    public decimal CalmWithin { get; init; } = 1m;

    /// <summary>Calm days with a report, in a row, that end a flare. Our choice. [3]</summary>
    public int CalmDays { get; init; } = 3;

    /// <summary>A flare with no report for so long is taken as over. Our choice. [14 days]</summary>
    public int SilentFlareDays { get; init; } = 14;

    /// <summary>A flare this long is taken as the new usual, and as over. Our choice. [28 days]</summary>
    public int MaxFlareDays { get; init; } = 28;

    /// <summary>Each step back up after a deload, percent of the target before. Our choice. [10]</summary>
    public int RecoverPercent { get; init; } = 10;

    /// <summary>Valid days between these steps. Our choice. [3]</summary>
    public int RecoverDays { get; init; } = 3;

    /// <summary>
    /// Share of the target up to which a paced day is right; above it is enough for today, percent. Our choice. [110]
    /// </summary>
    public int QuotaAlertPercent { get; init; } = 110;

    /// <summary>
    /// Start of the quota for wearers who chose pacing, percent of the baseline. Source: Therapeutic Guidelines
    /// pacing text. [80]
    /// </summary>
    public int QuotaStartPercent { get; init; } = 80;

    /// <summary>Weekly growth of the quota, percent of the baseline. Source: as above. [10]</summary>
    public int QuotaStepPercent { get; init; } = 10;

    /// <summary>Coached: fewer steps make no day of the week. Source: the COPD step algorithm. [70 steps]</summary>
    public int CoachedMinDaySteps { get; init; } = 70;

    /// <summary>
    /// Coached: best days of the week whose median is looked at. Source: the COPD step algorithm. [6]
    /// </summary>
    public int CoachedBestDays { get; init; } = 6;

    /// <summary>Coached: days met under which the goal goes down at once. Source: as above. [2]</summary>
    public int CoachedLowDays { get; init; } = 2;

    /// <summary>Coached: days met from which more is offered. Source: as above. [4]</summary>
    public int CoachedEnoughDays { get; init; } = 4;

    /// <summary>Coached: how far the goal goes down. Source: as above. [200 steps]</summary>
    public int CoachedDown { get; init; } = 200;

    /// <summary>
    /// Coached: a bit more, about five minutes; also how far a lowered goal may stay above the median. Source: as
    /// above. [500 steps]
    /// </summary>
    public int CoachedUp { get; init; } = 500;

    /// <summary>Coached: more, about ten minutes. Source: as above. [1,000 steps]</summary>
    public int CoachedUpMore { get; init; } = 1_000;

    /// <summary>Coached goals are rounded to a multiple of this. Source: as above. [100 steps]</summary>
    public int CoachedRoundTo { get; init; } = 100;
}
