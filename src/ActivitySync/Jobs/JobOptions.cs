using System.ComponentModel.DataAnnotations;

namespace ActivitySync.Jobs;

/// <summary>When the jobs wake. What they do is decided by what is stored, so a missed wake loses nothing.</summary>
internal sealed class JobOptions
{
    /// <summary>How often to look for closed or touched days to score, seconds.</summary>
    [Range(1, 3_600)]
    public int ScoreDaysEverySeconds { get; init; } = 60;

    /// <summary>How often to publish the progress of wearers with new samples, seconds.</summary>
    [Range(1, 3_600)]
    public int ProgressEverySeconds { get; init; } = 30;

    /// <summary>How often to remove what is older than it is to be kept, hours. Our choice.</summary>
    [Range(1, 168)]
    public int PruneEveryHours { get; init; } = 6;

    /// <summary>
    /// Minutes after a day's end before it is first scored, so that the evening's last sync is in. Later samples score it
    /// again. Our choice.
    /// </summary>
    [Range(0, 1_440)]
    public int GraceMinutes { get; init; } = 10;
}
