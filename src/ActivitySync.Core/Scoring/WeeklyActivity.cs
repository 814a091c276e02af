namespace ActivitySync.Core.Scoring;

/// <summary>A week's effort on the scales people know.</summary>
public static class WeeklyActivity
{
    /// <summary>Moderate-equivalent minutes: a vigorous minute counts twice (WHO 2020, AHA).</summary>
    public static int Equivalent(int moderate, int vigorous) => moderate + 2 * vigorous;

    /// <summary>MET-minutes with the weights of the IPAQ questionnaire, from general knowledge.</summary>
    public static int MetMinutes(int moderate, int vigorous) => 4 * moderate + 8 * vigorous;

    /// <summary>
    /// Activity points of Life's Essential 8 for weekly moderate-equivalent minutes; table not verified.
    /// </summary>
    public static int EssentialPoints(int equivalent) => equivalent switch
    {
        >= 150 => 100,
        >= 120 => 90,
        >= 90 => 80,
        >= 60 => 60,
        >= 30 => 40,
        >= 1 => 20,
        _ => 0,
    };
}
