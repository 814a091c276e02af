using NodaTime;

namespace ActivitySync.Core.Movement;

/// <summary>A wearer's day as derived from its readings, before anything is judged against a target.</summary>
public sealed record DayMovement
{
    /// <summary>Whose day.</summary>
    public required string Wearer { get; init; }

    /// <summary>Which day.</summary>
    public required LocalDate Date { get; init; }

    /// <summary>First instant, Unix milliseconds UTC.</summary>
    public required long StartMs { get; init; }

    /// <summary>First instant after, Unix milliseconds UTC.</summary>
    public required long EndMs { get; init; }

    /// <summary>Steps of the day, all devices merged. The devices' counted steps add up to it.</summary>
    public required int Steps { get; init; }

    /// <summary>Of these, steps known only over long intervals; they have no minutes.</summary>
    public required int CoarseSteps { get; init; }

    /// <summary>What each device contributed, the most trusted first.</summary>
    public required IReadOnlyList<DeviceContribution> Devices { get; init; }

    /// <summary>Readings left out because their device mixes two kinds of number.</summary>
    public IReadOnlyList<MixedReading> Mixed { get; init; } = [];

    /// <summary>Minutes with a believable heart rate.</summary>
    public required int HeartRateMinutes { get; init; }

    /// <summary>Lowest half-hour mean heart rate of the day, bpm; null when not measured long enough.</summary>
    public required decimal? RestingBpm { get; init; }

    /// <summary>Resting heart rate of the day as a device told it, bpm; null when none did.</summary>
    public decimal? ToldRestingBpm { get; init; }

    /// <summary>Minutes in which a device was worn.</summary>
    public required int WornMinutes { get; init; }

    /// <summary>How wear was found out.</summary>
    public required WearBasis WearBasis { get; init; }

    /// <summary>Minutes whose steps are known by the minute, zeros included.</summary>
    public required int KnownMinutes { get; init; }

    /// <summary>Whether the day can be judged.</summary>
    public required Validity Validity { get; init; }

    /// <summary>Why.</summary>
    public required ValidityReason ValidityReason { get; init; }

    /// <summary>Steps of each clock hour, 24 of them; coarse steps are in none.</summary>
    public required IReadOnlyList<int> HourlySteps { get; init; }

    /// <summary>Time of the last reading in the day, Unix milliseconds UTC; null when there is none.</summary>
    public required long? LastSampleMs { get; init; }

    /// <summary>What the minutes say, by the heart-rate reserve the wearer told of.</summary>
    public required DayActivity Activity { get; init; }

    /// <summary>The minutes.</summary>
    internal MinuteSeries Series { get; init; } = MinuteSeries.Empty;

    /// <summary>
    /// Enough steps are known by the minute to speak of effort, breaks and stillness. Our choice: four in five.
    /// </summary>
    public bool HasMinutes => KnownMinutes > 0 && CoarseSteps * 5L <= Steps;

    /// <summary>Minutes in the day.</summary>
    public int Minutes => Series.Steps.Length;

    /// <summary>
    /// Steps of a minute of the day; -1 when nothing is known of it, -2 when its steps are only in the total.
    /// </summary>
    public int StepsAt(int minute) => Series.Steps[minute];

    /// <summary>Heart rate of a minute of the day, bpm; null when not measured.</summary>
    public decimal? BpmAt(int minute) => Series.TwiceBpm[minute] == 0 ? null : Series.TwiceBpm[minute] / 2m;

    /// <summary>Whether a device was worn in a minute of the day.</summary>
    public bool IsWornAt(int minute) => Series.Worn[minute];

    /// <summary>The same minutes seen with another heart-rate reserve.</summary>
    public DayActivity ActivityWith(HeartRateReserve? reserve, MovementOptions options) =>
        DayActivity.Of(Series, reserve, StartMs, options);

    /// <summary>How hard each minute was, seen with a heart-rate reserve.</summary>
    internal ReadOnlySpan<Intensity> IntensitiesWith(HeartRateReserve? reserve, MovementOptions options) =>
        IntensitySeries.Of(Series, reserve, options).Minutes;
}
