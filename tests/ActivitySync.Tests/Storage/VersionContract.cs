using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;

namespace ActivitySync.Tests.Storage;

/// <summary>Slots and interval totals: of several statements about one interval the newest is read, whatever came last.</summary>
public abstract class VersionContract : StoreContract
{
    const long Hour = 60 * Minute;

    [Fact]
    public async Task A_slot_comes_back_with_its_parts_of_a_step_and_its_version()
    {
        var slot = Slot(June, 2310, milli: 434, version: SlotVersion.Highest);

        await Write(slot);

        Assert.Equal([slot], await Steps());
    }

    [Theory]
    [InlineData(CounterKind.MinuteSlot)]
    [InlineData(CounterKind.HourSlot)]
    [InlineData(CounterKind.DaySlot)]
    [InlineData(CounterKind.IntervalTotal)]
    [InlineData(CounterKind.Delta)]
    public async Task The_higher_version_stands_in_any_order_of_arrival(CounterKind counter)
    {
        var old = Slot(June, 500, version: 3, counter: counter);
        var corrected = Slot(June, 400, milli: counter == CounterKind.Delta ? 0 : 7, version: 900_000, counter: counter);

        await Write(old, corrected);
        Assert.Equal([corrected], await Steps());
        await Write(old);
        await Write(Slot(June + Hour, 1, counter: counter));

        Assert.Equal([corrected, Slot(June + Hour, 1, counter: counter)], await Steps());
    }

    [Theory]
    [InlineData(5, 0, 6, 0)]
    [InlineData(6, 0, 5, 0)]
    [InlineData(5, 400, 5, 900)]
    [InlineData(5, 900, 5, 400)]
    public async Task Of_equal_versions_the_larger_stands_in_any_order_of_arrival(int first, int firstMilli, int second, int secondMilli)
    {
        await Write(Slot(June, first, firstMilli, version: 8));
        await Write(Slot(June, second, secondMilli, version: 8));

        Assert.Equal([Slot(June, Math.Max(first, second), Math.Max(firstMilli, secondMilli), version: 8)], await Steps());
    }

    /// <summary>Statements about few moments, so that they meet, each told several times and in any order.</summary>
    [Theory]
    [InlineData(CounterKind.Delta)]
    [InlineData(CounterKind.SinceBoot)]
    [InlineData(CounterKind.HourSlot)]
    [InlineData(CounterKind.IntervalTotal)]
    public async Task What_contradicts_itself_is_settled_without_regard_to_order_or_repetition(CounterKind counter)
    {
        var random = new Random((int)counter);
        for (var round = 0; round < 6; round++)
        {
            var told = Enumerable.Range(0, 24).Select(_ => Told(random, counter, June + (round * Hour))).ToArray();
            var standing = told.GroupBy(step => step.TimeMs).OrderBy(moment => moment.Key)
                .Select(moment => moment.Aggregate((best, step) => step.Outranks(best) ? step : best)).ToList();

            for (var order = 0; order < 2; order++)
            {
                var device = $"{"ab"[order]}{round}";
                StepSample[] deliveries = [.. told, .. told, .. told.Take(9)];
                random.Shuffle(deliveries);
                foreach (var lot in deliveries.Chunk(1 + random.Next(20)))
                {
                    await Write([.. lot.Select(step => step with { Device = device })]);
                }

                Assert.Equal(standing, (await Steps()).Where(step => step.Device == device).Select(step => step with { Device = "watch" }));
            }
        }
    }

    static StepSample Told(Random random, CounterKind counter, long fromMs) => new(
        "ann", "watch", counter, fromMs + (random.Next(5) * Minute), random.Next(4), counter.HasVersions() ? 1_000 * random.Next(1, 3) : 0,
        counter == CounterKind.SinceBoot && random.Next(2) == 0 ? "b" : null, counter.IsReplaceable() ? random.Next(3) : 0,
        counter.HasVersions() ? random.Next(3) : 0);

    [Fact]
    public async Task The_last_reading_of_a_stream_of_slots_is_its_newest_version()
    {
        await Write(Slot(June, 9, version: 9), Slot(June, 7, version: 70_000));

        Assert.Equal([Slot(June, 7, version: 70_000)], await Store.ReadLastStepsAsync("ann", June + 1, Stop));
    }

    [Fact]
    public async Task Versions_lie_within_their_millisecond()
    {
        await Write(Slot(June, 1, version: SlotVersion.Highest), Slot(June + 1, 2));

        Assert.Equal([1], (await Steps(June, June + 1)).Select(step => step.Count));
        Assert.Equal([2], (await Steps(June + 1, June + 2)).Select(step => step.Count));
    }

    [Fact]
    public async Task Versions_of_devices_and_counters_do_not_meet()
    {
        await Write(
            Slot(June, 1, version: 5), Slot(June, 2, version: 4, counter: CounterKind.MinuteSlot),
            Slot(June, 3, version: 3) with { Device = "phone" });

        Assert.Equal([3, 2, 1], (await Steps()).Select(step => step.Count));
    }

    [Theory]
    [InlineData(CounterKind.Delta, 1, 0)]
    [InlineData(CounterKind.SinceMidnight, 0, 1)]
    [InlineData(CounterKind.HourSlot, 1_000, 0)]
    [InlineData(CounterKind.HourSlot, -1, 0)]
    [InlineData(CounterKind.HourSlot, 0, SlotVersion.Highest + 1)]
    [InlineData(CounterKind.HourSlot, 0, -1)]
    public async Task Parts_and_versions_where_they_cannot_be_are_refused(CounterKind counter, int milli, int version)
    {
        await Assert.ThrowsAsync<StoreRefusedException>(() => Write(Slot(June, 1, milli, version, counter)));
    }

    [Fact]
    public async Task A_resting_heart_rate_is_kept_apart_from_the_heart_rate_of_its_moment()
    {
        var resting = Beat(June, 52) with { Kind = HeartRateKind.Resting };

        await Write(resting, Beat(June, 88), Beat(June - 1, 90));

        Assert.Equal([Beat(June - 1, 90), Beat(June, 88), resting], await Beats());
        var span = await Store.ReadSpanAsync("ann", Stop);
        Assert.Equal(new StoredSpan(June - 1, June), span);
    }

    [Fact]
    public async Task A_wearer_known_only_by_a_resting_heart_rate_is_known_and_can_be_looked_for()
    {
        await Write(Beat(June, 52) with { Kind = HeartRateKind.Resting });

        Assert.Equal(["ann"], await Store.ReadWearersAsync(Stop));
        Assert.Equal(new StoredSpan(June, June), await Store.ReadSpanAsync("ann", Stop));
    }

    static StepSample Slot(
        long timeMs, long count, int milli = 0, int version = 0, CounterKind counter = CounterKind.HourSlot) =>
        new("ann", "watch", counter, timeMs, count, Hour, null, milli, version);
}
