using System.ComponentModel.DataAnnotations;

namespace ActivitySync.Jobs;

/// <summary>When the jobs wake. What they do is decided by what is stored, so a missed wake loses nothing.</summary>
internal sealed class JobOptions
{
    /// <summary>How often to look for closed or touched days to score, seconds.</summary>
    [Range(1, 3_600)]
    public int ScoreDaysEverySeconds { get; init; } = 60;

    /// <summary>
    /// How often to publish the progress of wearers with new steps or a journal entry, seconds. It takes at most half of the
    /// time: many wearers are told less often. Heart rates alone are told of once a minute.
    /// </summary>
    [Range(1, 3_600)]
    public int ProgressEverySeconds { get; init; } = 1;

    /// <summary>How often to ask whether somebody has been still for long, seconds.</summary>
    [Range(1, 3_600)]
    public int NudgesEverySeconds { get; init; } = 60;

    /// <summary>How often to look for devices that fell silent, seconds.</summary>
    [Range(1, 3_600)]
    public int StaleDevicesEverySeconds { get; init; } = 300;

    /// <summary>
    /// Hours without a reading after which a device counts as silent. Our choice: a night on the charger is none.
    /// </summary>
    [Range(1, 336)]
    public int StaleAfterHours { get; init; } = 24;

    /// <summary>Minutes a job may fail before it is told of. Our choice: a restarting database is no incident.</summary>
    [Range(0, 1_440)]
    public int AlertAfterMinutes { get; init; } = 5;

    /// <summary>The same in milliseconds.</summary>
    internal long StaleAfterMs => StaleAfterHours * 3_600_000L;

    /// <summary>The interval of a job by its name, seconds.</summary>
    internal int EverySeconds(string job) => job switch
    {
        "score-days" => ScoreDaysEverySeconds,
        "nudges" => NudgesEverySeconds,
        "stale-devices" => StaleDevicesEverySeconds,
        "prune" => PruneEveryHours * 3_600,
        "backup" => BackupEveryHours * 3_600,
        _ => ProgressEverySeconds,
    };

    /// <summary>How often to remove what is older than it is to be kept, hours. Our choice.</summary>
    [Range(1, 168)]
    public int PruneEveryHours { get; init; } = 6;

    /// <summary>Folder for backups the service makes by itself, best on another disk; empty for none.</summary>
    public string BackupFolder { get; init; } = "";

    /// <summary>How old the newest backup may be, hours. Our choice.</summary>
    [Range(1, 8_760)]
    public int BackupEveryHours { get; init; } = 24;

    /// <summary>How many backups are kept; the oldest go. Our choice.</summary>
    [Range(1, 1_000)]
    public int BackupsKept { get; init; } = 7;

    /// <summary>
    /// Minutes after a day's end before it is first scored, so that the evening's last sync is in. Later samples score it
    /// again. Our choice.
    /// </summary>
    [Range(0, 1_440)]
    public int GraceMinutes { get; init; } = 10;
}
