using ActivitySync.Core.Telemetry;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// Of two statements about one moment the one that outranks the other stands, whichever came last; InfluxDB would keep
/// the last. So what may meet a stored statement is looked up before it is written: amounts that are told again, and
/// readings that do not come in order. What comes in order, or in order into a time that was skipped (a backlog behind live
/// readings), costs nothing but one look at the newest stored readings of each wearer. There is one writer.
/// </summary>
internal sealed class StandingSteps(InfluxReader reader)
{
    readonly Lock _knowing = new();
    readonly HashSet<string> _known = [];
    readonly Dictionary<(string Wearer, string Device, CounterKind Counter), Course> _courses = [];

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
                if (!_known.Contains(step.Wearer) && strangers?.Contains(step.Wearer) != true)
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
                _courses[(wearer, step.Device, step.Counter)] = new Course { Newest = step };
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
                ref var course = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                    _courses, (step.Wearer, step.Device, step.Counter), out var isKnown);
                var isAlone = course.Take(step, isKnown);
                if (!isAlone || step.Counter.IsReplaceable())
                {
                    var (fromMs, toMs) = unsure.GetValueOrDefault(step.Wearer, (step.TimeMs, step.TimeMs));
                    unsure[step.Wearer] = (Math.Min(fromMs, step.TimeMs), Math.Max(toMs, step.TimeMs));
                }
            }
        }
        return unsure;
    }

    // What is known of one stream: its newest reading, and the longest time in which nothing of it is stored.
    struct Course
    {
        public StepSample Newest;

        // Nothing is stored between the two.
        long _emptyFromMs, _emptyToMs;

        /// <summary>Goes on with a reading; whether nothing else can be stored of its moment.</summary>
        public bool Take(in StepSample step, bool isKnown)
        {
            if (!isKnown || step == Newest)
            {
                Newest = step;
                return true;
            }
            if (step.TimeMs > Newest.TimeMs)
            {
                if (step.TimeMs - Newest.TimeMs > _emptyToMs - _emptyFromMs)
                {
                    (_emptyFromMs, _emptyToMs) = (Newest.TimeMs, step.TimeMs);
                }
                Newest = step;
                return true;
            }
            if (step.TimeMs > _emptyFromMs && step.TimeMs < _emptyToMs)
            {
                _emptyFromMs = step.TimeMs;
                return true;
            }
            // What outranks the newest takes its place: else the newest told again would seem to be what is stored.
            Newest = step.TimeMs == Newest.TimeMs && step.Outranks(Newest) ? step : Newest;
            return false;
        }
    }

    static (string, string, CounterKind, long) KeyOf(in StepSample step) => (step.Wearer, step.Device, step.Counter, step.TimeMs);
}
