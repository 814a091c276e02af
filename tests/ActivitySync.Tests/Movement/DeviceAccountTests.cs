using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Movement;

/// <summary>Where each step a device told of went, and what became of its readings.</summary>
public sealed class DeviceAccountTests
{
    static readonly Wearer Ada = Given.Wearer("UTC", "watch", "phone");
    static readonly LocalDay Day = Given.Day(Ada);

    static long At(double hour) => Day.StartMs + (long)(hour * Given.Hour);

    static StepSample Delta(double from, double to, long count, string device = "watch") =>
        Given.Steps(At(to), count, lengthMs: At(to) - At(from), device: device);

    static List<StepSample> Told(CounterKind kind, params (double Hour, long Value)[] readings) =>
        [.. readings.Select(reading => Given.Steps(At(reading.Hour), reading.Value, kind))];

    static DeviceAccount[] Accounts(IReadOnlyList<StepSample> told, Wearer? wearer = null)
    {
        var ada = wearer ?? Ada;
        var explanation = DayExplanation.Of(
            ada, Given.Day(ada), new DaySamples { Steps = told, HeartRates = [] }, [], [], ScoringOptions.Default);
        foreach (var account in explanation.Accounts)
        {
            Assert.Equal(account.ToldSteps, account.CountedSteps + account.OverlapSteps + account.RepeatedSteps +
                account.ReplacedSteps + account.ImplausibleSteps + account.MixedSteps + account.OtherCounterSteps);
        }
        return [.. explanation.Accounts];
    }

    [Fact]
    public void What_a_more_trusted_device_and_the_device_itself_told_already_is_not_counted_again()
    {
        var accounts = Accounts([Delta(9.5, 10, 100), Delta(9, 10, 600, "phone"), Delta(9.75, 10.25, 200, "phone")]);

        Assert.Equal(["watch", "phone"], accounts.Select(account => account.Device));
        Assert.Equal((100, 100, 0, 0), (accounts[0].ToldSteps, accounts[0].CountedSteps, accounts[0].OverlapSteps, accounts[0].RepeatedSteps));
        Assert.Equal((800, 400, 300, 100), (accounts[1].ToldSteps, accounts[1].CountedSteps, accounts[1].OverlapSteps, accounts[1].RepeatedSteps));
    }

    [Fact]
    public void Gaps_are_the_times_nothing_is_said_about()
    {
        var account = Assert.Single(Accounts([Delta(1, 9, 600), Delta(9, 10, 100), Delta(10.5, 23, 700)]));

        Assert.Equal([(At(0), At(1)), (At(10), At(10.5)), (At(23), At(24))], account.Gaps);
        Assert.Equal(150, account.GapMinutes);
        Assert.Empty(Assert.Single(Accounts([Delta(0, 12, 600), Delta(12, 24, 600)])).Gaps);
    }

    [Fact]
    public void A_reading_that_is_only_a_starting_point_leaves_the_gap_whole() => Assert.Equal(
        [(At(0), At(24))], Assert.Single(Accounts(Told(CounterKind.SinceBoot, (10, 5_000)))).Gaps);

    [Fact]
    public void Gaps_are_told_in_whole_minutes() => Assert.Equal(
        1_379, Assert.Single(Accounts([Given.Steps(At(10), 100, lengthMs: Given.Hour + 1)])).GapMinutes);

    [Fact]
    public void A_replaced_statement_over_midnight_is_shown_with_its_share()
    {
        // Of one begin half an hour before midnight: a growing total, told three times.
        StepSample Said(double to, long count) => Given.Steps(At(to), count, CounterKind.IntervalTotal, At(to) - At(-0.5));

        var account = Assert.Single(Accounts([Said(0.25, 45), Said(0.5, 60), Said(0.1, 36)]));

        Assert.Equal((30 + 15 + 6, 15 + 6, 2), (account.ToldSteps, account.ReplacedSteps, account.ReplacedReadings));
    }

    [Theory]
    [InlineData(5_000_000_000, int.MaxValue)]
    [InlineData(13_201, 13_201)]
    [InlineData(-5, 0)]
    public void A_count_nobody_walks_is_shown_up_to_a_limit_and_never_below_zero(long told, long shown) =>
        Assert.Equal(shown, Assert.Single(Accounts([Delta(9, 10, told), Delta(11, 12, 100)])).ImplausibleSteps);

    [Fact]
    public void Of_an_implausible_reading_over_midnight_the_days_share_is_shown() =>
        Assert.Equal(15_000, Assert.Single(Accounts([Delta(-0.5, 0.5, 30_000), Delta(11, 12, 100)])).ImplausibleSteps);

    [Fact]
    public void Small_counts_among_a_counters_are_shown_as_mixed()
    {
        var account = Assert.Single(Accounts(
            Told(CounterKind.SinceBoot, (10, 5_000), (10.5, 120), (11, 5_200), (11.5, 80), (12, 5_300))));

        Assert.Equal((500, 300, 200), (account.ToldSteps, account.CountedSteps, account.MixedSteps));
    }

    [Fact]
    public void Steps_of_another_counter_are_shown_as_such()
    {
        var account = Assert.Single(Accounts([Delta(9, 10, 900), .. Told(CounterKind.SinceMidnight, (10, 1_000))]));

        Assert.Equal((CounterKind.Delta, 1_900, 900, 1_000), (account.Counter, account.ToldSteps, account.CountedSteps, account.OtherCounterSteps));
    }

    [Fact]
    public void A_figure_exactly_at_the_devices_midnight_is_shown_in_the_day_that_holds_it()
    {
        // Fifty steps in no time: not believed. The wearer's day goes on until four.
        var early = Ada with { DayStart = new LocalTime(4, 0) };

        var account = Assert.Single(Accounts(Told(CounterKind.SinceMidnight, (20, 4_000), (24, 50)), early));

        Assert.Equal((3_200 + 50, 3_200, 50), (account.ToldSteps, account.CountedSteps, account.ImplausibleSteps));
    }

    [Theory]
    [InlineData(0, 10, 100)]
    [InlineData(9, 9.25, 25)]
    [InlineData(9.75, 24, 25)]
    [InlineData(10, 24, 0)]
    [InlineData(0, 9, 0)]
    public void Part_of_a_delta_goes_by_time(double from, double to, long steps) =>
        Assert.Equal(steps, new StepDelta(At(9), At(10), 100, CounterRule.Ok).Within(At(from), At(to)));

    [Theory]
    [InlineData(9, 10, 100)]
    [InlineData(10, 11, 0)]
    [InlineData(8, 9.5, 0)]
    [InlineData(9.5, 24, 100)]
    public void A_delta_of_no_length_belongs_to_the_time_that_ends_with_it(double from, double to, long steps) =>
        Assert.Equal(steps, new StepDelta(At(10), At(10), 100, CounterRule.ImplausibleRate).Within(At(from), At(to)));

    [Fact]
    public void What_became_of_readings_is_counted_by_kind()
    {
        var wearer = Ada with { CounterModuli = new Dictionary<string, long> { ["watch"] = 65_536 } };
        StepSample[] told =
        [
            .. Told(CounterKind.SinceBoot, (5, 60_000), (6, 100), (7, 1_000), (8, 950), (9, 940), (10, 1_100), (11, 200)),
            Given.Steps(At(12), 300, CounterKind.SinceBoot, boot: "a"), Given.Steps(At(13), 40, CounterKind.SinceBoot, boot: "b"),
            Given.Steps(At(13.1), 90_000, CounterKind.SinceBoot, boot: "b"), Given.Steps(At(13.2), 120_000, CounterKind.SinceBoot, boot: "b"),
        ];

        var device = Assert.Single(Given.Derived(wearer, Day, told).Devices);

        Assert.Equal((11, 3, 2), (device.Readings, device.Resets, device.Dips)); // rolled over, fell, started anew
        Assert.Equal((2, 89_960 + 30_000), (device.ImplausibleReadings, device.ImplausibleSteps));
        Assert.Equal((0, 0, 0, 0), (device.MixedReadings, device.MixedSteps, device.IdleReadings, device.OtherCounterReadings));
    }

    [Fact]
    public void Yesterdays_figure_and_empty_zeros_are_idle() => Assert.Equal(2, Assert.Single(Given.Derived(
        Ada, Day, Told(CounterKind.SinceMidnight, (-1, 8_000), (0.5, 8_000), (7, 300), (8, 0), (9, 400))).Devices).IdleReadings);
}
