using ActivitySync.Core.Telemetry;

namespace ActivitySync.Tests.Storage;

/// <summary>Steps and heart rate: what is written is what is read, in order, once.</summary>
public abstract class SampleContract : StoreContract
{
    [Fact]
    public async Task A_step_reading_comes_back_with_every_field()
    {
        var step = Step(June, 42, "phone", CounterKind.SinceBoot, lengthMs: 900_000, boot: "b7f3");

        await Write(step);

        Assert.Equal([step], await Steps());
    }

    [Fact]
    public async Task A_heart_rate_comes_back_with_every_field()
    {
        var beat = Beat(June + 1, 61, "strap");

        await Write(beat);

        Assert.Equal([beat], await Beats());
    }

    [Fact]
    public async Task A_reading_without_boot_comes_back_without_boot()
    {
        await Write(Step(June, 1, boot: "x"), Step(June + 1, 2));

        Assert.Equal(["x", null], (await Steps()).Select(step => step.Boot));
    }

    [Fact]
    public async Task An_empty_boot_is_no_boot()
    {
        await Write(Step(June, 1, boot: ""));

        Assert.Null(Assert.Single(await Steps()).Boot);
    }

    [Fact]
    public async Task An_empty_batch_is_written_without_complaint()
    {
        await Store.WriteAsync(new SampleBatch(), Stop);

        Assert.Empty(await Steps());
    }

    [Fact]
    public async Task The_same_batch_twice_is_kept_once()
    {
        await Write(Step(June, 5), Step(June + Minute, 7));
        await Write(Step(June, 5), Step(June + Minute, 7));

        Assert.Equal([Step(June, 5), Step(June + Minute, 7)], await Steps());
    }

    [Fact]
    public async Task The_same_heart_rates_twice_are_kept_once()
    {
        await Write(Beat(June, 60), Beat(June + 1000, 61));
        await Write(Beat(June, 60), Beat(June + 1000, 61));

        Assert.Equal([Beat(June, 60), Beat(June + 1000, 61)], await Beats());
    }

    [Theory]
    [InlineData(CounterKind.Delta)]
    [InlineData(CounterKind.SinceMidnight)]
    [InlineData(CounterKind.SinceBoot)]
    [InlineData(CounterKind.Lifetime)]
    [InlineData(CounterKind.Session)]
    public async Task The_larger_of_two_counts_of_a_moment_stands_whichever_came_last(CounterKind kind)
    {
        await Write(Step(June, 5, counter: kind, boot: "old"), Step(June + 1, 9, counter: kind));
        await Write(Step(June, 9, counter: kind), Step(June + 1, 5, counter: kind, boot: "old"));

        Assert.Equal([Step(June, 9, counter: kind), Step(June + 1, 9, counter: kind)], await Steps());
    }

    [Fact]
    public async Task The_larger_count_stands_within_a_batch_too()
    {
        await Write(
            Step(June, 9, counter: CounterKind.Lifetime), Step(June, 5, counter: CounterKind.Lifetime),
            Step(June + 1, 10, counter: CounterKind.Lifetime));

        Assert.Equal([9, 10], (await Steps()).Select(step => step.Count));
    }

    [Fact]
    public async Task Of_one_moment_twice_in_a_batch_the_later_stands()
    {
        await Write(Beat(June, 60), Beat(June, 75));

        Assert.Equal([Beat(June, 75)], await Beats());
    }

    [Fact]
    public async Task One_moment_in_different_counters_is_different_facts()
    {
        StepSample[] steps = [.. Enum.GetValues<CounterKind>().Select(kind => Step(June, 10 + (int)kind, counter: kind))];

        await Write(steps);

        Assert.Equal(steps, await Steps());
    }

    [Fact]
    public async Task Steps_are_ordered_by_device_then_counter_then_time()
    {
        await Write(
            Step(June + 2, 1, "b"), Step(June, 2, "b", CounterKind.Lifetime), Step(June, 3, "b", CounterKind.SinceMidnight),
            Step(June + 3, 4, "a"), Step(June, 5, "b"), Step(June + 1, 6, "a"));

        Assert.Equal([6, 4, 5, 1, 3, 2], (await Steps()).Select(step => step.Count));
    }

    [Fact]
    public async Task Devices_are_ordered_as_bytes_so_capitals_and_digits_come_first()
    {
        await Write(Beat(June, 1, "b"), Beat(June, 2, "B"), Beat(June, 3, "1"), Beat(June, 4, "_"), Beat(June, 5, "-"));

        Assert.Equal(["-", "1", "B", "_", "b"], (await Beats()).Select(beat => beat.Device));
    }

    [Fact]
    public async Task Identifiers_that_differ_in_case_are_different()
    {
        await Write(Step(June, 1, wearer: "ann"), Step(June, 2, wearer: "Ann"));

        Assert.Equal(1, Assert.Single(await Steps()).Count);
        Assert.Equal(2, Assert.Single(await Steps(wearer: "Ann")).Count);
    }

    [Fact]
    public async Task Samples_written_out_of_order_are_read_in_order()
    {
        await Write(Beat(June + 3, 3), Beat(June + 1, 1));
        await Write(Beat(June + 2, 2), Beat(June, 0));

        Assert.Equal([0, 1, 2, 3], (await Beats()).Select(beat => beat.Bpm));
    }

    [Fact]
    public async Task A_range_includes_its_start_and_excludes_its_end()
    {
        await Write(Beat(June - 1, 1), Beat(June, 2), Beat(June + Minute - 1, 3), Beat(June + Minute, 4));

        Assert.Equal([2, 3], (await Beats(June, June + Minute)).Select(beat => beat.Bpm));
    }

    [Fact]
    public async Task Step_ranges_are_half_open_too()
    {
        await Write(Step(June - 1, 1), Step(June, 2), Step(June + 9, 3), Step(June + 10, 4));

        Assert.Equal([2, 3], (await Steps(June, June + 10)).Select(step => step.Count));
    }

    [Fact]
    public async Task An_empty_or_reversed_range_has_nothing()
    {
        await Write(Step(June, 1));
        await Write(Beat(June, 1));

        Assert.Empty(await Steps(June, June));
        Assert.Empty(await Steps(June + 1, June));
        Assert.Empty(await Beats(June, June));
    }

    [Fact]
    public async Task A_range_may_be_wider_than_time()
    {
        await Write(Step(June, 1));

        Assert.Single(await Steps(long.MinValue, long.MaxValue));
        Assert.Empty(await Steps(long.MinValue, long.MinValue + 1));
        Assert.Empty(await Steps(long.MaxValue - 1, long.MaxValue));
    }

    [Fact]
    public async Task Nobody_reads_what_another_wearer_wrote()
    {
        await Write(Step(June, 1, wearer: "ben"));
        await Write(Beat(June, 60, wearer: "ben"));

        Assert.Empty(await Steps());
        Assert.Empty(await Beats());
        Assert.Empty(await Store.ReadLastStepsAsync("ann", long.MaxValue, Stop));
    }

    [Fact]
    public async Task Steps_and_heart_rates_of_one_moment_do_not_mix()
    {
        var batch = new SampleBatch();
        batch.Steps.Add(Step(June, 12));
        batch.HeartRates.Add(Beat(June, 80));
        batch.Journal.Add(Told(JournalKind.Pain, June, 3));

        await Store.WriteAsync(batch, Stop);

        Assert.Equal(batch.Steps, await Steps());
        Assert.Equal(batch.HeartRates, await Beats());
        Assert.Equal(batch.Journal, await Journal());
    }

    [Fact]
    public async Task The_last_reading_before_a_moment_is_found_for_each_stream()
    {
        await Write(
            Step(June, 1, "a"), Step(June + 10, 2, "a", lengthMs: 7), Step(June + 20, 3, "a"),
            Step(June + 5, 4, "a", CounterKind.SinceBoot, boot: "k"), Step(June - 900 * 24 * 60 * Minute, 5, "b"));

        var last = await Store.ReadLastStepsAsync("ann", June + 20, Stop);

        Assert.Equal(
            [
                Step(June + 10, 2, "a", lengthMs: 7), Step(June + 5, 4, "a", CounterKind.SinceBoot, boot: "k"),
                Step(June - 900 * 24 * 60 * Minute, 5, "b"),
            ],
            last);
    }

    [Fact]
    public async Task A_stream_that_begins_later_has_no_last_reading()
    {
        await Write(Step(June, 1, "a"), Step(June + 1, 2, "b"));

        Assert.Equal([Step(June, 1, "a")], await Store.ReadLastStepsAsync("ann", June + 1, Stop));
        Assert.Empty(await Store.ReadLastStepsAsync("ann", June, Stop));
    }

    [Fact]
    public async Task The_last_reading_is_the_corrected_one()
    {
        await Write(Step(June, 1, boot: "x", counter: CounterKind.SinceBoot));
        await Write(Step(June, 8, counter: CounterKind.SinceBoot));

        var last = await Store.ReadLastStepsAsync("ann", long.MaxValue, Stop);

        Assert.Equal([Step(June, 8, counter: CounterKind.SinceBoot)], last);
    }
}
