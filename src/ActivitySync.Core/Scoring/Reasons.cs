using ActivitySync.Core.Movement;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Scoring;

/// <summary>Says in plain sentences what a report means. A habit tracker's words: no promise, no diagnosis.</summary>
internal static class Reasons
{
    public static IReadOnlyList<string> Of(Wearer wearer, DayReport report, ScoringOptions options)
    {
        var reasons = new List<string>();
        AddDay(reasons, report, options);
        if (report.Decision is { } decision)
        {
            reasons.Add(decision.Sentence);
        }
        AddScore(reasons, report);
        AddAdvice(reasons, wearer, report, options);
        return reasons;
    }

    static void AddDay(List<string> reasons, DayReport report, ScoringOptions options)
    {
        if (WhyNot(report, options.Movement) is { } why)
        {
            reasons.Add(why);
        }
        reasons.AddRange(report.Devices.Where(device => device.MixedReadings > 0).Select(device =>
            $"{device.Device} mixes two kinds of count: {Wording.Count(device.MixedReadings, "reading was", "readings were")} left out. Look at what its source is declared to count from."));
        if (report.Target is null)
        {
            var known = Math.Min(report.BaselineDays.Count, options.Targets.MinValidDays);
            var next = known < options.Targets.MinValidDays ? "The first target comes after that." : "The first target comes next.";
            reasons.Add($"Learning your usual movement: {known} of {options.Targets.MinValidDays} days. {next}");
        }
        reasons.AddRange(report.Excuse switch
        {
            Excuse.Rest => ["Rest day: no score, and your streak stays."],
            Excuse.Sick => ["Sick day: no score, and your streak stays. Take your time."],
            Excuse.Journey => ["A journey changed the length of this day: it is scored, but not compared with others."],
            Excuse.Flare when !report.Flare.Active =>
                ["The flare is over. This day began in it and does not ask for more yet, and your streak stays."],
            Excuse.Flare => ["Your pain reports show a flare: this day does not ask for more, and your streak stays."],
            _ => (string[])[],
        });
    }

    static string? WhyNot(DayReport report, MovementOptions options) => report.ValidityReason switch
    {
        ValidityReason.NoData => "No data for this day.",
        ValidityReason.NoSteps => "No step counter told anything on this day.",
        ValidityReason.ShortWear =>
            $"Not enough data: worn {report.WornMinutes} minutes, {options.MinWornMinutes} are needed.",
        ValidityReason.FewHours =>
            $"Not enough data: fewer than {options.MinHoursWithSteps} hours with readings while worn.",
        ValidityReason.FewSteps => $"Not enough data: fewer than {options.MinDaySteps} steps.",
        ValidityReason.ManySteps =>
            $"More than {Wording.Number(options.MaxDaySteps)} steps: more likely a counting error than a day.",
        ValidityReason.MissingReadings => "Not enough data: the readings add up to much less than the device's own total.",
        _ => null,
    };

    static void AddScore(List<string> reasons, DayReport report)
    {
        if (report is { Target: { } target, Steps: { } steps, AttainmentPercent: { } percent })
        {
            reasons.Add($"{Wording.Number(steps)} of {Wording.Number(target)} steps, {percent} percent of the target.");
        }
        if (report.Score is null)
        {
            return;
        }
        var missing = new List<string>();
        if (report.Points?.Spread is null)
        {
            missing.Add("spread through the day");
        }
        if (report.Points?.Intensity is null)
        {
            missing.Add("effort");
        }
        if (report.Points?.Consistency is null)
        {
            missing.Add("consistency");
        }
        if (missing.Count > 0)
        {
            var mark = report.Status == DayStatus.Provisional ? "; it is provisional" : "";
            reasons.Add($"The score covers {report.Coverage} of 100; not known: {string.Join(", ", missing)}{mark}.");
        }
    }

    static void AddAdvice(List<string> reasons, Wearer wearer, DayReport report, ScoringOptions options)
    {
        if (report.StepSpike is SpikeLevel.Moderate or SpikeLevel.Large)
        {
            reasons.Add("Clearly more steps than on any of your last 30 days. Fine if it felt fine; an easier day after it is fine too.");
        }
        if (report.WalkSpike is SpikeLevel.Moderate or SpikeLevel.Large)
        {
            reasons.Add("Your longest walk was clearly longer than any of the last 30 days.");
        }
        if (wearer.Target.Pacing && report is { Steps: { } steps, Target: { } target } &&
            steps * 100L > target * (long)options.Targets.QuotaAlertPercent)
        {
            reasons.Add("More than the day's quota. Pacing means stopping at it on good days too.");
        }
        if (report.Flare.Active || report.Excuse == Excuse.Flare)
        {
            reasons.Add(SeekCare);
        }
        if (wearer.ShowReliefWindows && report.Activity?.ReliefWindows.Count > 0)
        {
            reasons.Add("After vigorous exercise some people feel less pain for a while; whether you do is for you to find out.");
        }
    }

    const string SeekCare =
        "New weakness in a leg, changed bladder or bowel control, numbness between the legs, fever, an injury or unexplained weight loss: see a doctor. ActivitySync is a habit tracker, not a medical device.";
}
