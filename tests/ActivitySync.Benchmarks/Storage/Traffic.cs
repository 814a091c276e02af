using ActivitySync.Core.Telemetry;

namespace ActivitySync.Benchmarks.Storage;

/// <summary>
/// Samples as a household network sends them: 50 wearers in turn, three heart rates to one step reading.
/// </summary>
sealed class Traffic
{
    readonly string[] _wearers = [.. Enumerable.Range(0, 50).Select(i => $"wearer-{i:00}")];
    long _timeMs = 1_717_200_000_000;

    public SampleBatch Batch { get; } = new();

    /// <summary>The next samples, each with a moment of its own.</summary>
    public SampleBatch Next(int count)
    {
        Batch.Clear();
        for (var i = 0; i < count; i++)
        {
            var wearer = _wearers[i % _wearers.Length];
            _timeMs += 20 + (i % 7);
            if (i % 4 == 0)
            {
                Batch.Steps.Add(new(wearer, "watch", CounterKind.Delta, _timeMs, i % 120, 60_000));
            }
            else
            {
                Batch.HeartRates.Add(new(wearer, "watch", _timeMs, 55 + (i % 90)));
            }
        }
        return Batch;
    }
}
