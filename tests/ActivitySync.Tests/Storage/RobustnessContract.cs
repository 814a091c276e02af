using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;

namespace ActivitySync.Tests.Storage;

/// <summary>Sizes, edges, bad data and many callers at once.</summary>
public abstract class RobustnessContract : StoreContract
{
    [Fact]
    public async Task Twenty_thousand_samples_in_one_batch_are_all_kept()
    {
        var batch = new SampleBatch();
        for (var i = 0; i < 10_000; i++)
        {
            batch.Steps.Add(Step(June + (i * Minute), i, $"d{i % 3}"));
            batch.HeartRates.Add(Beat(June + (i * Minute), 50 + (i % 100)));
        }

        await Store.WriteAsync(batch, Stop);

        var steps = await Steps();
        Assert.Equal(batch.Steps.OrderBy(step => step.Device, StringComparer.Ordinal).ThenBy(step => step.TimeMs), steps);
        Assert.Equal(batch.HeartRates, await Beats());
    }

    [Fact]
    public async Task A_long_series_is_read_whole()
    {
        var batch = new SampleBatch();
        for (var i = 0; i < 60_000; i++)
        {
            batch.HeartRates.Add(Beat(June + (i * 1000L), 40 + (i % 150)));
        }

        await Store.WriteAsync(batch, Stop);

        Assert.Equal(batch.HeartRates, await Beats());
    }

    [Fact]
    public async Task A_correction_far_behind_in_the_same_batch_stands()
    {
        var batch = new SampleBatch();
        batch.HeartRates.Add(Beat(June, 1));
        for (var i = 1; i < 12_000; i++)
        {
            batch.HeartRates.Add(Beat(June + i, 50));
        }
        batch.HeartRates.Add(Beat(June, 2));

        await Store.WriteAsync(batch, Stop);

        Assert.Equal(2, (await Beats(June, June + 1)).Single().Bpm);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    [InlineData(9_007_199_254_740_993)]
    public async Task A_count_keeps_all_64_bits(long count)
    {
        await Write(Step(June, count, lengthMs: count));

        Assert.Equal([Step(June, count, lengthMs: count)], await Steps());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(StoreLimits.EarliestMs)]
    [InlineData(StoreLimits.LatestMs)]
    [InlineData(-6_106_060_800_000)]
    [InlineData(4_102_444_800_000)]
    public async Task A_time_long_ago_or_far_ahead_is_kept(long timeMs)
    {
        await Write(Step(timeMs, 3));

        Assert.Equal([Step(timeMs, 3)], await Steps());
        Assert.Equal([Step(timeMs, 3)], await Steps(timeMs, timeMs + 1));
        Assert.Equal([Step(timeMs, 3)], await Store.ReadLastStepsAsync("ann", long.MaxValue, Stop));
    }

    [Theory]
    [InlineData(StoreLimits.EarliestMs - 1)]
    [InlineData(StoreLimits.LatestMs + 1)]
    [InlineData(long.MaxValue)]
    public async Task A_time_no_store_can_hold_is_refused(long timeMs) =>
        await Assert.ThrowsAsync<StoreRefusedException>(() => Write(Beat(timeMs, 60)));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("é")]
    [InlineData("a\nb")]
    public async Task An_identifier_that_is_no_slug_is_refused(string identifier)
    {
        await Assert.ThrowsAsync<StoreRefusedException>(() => Write(Beat(June, 60, device: identifier)));
        await Assert.ThrowsAsync<StoreRefusedException>(() => Write(Beat(June, 60, wearer: identifier)));
    }

    [Fact]
    public async Task A_refused_sample_takes_its_batch_with_it_and_the_rest_can_be_written_again()
    {
        await Assert.ThrowsAsync<StoreRefusedException>(() => Write(Beat(June, 60), Beat(long.MaxValue, 61)));
        Assert.Empty(await Beats());

        await Write(Beat(June, 60));

        Assert.Equal([Beat(June, 60)], await Beats());
    }

    [Fact]
    public async Task Text_with_a_NUL_or_without_end_is_refused()
    {
        await Assert.ThrowsAsync<StoreRefusedException>(() => Write(Told(JournalKind.Note, June, text: "a\0b")));
        await Assert.ThrowsAsync<StoreRefusedException>(() => Write(Step(June, 1, boot: new string('b', 64_001))));
    }

    [Fact]
    public async Task Two_hundred_devices_are_kept_apart()
    {
        StepSample[] steps = [.. Enumerable.Range(0, 200).Select(i => Step(June + i, i, $"device-{i:000}"))];

        await Write(steps);

        Assert.Equal(steps, await Steps());
        Assert.Equal(steps, await Store.ReadLastStepsAsync("ann", long.MaxValue, Stop));
    }

    [Fact]
    public async Task Writers_and_readers_at_once_lose_nothing()
    {
        var work = Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var round = 0; round < 10; round++)
            {
                var first = June + (round * 100);
                await Write([.. Enumerable.Range(0, 100).Select(i => Beat(first + i, 60, $"d{writer}"))]);
                await Beats(first, first + 100);
            }
        });

        await Task.WhenAll(work);

        Assert.Equal(8_000, (await Beats()).Count);
    }

    [Fact]
    public async Task What_was_written_is_read_at_once()
    {
        for (var i = 0; i < 20; i++)
        {
            await Write(Beat(June + i, i));

            Assert.Equal(i + 1, (await Beats()).Count);
        }
    }

    [Fact]
    public async Task Preparing_again_changes_nothing()
    {
        await Write(Beat(June, 60));

        var sentence = await Store.PrepareAsync(Stop);

        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.Single(await Beats());
    }

    [Fact]
    public async Task A_cancelled_write_says_so()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var batch = new SampleBatch { HeartRates = { Beat(June, 60) } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteAsync(batch, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.ReadHeartRatesAsync("ann", 0, June, cancelled.Token));
    }
}
