namespace ActivitySync.Core.Scoring;

/// <summary>How far a day has come.</summary>
public sealed record Progress
{
    /// <summary>Steps so far; null when no device said anything today.</summary>
    public required int? Steps { get; init; }

    /// <summary>Target of today; null while the usual movement is being learnt.</summary>
    public required int? Target { get; init; }

    /// <summary>What today asks for: the target, or less of it in a flare; null while there is no target.</summary>
    public int? AskedSteps { get; init; }

    /// <summary>Steps to what today asks for, 0 once met.</summary>
    public required int? Remaining { get; init; }

    /// <summary>Steps expected by now, from the wearer's own days or an even pace.</summary>
    public required int? ExpectedNow { get; init; }

    /// <summary>Above this it is enough for today; null when there are too few days to tell.</summary>
    public required int? EnoughSteps { get; init; }

    /// <summary>How far today already stands out above the last 30 days.</summary>
    public required SpikeLevel Spike { get; init; }

    /// <summary>Whether the target is met.</summary>
    public required bool IsMet { get; init; }

    /// <summary>Today does not ask for more: rest, sickness, a flare, a journey.</summary>
    public required Excuse Excuse { get; init; }

    /// <summary>
    /// Effort, walking, stillness and spread so far; null when steps are not known by the minute.
    /// </summary>
    public required Movement.DayActivity? Activity { get; init; }

    /// <summary>Resting heart rate of the wearer, bpm; null when neither measured nor told.</summary>
    public required decimal? RestingBpm { get; init; }

    /// <summary>Whether a flare of pain goes on.</summary>
    public required bool InFlare { get; init; }

    /// <summary>Minutes since the last step or so, at the last reading; null when not known by the minute.</summary>
    public required int? StillNowMinutes { get; init; }

    /// <summary>Time of the last reading today, Unix milliseconds UTC; null when there is none.</summary>
    public required long? LastSampleMs { get; init; }

    /// <summary>Decision about the target made today; null on most days.</summary>
    public required Targets.TargetDecision? Decision { get; init; }
}
