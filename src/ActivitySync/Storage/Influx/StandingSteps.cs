using ActivitySync.Core.Telemetry;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// Of two statements about one moment the one that outranks the other stands, whichever came last; InfluxDB would keep
/// the last. So what may meet a stored statement is looked up before it is written: amounts that are told again, and
/// readings of counters that do not come in order. What comes in order costs nothing but one look at the newest stored
/// readings of each wearer. There is one writer.
/// </summary>
internal sealed class StandingSteps(InfluxReader reader)
{
    readonly Lock _knowing = new();
    readonly HashSet<string> _known = [];
    readonly Dictionary<(string Wearer, string Device, CounterKind Counter), StepSample> _newest = [];

    /// <summary>The batch without steps that something stored, or something else in it, outranks.</summary>
    public async ValueTask<SampleBatch> OnlyAsync(SampleBatch batch, CancellationToken stop)
    {
        foreach (var wearer in Strangers(batch.Steps))
        {
            Know(wearer, await reader.LastStepsAsync(wearer, long.MaxValue, stop));
        }
        var unsure = Unsure(batch.Steps);
        if (unsure.Count == 0)
        {
            return batch;
        }
        var best = new Dictionary<(string, string, CounterKind, long), StepSample>(batch.Steps.Count);
        foreach (var step in batch.Steps)
        {
            if (!best.TryGetValue(KeyOf(step), out var known) || !known.Outranks(step))
            {
                best[KeyOf(step)] = step;
            }
        }
        foreach (var (wearer, (fromMs, toMs)) in unsure)
        {
            foreach (var stored in await reader.StepsAsync(wearer, fromMs, toMs + 1, stop))
            {
                if (best.TryGetValue(KeyOf(stored), out var told) && stored.Outranks(told))
                {
                    best.Remove(KeyOf(stored));
                }
            }
        }
        var standing = new SampleBatch();
        standing.Steps.AddRange(best.Values);
        standing.HeartRates.AddRange(batch.HeartRates);
        standing.Journal.AddRange(batch.Journal);
        return standing;
    }

    List<string> Strangers(List<StepSample> steps)
    {
        lock (_knowing)
        {
            List<string>? strangers = null;
            foreach (ref readonly var step in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(steps))
            {
                if (step.Counter != CounterKind.Delta && !_known.Contains(step.Wearer) && strangers?.Contains(step.Wearer) != true)
                {
                    (strangers ??= []).Add(step.Wearer);
                }
            }
            return strangers ?? [];
        }
    }

    void Know(string wearer, IReadOnlyList<StepSample> newest)
    {
        lock (_knowing)
        {
            _known.Add(wearer);
            foreach (var step in newest)
            {
                _newest[(wearer, step.Device, step.Counter)] = step;
            }
        }
    }

    // By wearer the time within which something stored may be met.
    Dictionary<string, (long FromMs, long ToMs)> Unsure(List<StepSample> steps)
    {
        var unsure = new Dictionary<string, (long FromMs, long ToMs)>();
        lock (_knowing)
        {
            foreach (ref readonly var step in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(steps))
            {
                ref var newest = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                    _newest, (step.Wearer, step.Device, step.Counter), out var isKnown);
                var isInOrder = !isKnown || step.TimeMs > newest.TimeMs || step == newest;
                if (!isKnown || step.TimeMs > newest.TimeMs)
                {
                    newest = step;
                }
                if (step.Counter != CounterKind.Delta && (!isInOrder || step.Counter.IsReplaceable()))
                {
                    var (fromMs, toMs) = unsure.GetValueOrDefault(step.Wearer, (step.TimeMs, step.TimeMs));
                    unsure[step.Wearer] = (Math.Min(fromMs, step.TimeMs), Math.Max(toMs, step.TimeMs));
                }
            }
        }
        return unsure;
    }

    static (string, string, CounterKind, long) KeyOf(in StepSample step) => (step.Wearer, step.Device, step.Counter, step.TimeMs);
}
