using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

public sealed class HeartRateTests
{
    static readonly MovementOptions Options = MovementOptions.Default;
    static readonly Wearer Ada = Given.Wearer("UTC", "watch", "band") with { BirthYear = 1981, RestingHeartRateBpm = 62 };
    static readonly LocalDay Day = Given.Day(Ada);

    static List<HeartRateSample> From(int minute, IEnumerable<int> bpm, string device = "watch") =>
        [.. bpm.Select((value, i) => new HeartRateSample("ada", device, Day.StartMs + (minute + i) * Given.Minute, value))];

    [Fact]
    [Edge("4", "a minute is the median of its readings")]
    public void Minute_is_the_median_of_its_readings()
    {
        List<HeartRateSample> hearts = [];
        foreach (var (second, bpm) in new[] { (5, 60), (1, 90), (50, 61), (30, 64), (59, 0) })
        {
            hearts.Add(new("ada", "watch", Day.StartMs + second * 1000, bpm));
        }
        hearts.AddRange(From(1, [71, 73]).SelectMany(first => new[] { first, first with { TimeMs = first.TimeMs + 1, Bpm = first.Bpm + 1 } }));

        var movement = Given.Derived(Ada, Day, [], hearts);

        Assert.Equal((62.5m, 71.5m, 73.5m), (movement.BpmAt(0), movement.BpmAt(1), movement.BpmAt(2)));
        Assert.Null(movement.BpmAt(3));
    }

    [Fact]
    public void Most_trusted_device_of_the_minute_gives_its_heart_rate()
    {
        var movement = Given.Derived(Ada, Day, [], [.. From(0, [80, 81, 82], "band"), .. From(1, [60], "watch"), .. From(2, [99], "apple")]);

        Assert.Equal((80m, 60m, 82m), (movement.BpmAt(0), movement.BpmAt(1), movement.BpmAt(2)));
    }

    [Theory]
    [InlineData(29, 29)]
    [InlineData(30, 0)]
    [Edge("4", "equal minutes are a stuck sensor, 30 of them asleep")]
    public void Asleep_half_an_hour_of_equal_minutes_is_a_stuck_sensor(int minutes, int kept) =>
        Assert.Equal(kept, Given.Derived(Ada, Day, [], From(60, Given.Repeat(55, minutes))).HeartRateMinutes);

    [Fact]
    [Edge("4", "equal minutes are a stuck sensor, 10 of them awake")]
    public void Run_of_equal_minutes_counts_its_waking_part()
    {
        Assert.Equal(25, Given.Derived(Ada, Day, [], From(7 * 60 - 16, Given.Repeat(55, 25))).HeartRateMinutes);
        Assert.Equal(0, Given.Derived(Ada, Day, [], From(7 * 60 - 15, Given.Repeat(55, 25))).HeartRateMinutes);
    }

    [Theory]
    [InlineData(9, 3, true)]
    [InlineData(10, 3, false)]
    [InlineData(10, 4, true)]
    [Edge("4", "cadence lock: ten minutes within 3 bpm of the cadence are not used")]
    public void Heart_rate_that_follows_the_steps_is_not_used_for_effort(int minutes, int apart, bool isUsed)
    {
        var steps = Given.MinuteSteps(Day, Given.Repeat(-1, 600).Concat(Enumerable.Range(0, minutes).Select(i => 120 + i % 5)));
        var hearts = From(600, Enumerable.Range(0, minutes).Select(i => 120 + i % 5 + apart * (i % 2 == 0 ? 1 : -1)));
        var wearer = Ada with { MaxHeartRateBpm = 150 };

        var activity = Given.Derived(wearer, Day, steps, hearts).Activity;

        Assert.Equal(isUsed ? minutes : 0, activity.VigorousMinutes);
        Assert.Equal(isUsed ? 0 : minutes, activity.ModerateMinutes);
    }

    [Fact]
    [Edge("4", "a reserve under 40 bpm is rejected")]
    public void Unreliable_hearts_unknown_ages_and_small_reserves_give_no_reserve()
    {
        Assert.Null(HeartRateReserve.Of(Ada with { HeartRateUnreliable = true }, 2026, null, Options));
        Assert.Null(HeartRateReserve.Of(Ada with { BirthYear = null }, 2026, null, Options));
        Assert.Null(HeartRateReserve.Of(Ada with { MaxHeartRateBpm = 101 }, 2026, null, Options));
        Assert.Equal(40, HeartRateReserve.Of(Ada with { MaxHeartRateBpm = 102 }, 2026, null, Options)!.MaxBpm - 62);
    }

    [Fact]
    [Edge("4", "a measured maximum stands before the estimate")]
    public void Reserve_prefers_what_was_measured()
    {
        var estimated = HeartRateReserve.Of(Ada, 2026, null, Options)!;
        var measured = HeartRateReserve.Of(Ada with { MaxHeartRateBpm = 190 }, 2026, 58.5m, Options)!;
        var unknown = HeartRateReserve.Of(Ada with { RestingHeartRateBpm = null }, 2026, null, Options)!;

        Assert.Equal((62m, 176.5m, true), (estimated.RestingBpm, estimated.MaxBpm, estimated.IsMaxEstimated));
        Assert.Equal((58.5m, 190m, false), (measured.RestingBpm, measured.MaxBpm, measured.IsMaxEstimated));
        Assert.Equal(70m, unknown.RestingBpm);
        Assert.Equal(175m, HeartRateReserve.Of(Ada, 2026, null, Options with { MaxHeartRateFormula = MaxHeartRateFormula.Fox })!.MaxBpm);
    }

    [Fact]
    [Edge("4", "resting heart rate needs 24 of 30 minutes, and three days")]
    public void Resting_heart_rate_needs_24_of_30_minutes_and_three_days()
    {
        short[] minutes = [.. Given.Repeat(0, 6).Select(v => (short)v), .. Given.Repeat(120, 24).Select(v => (short)v)];

        Assert.Equal(60m, RestingHeartRate.OfDay(minutes, Options));
        Assert.Null(RestingHeartRate.OfDay(minutes.AsSpan(0, 29), Options));
        Assert.Null(RestingHeartRate.OfDay([.. minutes.SkipLast(1), 0], Options));
        Assert.Null(RestingHeartRate.OfPerson([58, 59], MovementOptions.Default));
        Assert.Equal(59, RestingHeartRate.OfPerson([58, 59, 90], MovementOptions.Default));
        Assert.Equal(62, RestingHeartRate.OfPerson([10, 59, 60, 61, 62, 63, 64, 65], MovementOptions.Default));
    }

    [Fact]
    [Edge("5", "a minute is worn with a believable heart rate; a reading not believed ends it")]
    public void Short_gaps_between_readings_are_worn_a_bad_reading_or_a_long_gap_is_not()
    {
        Assert.Equal(11, Worn(0, 10));
        Assert.Equal(2, Worn(0, 11));
        Assert.Equal(2, Given.Derived(Ada, Day, [], [.. From(0, [60]), .. From(3, [0]), .. From(6, [61])]).WornMinutes);

        static int Worn(params int[] minutes) =>
            Given.Derived(Ada, Day, [], [.. minutes.SelectMany(minute => From(minute, [60 + minute]))]).WornMinutes;
    }

    [Fact]
    public void Strap_that_counts_no_steps_still_tells_of_wear()
    {
        var steps = Given.MinuteSteps(Day, Given.Repeat(0, Day.Minutes), "phone");

        var movement = Given.Derived(Ada, Day, steps, From(600, Enumerable.Range(0, 40).Select(i => 100 + i % 9), "strap"));

        Assert.Equal((40, WearBasis.Both), (movement.WornMinutes, movement.WearBasis));
    }

    [Fact]
    [Edge("7", "ten minutes without steps count by the heart alone")]
    public void Cycling_counts_by_the_heart_alone_after_ten_minutes()
    {
        var steps = Given.MinuteSteps(Day, Given.Repeat(0, Day.Minutes));
        var ten = Given.Derived(Ada, Day, steps, From(600, Enumerable.Range(0, 10).Select(i => 108 + i % 5))).Activity;
        var nine = Given.Derived(Ada, Day, steps, From(600, Enumerable.Range(0, 9).Select(i => 108 + i % 5))).Activity;

        Assert.Equal((10, 10), (ten.ModerateMinutes, ten.HeartRateOnlyMinutes));
        Assert.Equal((0, 0), (nine.ModerateMinutes, nine.HeartRateOnlyMinutes));
        Assert.Equal((0, 9), (ten.StillMinutes, nine.StillMinutes));
    }

    [Fact]
    [Edge("7", "three minutes in a row lift a walking minute")]
    public void Vigorous_spell_too_short_to_lift_still_counts_towards_moderate()
    {
        var steps = Given.MinuteSteps(Day, Given.Repeat(-1, 600).Concat(Given.Repeat(50, 3)));

        var activity = Given.Derived(Ada, Day, steps, From(600, [110, 140, 141])).Activity;

        Assert.Equal((3, 0), (activity.ModerateMinutes, activity.VigorousMinutes));
    }

    [Fact]
    [Edge("7", "a heart rate lifts a minute, never lowers it")]
    public void Fast_steps_are_never_lowered_by_a_slow_heart()
    {
        var steps = Given.MinuteSteps(Day, Given.Repeat(-1, 600).Concat(Given.Repeat(135, 5)));

        Assert.Equal(5, Given.Derived(Ada, Day, steps, From(600, [70, 71, 72, 73, 74])).Activity.VigorousMinutes);
    }
}
