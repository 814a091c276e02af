using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;

namespace ActivitySync.Ingest;

/// <summary>Samples of one message that the store will never take.</summary>
/// <param name="Part">Number of the message in the lot.</param>
/// <param name="Samples">How many of its samples were refused.</param>
/// <param name="Reason">The store's words about the first of them.</param>
internal sealed record RefusedPart(int Part, int Samples, string Reason);

/// <summary>
/// Stores a lot that a store has refused: halves it until each sample that it refuses is alone, and stores all others. One
/// bad sample among thousands costs some two dozen writes. Writing twice what a part of a refused write has stored changes
/// nothing.
/// </summary>
/// <param name="write">Writes a batch; throws <see cref="StoreRefusedException"/>.</param>
/// <param name="onStored">Told of each batch that was taken.</param>
internal sealed class Halving(Func<SampleBatch, CancellationToken, ValueTask> write, Action<SampleBatch> onStored)
{
    readonly SortedDictionary<int, RefusedPart> _refused = [];

    /// <summary>Stores the messages of a lot that was refused as a whole; returns what was refused, in order.</summary>
    public async Task<IReadOnlyList<RefusedPart>> RunAsync(
        IReadOnlyList<SampleBatch> parts, StoreRefusedException reason, CancellationToken stop)
    {
        await SplitAsync(parts, 0, parts.Count, reason, stop);
        return [.. _refused.Values];
    }

    async Task PartsAsync(IReadOnlyList<SampleBatch> parts, int first, int end, CancellationToken stop)
    {
        var lot = new SampleBatch();
        for (var i = first; i < end; i++)
        {
            lot.Steps.AddRange(parts[i].Steps);
            lot.HeartRates.AddRange(parts[i].HeartRates);
            lot.Journal.AddRange(parts[i].Journal);
        }
        try
        {
            await write(lot, stop);
            onStored(lot);
        }
        catch (StoreRefusedException reason)
        {
            await SplitAsync(parts, first, end, reason, stop);
        }
    }

    async Task SplitAsync(
        IReadOnlyList<SampleBatch> parts, int first, int end, StoreRefusedException reason, CancellationToken stop)
    {
        if (end - first == 1)
        {
            await SplitSamplesAsync(first, parts[first], 0, parts[first].Count, reason, stop);
            return;
        }
        var middle = first + ((end - first) / 2);
        await PartsAsync(parts, first, middle, stop);
        await PartsAsync(parts, middle, end, stop);
    }

    async Task SamplesAsync(int part, SampleBatch batch, int first, int end, CancellationToken stop)
    {
        var slice = Slice(batch, first, end);
        try
        {
            await write(slice, stop);
            onStored(slice);
        }
        catch (StoreRefusedException reason)
        {
            await SplitSamplesAsync(part, batch, first, end, reason, stop);
        }
    }

    async Task SplitSamplesAsync(
        int part, SampleBatch batch, int first, int end, StoreRefusedException reason, CancellationToken stop)
    {
        if (end - first <= 1)
        {
            _refused[part] = _refused.TryGetValue(part, out var before)
                ? before with { Samples = before.Samples + 1 }
                : new RefusedPart(part, 1, reason.Message);
            return;
        }
        var middle = first + ((end - first) / 2);
        await SamplesAsync(part, batch, first, middle, stop);
        await SamplesAsync(part, batch, middle, end, stop);
    }

    // Samples in the order steps, heart rates, journal.
    static SampleBatch Slice(SampleBatch batch, int first, int end)
    {
        var slice = new SampleBatch();
        for (var i = first; i < end; i++)
        {
            var index = i;
            if (index < batch.Steps.Count)
            {
                slice.Steps.Add(batch.Steps[index]);
            }
            else if ((index -= batch.Steps.Count) < batch.HeartRates.Count)
            {
                slice.HeartRates.Add(batch.HeartRates[index]);
            }
            else
            {
                slice.Journal.Add(batch.Journal[index - batch.HeartRates.Count]);
            }
        }
        return slice;
    }
}
