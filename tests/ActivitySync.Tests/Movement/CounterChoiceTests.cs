using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Movement;

/// <summary>What a counter goes on from after readings that are not believed, and what is shown of these.</summary>
public sealed class CounterChoiceTests
{
    static readonly Wearer Ada = Given.Wearer();
    static readonly LocalDay Day = Given.Day();

    static long At(double hour) => Day.StartMs + (long)(hour * Given.Hour);

    static List<StepSample> Told(CounterKind kind, params (double Hour, long Value)[] readings) =>
        [.. readings.Select(reading => Given.Steps(At(reading.Hour), reading.Value, kind))];

    static List<StepDelta> Deltas(IReadOnlyList<StepSample> told) => Assert.Single(
        DayDerivation.Devices(Ada, Day, new DaySamples { Steps = told, HeartRates = [] }, MovementOptions.Default)).Deltas;

    // 3,500 steps by the minute, beside the device's own figures: enough while these say at most 4,375.
    static bool Suffices(Wearer wearer, params (double Hour, long Value)[] own)
    {
        var day = Given.Day(wearer);
        List<StepSample> told =
            [.. Given.MinuteSteps(day, Given.Repeat(-1, 300).Concat(Given.Repeat(5, 700))), .. Told(CounterKind.SinceMidnight, own)];

        return Given.Derived(wearer, day, told).ValidityReason == ValidityReason.Enough;
    }

    [Theory]
    [InlineData(CounterKind.SinceMidnight)]
    [InlineData(CounterKind.SinceBoot)]
    public void Another_kind_of_number_is_shown_since_the_counters_reading_before_it(CounterKind kind)
    {
        var deltas = Deltas(Told(kind, (10, 5_000), (10.5, 120), (10.75, 90), (11, 5_200)));

        Assert.Equal(
            [new StepDelta(At(10), At(10.5), 120, CounterRule.Mixed), new StepDelta(At(10), At(10.75), 90, CounterRule.Mixed)],
            deltas.Where(delta => delta.Rule == CounterRule.Mixed));
    }

    [Fact]
    public void Before_any_reading_that_is_believed_it_is_shown_at_its_own_time()
    {
        var deltas = Deltas(Told(CounterKind.SinceMidnight, (0.1, 5_000), (0.2, 120), (0.3, 5_200)));

        Assert.Equal(
            [CounterRule.ImplausibleRate, CounterRule.Mixed, CounterRule.Ok], deltas.Select(delta => delta.Rule));
        Assert.Equal(new StepDelta(At(0.2), At(0.2), 120, CounterRule.Mixed), deltas[1]);
    }

    [Fact]
    public void A_delta_without_length_begins_at_the_one_before_it_believed_or_not()
    {
        var deltas = Deltas(Told(CounterKind.Delta, (8, 10), (8.25, 50_000), (8.5, 20), (8.75, 30)));

        Assert.Equal([At(8) - Given.Minute, At(8), At(8.25), At(8.5)], deltas.Select(delta => delta.StartMs));
        Assert.Equal(
            [CounterRule.First, CounterRule.ImplausibleRate, CounterRule.Ok, CounterRule.Ok], deltas.Select(delta => delta.Rule));
    }

    [Fact]
    public void A_jump_that_is_told_again_unchanged_is_where_the_counter_is()
    {
        var deltas = Deltas(Told(CounterKind.SinceBoot, (8, 1_000), (8.1, 90_000), (8.2, 90_000), (8.3, 90_010)));

        Assert.Equal([0, 89_000, 0, 10], deltas.Select(delta => delta.Steps));
        Assert.Equal(
            [CounterRule.First, CounterRule.ImplausibleRate, CounterRule.Ok, CounterRule.Ok], deltas.Select(delta => delta.Rule));
    }

    [Fact]
    public void A_sessions_jump_that_is_told_again_unchanged_is_where_it_is()
    {
        var deltas = Deltas([.. Told(CounterKind.Session, (9, 500), (9.01, 9_000), (9.1, 9_000)).Select(sample => sample with { Boot = "a" })]);

        Assert.Equal(new StepDelta(At(9.01), At(9.1), 0, CounterRule.Ok), deltas[2]);
    }

    [Fact]
    public void A_sessions_jump_says_nothing_about_another_session()
    {
        StepSample Read(double hour, long count, string session) => Given.Steps(At(hour), count, CounterKind.Session, boot: session);

        var deltas = Deltas([Read(9, 500, "a"), Read(9.01, 9_000, "a"), Read(11, 9_500, "b"), Read(11.5, 700, "a")]);

        Assert.Equal([(500, CounterRule.NewSession), (8_500, CounterRule.ImplausibleRate), (9_500, CounterRule.NewSession), (200, CounterRule.Ok)],
            deltas.Select(delta => ((int)delta.Steps, delta.Rule)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.001, 1)]
    public void A_reading_that_ends_before_the_day_is_yesterdays(double hour, int readings) => Assert.Equal(
        readings + 1, Given.Derived(Ada, Day, Told(CounterKind.SinceBoot, (-1, 1_000), (hour, 1_010), (9, 1_500))).Devices[0].Readings);

    [Fact]
    public void The_devices_own_total_is_the_highest_it_told_in_the_day()
    {
        Assert.True(Suffices(Ada, (9, 3_000), (20, 4_375)));
        Assert.False(Suffices(Ada, (9, 3_000), (20, 4_376)));
        Assert.False(Suffices(Ada, (9, 3_000), (20, 4_376), (21, 300))); // lost its count afterwards
    }

    [Fact]
    public void The_devices_own_total_is_one_that_can_be_believed()
    {
        Assert.True(Suffices(Ada, (9, 3_000), (9.01, 90_000), (20, 4_375)));
        Assert.False(Suffices(Ada, (9, 3_000), (9.01, 90_000), (20, 4_376)));
    }

    [Fact]
    public void The_devices_own_total_of_tomorrow_is_not_todays()
    {
        var early = Ada with { DayStart = new LocalTime(4, 0) };

        Assert.True(Suffices(early, (20, 4_375), (32, 9_000)));
        Assert.False(Suffices(early, (20, 4_376), (32, 100)));
    }

    [Fact]
    public void A_counter_since_boot_is_no_total_of_the_day() => Assert.Equal(ValidityReason.Enough, Given.Derived(Ada, Day,
    [
        .. Given.MinuteSteps(Day, Given.Repeat(5, 700)), .. Told(CounterKind.SinceBoot, (8, 90_000), (9, 91_000)),
        .. Told(CounterKind.Lifetime, (8, 990_000), (9, 991_000)),
    ]).ValidityReason);

    [Fact]
    public void Of_readings_of_one_instant_the_one_that_the_stores_keep_comes_last()
    {
        StepSample[] told =
        [
            .. from version in new[] { 0, 1 }
               from count in new long[] { 5, 6 }
               from length in new[] { 0, Given.Minute }
               from boot in new[] { null, "a", "b" }
               select Given.Steps(At(9), count, CounterKind.Delta, length, boot: boot) with { Version = version },
        ];

        foreach (var one in told)
        {
            foreach (var other in told)
            {
                Assert.Equal(one.Outranks(other), Reading(one).CompareTo(Reading(other)) > 0);
                Assert.True(Reading(one with { TimeMs = At(10) }).CompareTo(Reading(other)) > 0);
            }
        }
        static CounterReading Reading(StepSample sample) => new(sample.TimeMs, sample.Count, sample.LengthMs, sample.Boot, sample.Version);
    }
}
