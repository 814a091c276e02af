using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// Of the step readings around a day those that can bear on it, collected piece by piece so that nobody needs all of them
/// in memory: a delta of known length that lies outside the day says nothing about it, except that the last one well
/// before the day is where one of unknown length may begin. What <see cref="DayDerivation"/> makes of the rest is the same.
/// </summary>
/// <param name="day">Which day.</param>
/// <param name="options">The options it will be derived with.</param>
public sealed class BearingSteps(LocalDay day, MovementOptions options)
{
    private readonly List<StepSample> _kept = [];
    private readonly Dictionary<string, StepSample> _earlier = [];

    /// <summary>Adds readings, in any order.</summary>
    public void Add(IReadOnlyList<StepSample> samples)
    {
        foreach (ref readonly var sample in ReadOnlySamples.AsSpan(samples))
        {
            if (sample.Counter != CounterKind.Delta || sample.LengthMs == 0 || Touches(sample))
            {
                _kept.Add(sample);
            }
            else if (sample.TimeMs <= day.StartMs - options.UnknownLengthMs
                && (!_earlier.TryGetValue(sample.Device, out var known) || Reading(known).CompareTo(Reading(sample)) < 0))
            {
                _earlier[sample.Device] = sample;
            }
        }
    }

    /// <summary>What is left of them.</summary>
    public IReadOnlyList<StepSample> ToList()
    {
        _kept.AddRange(_earlier.Values);
        _earlier.Clear();
        return _kept;
    }

    bool Touches(in StepSample sample) => sample.TimeMs > day.StartMs && sample.TimeMs - sample.LengthMs < day.EndMs;

    static CounterReading Reading(in StepSample sample) => new(sample.TimeMs, sample.Count, sample.LengthMs, sample.Boot, sample.Version);
}
