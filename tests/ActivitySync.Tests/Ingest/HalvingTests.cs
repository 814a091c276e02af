using ActivitySync.Core.Telemetry;
using ActivitySync.Ingest;
using ActivitySync.Storage;

namespace ActivitySync.Tests.Ingest;

public sealed class HalvingTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly List<int> _stored = [];
    int _writes;

    [Fact]
    public async Task One_bad_sample_among_thousands_is_found_in_few_writes_and_all_others_are_stored_in_order()
    {
        var refused = await RunAsync(parts: 512, samplesEach: 8, bad: [2_345]);

        Assert.Equal([new RefusedPart(2_345 / 8, 1, "2345 is bad")], refused);
        Assert.Equal(Enumerable.Range(0, 4_096).Where(i => i != 2_345), _stored);
        Assert.InRange(_writes, 12, 24); // two for each halving of 4,096
    }

    [Fact]
    public async Task Several_bad_samples_of_one_message_are_counted_and_its_others_stored()
    {
        var refused = await RunAsync(parts: 3, samplesEach: 10, bad: [10, 15, 19, 29]);

        Assert.Equal([new RefusedPart(1, 3, "10 is bad"), new RefusedPart(2, 1, "29 is bad")], refused);
        Assert.Equal(26, _stored.Count);
    }

    [Fact]
    public async Task When_everything_is_refused_each_message_is()
        => Assert.Equal(4, (await RunAsync(4, 1, [0, 1, 2, 3])).Count);

    [Fact]
    public async Task A_store_that_goes_away_meanwhile_is_not_taken_for_a_refusal()
    {
        var halving = new Halving((_, _) => throw new StoreUnavailableException("away"), _ => { });

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => halving.RunAsync([Batch(0, 1), Batch(1, 1)], new StoreRefusedException("bad"), Stop));
    }

    async Task<IReadOnlyList<RefusedPart>> RunAsync(int parts, int samplesEach, int[] bad)
    {
        var halving = new Halving(
            (batch, _) =>
            {
                _writes++;
                foreach (var beat in batch.HeartRates.Where(beat => bad.Contains(beat.Bpm)))
                {
                    throw new StoreRefusedException($"{beat.Bpm} is bad");
                }
                return ValueTask.CompletedTask;
            },
            batch => _stored.AddRange(batch.HeartRates.Select(beat => beat.Bpm)));
        return await halving.RunAsync(
            [.. Enumerable.Range(0, parts).Select(i => Batch(i * samplesEach, samplesEach))],
            new StoreRefusedException("something is bad"), Stop);
    }

    static SampleBatch Batch(int first, int count)
    {
        var batch = new SampleBatch();
        batch.HeartRates.AddRange(Enumerable.Range(first, count).Select(i => new HeartRateSample("ann", "watch", i, i)));
        return batch;
    }
}
