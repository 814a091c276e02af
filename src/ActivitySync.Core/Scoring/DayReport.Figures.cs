namespace ActivitySync.Core.Scoring;

public sealed partial record DayReport
{
    /// <summary>
    /// The report's numbers by name for dashboards. A name is whole or fractional for ever; unknown figures are left
    /// out.
    /// </summary>
    public IReadOnlyList<(string Name, long? Whole, double? Fraction)> Figures()
    {
        var figures = new List<(string Name, long? Whole, double? Fraction)>(48);
        Whole("steps", Steps);
        Whole("target", Target);
        Whole("attainment_percent", AttainmentPercent);
        Whole("met", Met switch { Attainment.Met => 1, Attainment.Missed => 0, _ => null });
        Whole("score", Score);
        Whole("volume_points", Points?.Volume);
        Whole("spread_points", Points?.Spread);
        Whole("intensity_points", Points?.Intensity);
        Whole("consistency_points", Points?.Consistency);
        Whole("coverage", Coverage);
        Whole("provisional", Score is null ? null : Status == DayStatus.Provisional ? 1 : 0);
        Whole("valid", Validity == Movement.Validity.Valid ? 1 : 0);
        Whole("streak", Streak);
        Whole("worn_minutes", WornMinutes);
        Whole("light_minutes", Activity?.LightMinutes);
        Whole("moderate_minutes", Activity?.ModerateMinutes);
        Whole("vigorous_minutes", Activity?.VigorousMinutes);
        Whole("walking_minutes", Activity?.WalkingMinutes);
        Whole("longest_walk_minutes", Activity?.LongestWalkMinutes);
        Whole("still_minutes", Activity?.StillMinutes);
        Whole("longest_still_minutes", Activity?.LongestStillMinutes);
        Whole("breaks", Activity?.Breaks);
        Whole("active_hours", Activity?.Hours.Hit);
        Whole("eligible_hours", Activity?.Hours.Eligible);
        Whole("active_blocks", Activity?.Blocks.Hit);
        Whole("eligible_blocks", Activity?.Blocks.Eligible);
        Whole("weekly_equivalent_minutes", WeeklyEquivalentMinutes);
        Whole("weekly_met_minutes", WeeklyMetMinutes);
        Whole("weekly_essential_points", WeeklyEssentialPoints);
        Whole("baseline_steps", BaselineSteps);
        Whole("enough_steps", EnoughSteps);
        Whole("spike", Level(StepSpike));
        Whole("walk_spike", Level(WalkSpike));
        Whole("flare", Flare.Active ? 1 : 0);
        Fraction("resting_bpm", (double?)RestingBpm);
        Fraction("day_resting_bpm", (double?)DayRestingBpm);
        Fraction("acute_load", Load?.Acute);
        Fraction("chronic_load", Load?.Chronic);
        Fraction("load_ratio", Load?.Ratio);
        return figures;

        void Whole(string name, long? value)
        {
            if (value is not null)
            {
                figures.Add((name, value, null));
            }
        }

        void Fraction(string name, double? value)
        {
            if (value is not null)
            {
                figures.Add((name, null, value));
            }
        }
    }

    static long? Level(SpikeLevel level) => level == SpikeLevel.NoReference ? null : level - SpikeLevel.None;
}
