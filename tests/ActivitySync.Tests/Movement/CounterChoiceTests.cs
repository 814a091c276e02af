using System.Text.Json;
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
    public void A_reading_that_begins_after_the_day_is_tomorrows() => Assert.Equal(2, Given.Derived(
        Ada, Day, Told(CounterKind.SinceBoot, (23, 1_000), (24, 1_010), (25, 1_100))).Devices[0].Readings);

    [Fact]
    public void A_long_delta_over_midnight_keeps_its_share_behind_a_short_one()
    {
        // The short one, of unknown length, ends first and lies wholly in tomorrow.
        StepSample[] told = [Given.Steps(At(25), 7, lengthMs: Given.Minute), Given.Steps(At(26), 50), Given.Steps(At(27), 400, lengthMs: 4 * Given.Hour)];

        Assert.Equal(100, Given.Derived(Ada, Day, told).Steps);
        Assert.Equal(300, Given.Derived(Ada, Given.Day(Ada, Day.Date.PlusDays(1)), told).Steps);
    }

    [Fact]
    public void A_session_that_falls_has_dipped_and_one_that_rests_has_not()
    {
        var deltas = Deltas([.. Told(CounterKind.Session, (9, 500), (9.5, 480), (10, 500), (11, 500), (11.5, 510)).Select(sample => sample with { Boot = "a" })]);

        Assert.Equal([CounterRule.NewSession, CounterRule.Dip, CounterRule.Ok, CounterRule.Ok, CounterRule.Ok], deltas.Select(delta => delta.Rule));
        Assert.Equal([500, 0, 0, 0, 10], deltas.Select(delta => delta.Steps));
    }

    [Fact]
    public void Yesterdays_figure_shown_exactly_at_midnight_is_what_today_is_compared_with() => Assert.Equal(
        300, Given.Derived(Ada, Day, Told(CounterKind.SinceMidnight, (-1, 8_000), (0, 8_000), (9, 8_300))).Steps);

    [Theory]
    [InlineData(8_888, 0)] // yesterday's 8,000 are nine tenths of it
    [InlineData(8_889, 8_889)]
    public void A_figure_well_above_yesterdays_is_todays_at_any_hour(long figure, int steps) => Assert.Equal(
        steps, Given.Derived(Ada, Day, Told(CounterKind.SinceMidnight, (-1, 8_000), (2, figure))).Steps);

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
    public void Rules_and_verdicts_are_written_and_read_as_words_never_as_numbers()
    {
        Assert.Equal("\"DAY_RESET\"", JsonSerializer.Serialize(CounterRule.DayReset));
        Assert.Equal(ValidityReason.FewHours, JsonSerializer.Deserialize<ValidityReason>("\"few_hours\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CounterRule>("2"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ValidityReason>("2"));
    }

    [Fact]
    public void Of_readings_of_one_instant_the_one_that_the_stores_keep_comes_last()
    {
        StepSample[] told =
        [
            .. from version in Enumerable.Range(0, 2)
               from count in Enumerable.Range(5, 2)
               from minutes in Enumerable.Range(0, 2)
               from boot in (string?[])[null, "a", "b"]
               select Given.Steps(At(9), count, CounterKind.Delta, minutes * Given.Minute, boot: boot) with { Version = version },
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
