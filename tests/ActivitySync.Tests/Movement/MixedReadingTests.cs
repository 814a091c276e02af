using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>Where another kind of number among a counter's ends and a restart begins.</summary>
public sealed class MixedReadingTests
{
    static readonly Wearer Ada = Given.Wearer();
    static readonly LocalDay Day = Given.Day();

    static long At(double hour) => Day.StartMs + (long)(hour * Given.Hour);

    static long AtMinute(double minute) => Day.StartMs + (long)(minute * Given.Minute);

    static List<StepSample> Told(CounterKind kind, params (double Minute, long Value)[] readings) =>
        [.. readings.Select(reading => Given.Steps(AtMinute(reading.Minute), reading.Value, kind))];

    // The values that are left out, of a counter since boot or of a lifetime alike.
    static long[] Odd(params (double Minute, long Value)[] readings)
    {
        var odd = OddOf(Told(CounterKind.SinceBoot, readings));
        Assert.Equal(odd, OddOf(Told(CounterKind.Lifetime, readings)));
        return odd;
    }

    static long[] OddOf(List<StepSample> told, Wearer? wearer = null, LocalDay? day = null) =>
        [.. Given.Derived(wearer ?? Ada, day ?? Day, told).Mixed.Select(reading => reading.Steps)];

    [Fact]
    public void They_are_named_with_device_counter_time_and_steps()
    {
        List<StepSample> told =
        [
            .. Told(CounterKind.SinceMidnight, (600, 5_000), (630, 120), (660, 5_200), (690, 80), (720, 5_300)),
            .. Told(CounterKind.SinceBoot, (600, 7_000), (630, 90), (660, 7_100)).Select(sample => sample with { Device = "phone" }),
        ];

        Assert.Equal(
            [
                new MixedReading("phone", CounterKind.SinceBoot, AtMinute(630), 90),
                new MixedReading("watch", CounterKind.SinceMidnight, AtMinute(630), 120),
                new MixedReading("watch", CounterKind.SinceMidnight, AtMinute(690), 80),
            ],
            Given.Derived(Ada, Day, told).Mixed);
        Assert.Empty(Given.Derived(Ada, Day, told[..1]).Mixed);
    }

    [Fact]
    public void Each_is_named_in_the_day_in_which_it_was_taken()
    {
        var told = Told(CounterKind.SinceBoot, (1_430, 5_000), (1_440, 120), (1_445, 80), (1_450, 5_200));

        Assert.Equal([120], OddOf(told)); // a reading ends the time it tells of
        Assert.Equal([80], OddOf(told, day: Given.Day(Ada, Day.Date.PlusDays(1))));
    }

    [Fact]
    public void All_small_counts_before_the_leap_back_are_odd()
    {
        Assert.Equal([120, 180, 60], Odd((600, 5_000), (610, 120), (615, 180), (620, 60), (630, 5_200), (640, 5_300)));
        Assert.Equal([120], Odd((600, 5_000), (610, 120), (620, 5_000))); // to its old height exactly
    }

    [Theory]
    [InlineData(5_100, false)] // 5,000 steps in 50 minutes, as one walks
    [InlineData(5_101, true)]
    public void A_leap_back_is_faster_than_a_brisk_walk(long back, bool isOdd) =>
        Assert.Equal(isOdd ? [100L] : [], Odd((600, 5_000), (630, 100), (680, back)));

    [Theory]
    [InlineData(2_500, true)]
    [InlineData(2_501, false)]
    public void A_leap_back_is_at_least_half_the_height(long low, bool isOdd) =>
        Assert.Equal(isOdd ? [low] : [], Odd((600, 5_000), (610, low), (620, 5_000)));

    [Fact]
    public void A_height_nobody_could_have_reached_since_is_no_way_back()
    {
        Assert.Equal([120], Odd((600, 5_000), (605, 120), (610, 7_200))); // 220 a minute since the height
        Assert.Empty(Odd((600, 5_000), (605, 120), (610, 7_201)));
    }

    [Fact]
    public void A_height_that_was_a_glitch_is_not_what_later_readings_are_compared_with()
    {
        Assert.Empty(Odd((600, 5_000), (601, 90_000), (610, 5_100), (620, 90_000), (630, 5_200)));
        Assert.Equal([120], Odd((600, 5_000), (601, 90_000), (610, 5_100), (620, 120), (630, 5_200)));
    }

    [Fact]
    public void One_mixture_at_leisure_is_a_restart_and_two_are_a_mixture()
    {
        Assert.Empty(Odd((480, 5_000), (600, 120), (720, 5_200)));
        Assert.Equal([120, 80], Odd((480, 5_000), (600, 120), (720, 5_200), (840, 80), (960, 5_300)));
        Assert.Equal([120, 130, 80, 90], Odd((480, 5_000), (600, 120), (610, 130), (720, 5_200), (840, 80), (850, 90), (960, 5_300)));
    }

    [Fact]
    public void Mixtures_through_the_whole_day_are_all_odd() => Assert.Equal(
        [120, 80, 60], Odd((480, 5_000), (490, 120), (500, 5_200), (600, 80), (610, 5_300), (700, 60), (710, 5_400)));

    [Fact]
    public void A_sure_mixture_makes_the_one_before_and_the_one_after_it_sure()
    {
        Assert.Equal([120, 80], Odd((480, 5_000), (600, 120), (720, 5_200), (730, 80), (740, 5_300)));
        Assert.Equal([80, 120], Odd((480, 5_000), (490, 80), (500, 5_200), (600, 120), (720, 5_300)));
    }

    [Fact]
    public void After_a_restart_that_climbed_a_mixture_must_come_twice_again() => Assert.Empty(Odd(
        (480, 5_000), (600, 120), (720, 5_200), (780, 60), (840, 900), (960, 3_000), (1_080, 5_600), (1_140, 100), (1_300, 5_700)));

    [Fact]
    public void The_way_back_is_waited_for_48_hours()
    {
        Assert.Equal([120], OddOf(Told(CounterKind.SinceBoot, (-2_000, 5_000), (870, 120), (880, 5_200))));
        Assert.Empty(OddOf(Told(CounterKind.SinceBoot, (-2_000, 5_000), (870, 120), (880.001, 5_200))));
    }

    [Fact]
    public void A_counter_that_rolled_over_is_no_mixture()
    {
        var wearer = Ada with { CounterModuli = new Dictionary<string, long> { ["watch"] = 65_536 } };
        var told = Told(CounterKind.Lifetime, (-10, 65_390), (0, 65_400), (590, 100), (600, 65_500));

        Assert.Empty(OddOf(told, wearer));
        Assert.Equal([100], OddOf(told));
    }

    [Theory]
    [InlineData("a", "b", "b", false)] // the fall was a restart
    [InlineData("a", "a", "b", false)] // what came back is another boot's
    [InlineData("a", null, "a", true)]
    [InlineData("a", "a", "a", true)]
    [InlineData(null, "b", "b", true)]
    [InlineData("a", null, null, true)]
    public void A_reading_of_another_boot_is_no_mixture(string? top, string? low, string? back, bool isOdd)
    {
        var told = Told(CounterKind.SinceBoot, (590, 4_900), (600, 5_000), (610, 120), (620, 5_200));
        told = [told[0] with { Boot = top }, told[1] with { Boot = top }, told[2] with { Boot = low }, told[3] with { Boot = back }];

        Assert.Equal(isOdd ? [120L] : [], OddOf(told));
    }

    [Fact]
    public void A_new_day_of_a_counter_since_midnight_is_no_way_back()
    {
        var yesterday = Given.Day(Ada, Day.Date.PlusDays(-1));
        var told = Told(CounterKind.SinceMidnight, (-130, 4_900), (-120, 5_000), (-6, 120), (36, 5_200));

        Assert.Empty(OddOf(told, day: yesterday));
        Assert.Equal([120], OddOf([.. told.Select(sample => sample with { TimeMs = sample.TimeMs + At(10) - At(0) })]));
    }

    [Fact]
    public void A_height_shown_exactly_at_midnight_is_of_the_new_day() => Assert.Equal(
        [120], OddOf(Told(CounterKind.SinceMidnight, (-60, 5_000), (0, 5_000), (5, 120), (10, 5_200))));

    [Fact]
    public void An_empty_zero_is_no_small_count()
    {
        var device = Assert.Single(Given.Derived(Ada, Day, Told(CounterKind.SinceMidnight, (600, 5_000), (610, 0), (620, 5_200))).Devices);

        Assert.Equal((0, 1), (device.MixedReadings, device.IdleReadings));
    }
}
