using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>Statements exactly at their limits: which of them stands, which time it claims, and how it is rounded.</summary>
public sealed class StatementEdgeTests
{
    static readonly Wearer Ada = Given.Wearer();
    static readonly LocalDay Day = Given.Day();

    static long At(double hour) => Day.StartMs + (long)(hour * Given.Hour);

    static StepSample Slot(double from, double to, long count, int milli = 0, int version = 0) =>
        Total(from, to, count, CounterKind.HourSlot) with { Milli = milli, Version = version };

    static StepSample Total(double from, double to, long count, CounterKind kind = CounterKind.IntervalTotal) =>
        Given.Steps(At(to), count, kind, At(to) - At(from));

    static DayMovement Of(params StepSample[] said) => Given.Derived(Ada, Day, said);

    // Whatever came first.
    static void Counts(int steps, params StepSample[] said)
    {
        Assert.Equal(steps, Of(said).Steps);
        Assert.Equal(steps, Of([.. said.Reverse()]).Steps);
    }

    [Theory]
    [InlineData(-1, 0, 0)] // ends as the day begins
    [InlineData(-1, 1, 1)]
    [InlineData(23, 25, 1)]
    [InlineData(24, 25, 0)] // begins as it ends
    [InlineData(9, 9, 0)] // says nothing about any time
    public void A_statement_bears_on_the_day_it_touches(double from, double to, int readings) =>
        Assert.Equal(readings, Of(Total(from, to, 100), Total(12, 13, 5)).Devices[0].Readings - 1);

    [Fact]
    public void Of_equally_new_and_large_statements_the_one_with_more_thousandths_stands() => Counts(
        101, Slot(9, 10, 100, milli: 500), Slot(9, 10, 100, milli: 499));

    [Fact]
    public void Of_two_lengths_of_one_fact_with_equal_counts_the_longer_stands()
    {
        StepSample[] said = [Total(9, 10, 600), Total(8, 10, 600)];

        Assert.Equal((600, 600), (Of(said).Steps, Of(said).CoarseSteps)); // two hours give no minutes
        Assert.Equal((600, 600), (Of([.. said.Reverse()]).Steps, Of([.. said.Reverse()]).CoarseSteps));
    }

    [Fact]
    public void Of_two_statements_of_one_fact_the_newer_stands_then_the_larger()
    {
        Counts(300, Slot(8, 10, 700), Slot(9, 10, 300, version: 1));
        Counts(700, Slot(8, 10, 300, milli: 900), Slot(9, 10, 700));
    }

    [Fact]
    public void Of_slots_with_one_begin_the_newer_stands_and_of_equally_new_ones_the_longer()
    {
        Counts(300, Slot(9, 9.5, 300, version: 2), Slot(9, 10, 700, version: 1));
        Counts(700, Slot(9, 9.5, 300), Slot(9, 10, 700));
        Counts(200, Slot(9, 9.5, 300), Slot(9, 10, 200));
    }

    [Fact]
    public void Of_totals_with_one_begin_the_longer_stands_even_when_the_shorter_is_newer() => Counts(
        700, Total(9, 9.5, 300) with { Version = 2 }, Total(9, 10, 700) with { Version = 1 });

    [Fact]
    public void Of_totals_of_equal_length_that_overlap_the_later_keeps_all_its_time() => Counts(
        800 + 200, Total(6, 10, 400), Total(8, 12, 800));

    [Fact]
    public void A_total_keeps_what_is_free_between_and_around_longer_ones()
    {
        StepSample[] longer = [Total(0, 4, 40), Total(6, 10, 60), Total(12, 18, 90)];

        Counts(190 + 500, [.. longer, Total(3, 6.5, 875)]); // 04:00 to 06:00, at 250 an hour
        Counts(190 + 200, [.. longer, Total(5, 7, 400)]); // 05:00 to 06:00
        Counts(60 + 200, Total(6, 10, 60), Total(4, 7, 300)); // before all of them
        Counts(190 + 300, [.. longer, Total(9, 12, 450)]); // 10:00 to 12:00
        Counts(190 + 300, [.. longer, Total(18, 20, 300)]); // behind all of them
        Counts(190, [.. longer, Total(7, 9.5, 300)]);
    }

    [Fact]
    public void A_total_from_yesterday_stands_by_its_whole_length()
    {
        // The longest reaches in from yesterday and is as long as it was told, not as its part of the day.
        Counts(10 + 1_150 + 100, Total(-12, 1, 130), Total(0.5, 12.5, 1_200), Total(12, 13, 200));
    }

    [Fact]
    public void Half_a_step_is_rounded_up_once_for_the_whole_day()
    {
        Assert.Equal(0, Of(Slot(9, 10, 0, milli: 499)).Steps);
        Assert.Equal(1, Of(Slot(9, 10, 0, milli: 500)).Steps);
        Assert.Equal(1, Of(Slot(9, 10, 0, milli: 500), Slot(10, 11, 0, milli: 500)).Steps);
        Assert.Equal(2, Of(Slot(9, 10, 0, milli: 500), Slot(10, 11, 0, milli: 500), Slot(11, 12, 0, milli: 500)).Steps);
    }

    [Fact]
    public void Carried_steps_fall_into_the_hour_in_which_they_become_whole()
    {
        var hours = Of(Slot(11, 12, 0, milli: 700), Slot(9, 10, 0, milli: 400), Slot(10, 11, 0, milli: 400)).HourlySteps;

        Assert.Equal([0, 1, 1], hours.Skip(9).Take(3));
    }

    [Fact]
    public void An_hour_gives_minutes_and_a_longer_total_none()
    {
        Assert.Equal(0, Of(Total(9, 10, 600)).CoarseSteps);
        Assert.Equal(600, Of(Total(9, 10, 600) with { LengthMs = Given.Hour + 1 }).CoarseSteps);
    }

    [Fact]
    public void A_statement_that_is_not_believed_claims_no_time() => Counts(50, Total(9, 10, 13_201), Total(9.5, 10.5, 50));

    [Fact]
    public void Statements_are_shown_in_order_of_time_with_what_each_said()
    {
        StepSample[] said = [Total(10, 12, 200), Total(6, 11, 500), Total(9, 10, 13_201), Total(6, 8, 300)];

        foreach (var order in new[] { said, [.. said.Reverse()] })
        {
            var device = DayDerivation.Devices(Ada, Day, new DaySamples { Steps = order, HeartRates = [] }, MovementOptions.Default)[0];

            Assert.Equal(
                [
                    new StepDelta(At(6), At(8), 300, CounterRule.Replaced),
                    new StepDelta(At(9), At(10), 13_201, CounterRule.ImplausibleRate),
                    new StepDelta(At(6), At(11), 500, CounterRule.Ok),
                    new StepDelta(At(10), At(12), 200, CounterRule.Ok), // half of it said twice
                ],
                device.Deltas);
            Assert.Equal(600, device.Steps);
        }
    }

    [Fact]
    public void Statements_that_end_with_the_day_are_shown_by_begin_rule_and_steps()
    {
        StepSample[] said = [Total(22, 27, 800), Total(23, 25.5, 100), Total(22, 25, 300), Total(22, 26, 500)];

        foreach (var order in new[] { said, [.. said.Reverse()] })
        {
            var device = DayDerivation.Devices(Ada, Day, new DaySamples { Steps = order, HeartRates = [] }, MovementOptions.Default)[0];

            Assert.Equal(
                [(22, CounterRule.Ok, 320), (22, CounterRule.Replaced, 200), (22, CounterRule.Replaced, 250), (23, CounterRule.Ok, 40)],
                device.Deltas.Select(delta => ((int)((delta.StartMs - Day.StartMs) / Given.Hour), delta.Rule, (int)delta.Steps)));
        }
    }

    [Fact]
    public void What_is_shown_of_a_statement_is_cut_to_the_day()
    {
        var device = DayDerivation.Devices(
            Ada, Day, new DaySamples { Steps = [Slot(-0.5, 0.25, 101), Slot(-0.5, 0.5, 60, version: 1), Slot(23.75, 24.25, 30)], HeartRates = [] },
            MovementOptions.Default)[0];

        Assert.Equal(
            [
                new StepDelta(At(0), At(0.25), 34, CounterRule.Replaced), new StepDelta(At(0), At(0.5), 30, CounterRule.Ok),
                new StepDelta(At(23.75), At(24), 15, CounterRule.Ok),
            ],
            device.Deltas);
    }
}
