using ActivitySync.Core.Telemetry;
using ActivitySync.Ingest;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Ingest;

public sealed class TouchedDaysTests
{
    static readonly LocalDate Monday = new(2026, 6, 15);

    readonly TouchedDays _touched = new(Some.Rules(Some.Wearer(zone: "UTC")).Wearers);

    [Fact]
    public void A_delta_touches_the_days_of_its_interval()
        => Assert.Equal([Monday, Monday.PlusDays(1)],
            Days(Step(CounterKind.Delta, Some.Noon + (13 * Some.HourMs), lengthMs: 2 * Some.HourMs)));

    [Fact]
    public void A_delta_that_ends_at_midnight_touches_the_day_before_only()
        => Assert.Equal([Monday], Days(Step(CounterKind.Delta, Some.Noon + (12 * Some.HourMs), lengthMs: Some.MinuteMs)));

    [Fact]
    public void A_counter_never_heard_before_touches_everything_a_late_reading_can_change()
        => Assert.Equal([-2, -1, 0, 1, 2], Offsets(Days(Step(CounterKind.SinceBoot, Some.Noon))));

    [Fact]
    public void A_counter_in_order_touches_the_days_since_its_last_reading()
    {
        Days(Step(CounterKind.SinceBoot, Some.Noon));

        Assert.Equal([0], Offsets(Days(Step(CounterKind.SinceBoot, Some.Noon + Some.HourMs))));
        Assert.Equal([0, 1], Offsets(Days(Step(CounterKind.SinceBoot, Some.Noon + Some.DayMs))));
    }

    [Fact]
    public void A_counter_out_of_order_touches_the_days_around_it_again()
    {
        Days(Step(CounterKind.SinceBoot, Some.Noon));

        Assert.Equal([-3, -2, -1, 0, 1], Offsets(Days(Step(CounterKind.SinceBoot, Some.Noon - Some.DayMs))));
    }

    [Theory]
    [InlineData(9, 1)] // it fell: the fold may compare it with any reading of the last two days
    [InlineData(11, 0)] // it corrects the reading of the same moment
    public void A_counter_that_falls_or_corrects_itself_touches_the_days_around_it(int count, int hoursLater)
    {
        Days(Step(CounterKind.Lifetime, Some.Noon));

        Assert.Equal([-2, -1, 0, 1, 2],
            Offsets(Days(Step(CounterKind.Lifetime, Some.Noon + (hoursLater * Some.HourMs)) with { Count = count })));
    }

    [Theory]
    [InlineData(CounterKind.HourSlot)]
    [InlineData(CounterKind.IntervalTotal)]
    public void A_statement_touches_the_days_of_its_interval(CounterKind counter)
        => Assert.Equal([0], Offsets(Days(Step(counter, Some.Noon, lengthMs: Some.HourMs))));

    [Fact]
    public void After_a_fall_readings_reach_back_to_before_it()
    {
        Days(Step(CounterKind.SinceBoot, Some.Noon));
        Days(Step(CounterKind.SinceBoot, Some.Noon + (13 * Some.HourMs)) with { Count = 3 });

        Assert.Equal([0, 1], Offsets(Days(Step(CounterKind.SinceBoot, Some.Noon + (14 * Some.HourMs)) with { Count = 12 })));
        Assert.Equal([3], Offsets(Days(Step(CounterKind.SinceBoot, Some.Noon + (74 * Some.HourMs)) with { Count = 14 })).TakeLast(1));
    }

    [Fact]
    public void The_nightly_reset_of_a_since_midnight_counter_makes_later_readings_reach_no_further()
    {
        Days(Step(CounterKind.SinceMidnight, Some.Noon));
        Days(Step(CounterKind.SinceMidnight, Some.Noon + (13 * Some.HourMs)) with { Count = 3 });

        Assert.Equal([1], Offsets(Days(Step(CounterKind.SinceMidnight, Some.Noon + (14 * Some.HourMs)) with { Count = 12 })));
    }

    [Fact]
    public void A_heart_rate_and_a_journal_entry_touch_their_day()
    {
        var batch = new SampleBatch();
        batch.HeartRates.Add(new HeartRateSample("ana", "watch", Some.Noon, 70));
        batch.Journal.Add(new JournalEntry("ana", JournalKind.Pain, Some.Noon + Some.DayMs, 4));

        Assert.Equal([0, 1], Offsets(_touched.Of(batch).Select(day => day.Date)));
    }

    [Fact]
    public void The_wearers_zone_and_day_start_decide_the_day()
    {
        var wearer = Some.Wearer(zone: "America/New_York") with { DayStart = new LocalTime(4, 0) };
        var touched = new TouchedDays(Some.Rules(wearer).Wearers);
        var batch = new SampleBatch();
        // 07:30 UTC is 03:30 in New York: still the day before for somebody whose day starts at four.
        batch.HeartRates.Add(new HeartRateSample("ana", "watch", Some.Noon - (4 * Some.HourMs) - (30 * Some.MinuteMs), 70));

        Assert.Equal(Monday.PlusDays(-1), Assert.Single(touched.Of(batch)).Date);
    }

    IEnumerable<LocalDate> Days(StepSample sample)
    {
        var batch = new SampleBatch();
        batch.Steps.Add(sample);
        return _touched.Of(batch).Select(day => day.Date).Order();
    }

    static IEnumerable<int> Offsets(IEnumerable<LocalDate> days)
        => days.Order().Select(day => Period.DaysBetween(Monday, day));

    static StepSample Step(CounterKind counter, long timeMs, long lengthMs = 0)
        => new("ana", "watch", counter, timeMs, 10, lengthMs);
}
