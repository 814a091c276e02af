using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Spool;

/// <summary>
/// Whether heart rates came in late, before a moment up to which somebody holds them already. In memory: a hint that saves
/// reading, never a fact. Safe for concurrent use.
/// </summary>
internal sealed class LateHeartRates
{
    readonly ConcurrentDictionary<string, Entry> _wearers = new();

    /// <summary>These samples are stored.</summary>
    public void Note(SampleBatch batch)
    {
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(batch.HeartRates))
        {
            if (_wearers.TryGetValue(sample.Wearer, out var known))
            {
                known.Note(sample.TimeMs);
            }
        }
        foreach (var request in batch.Recalculations)
        {
            if (_wearers.TryGetValue(request.Wearer, out var known))
            {
                known.Note(long.MinValue);
            }
        }
    }

    /// <summary>
    /// Heart rates before a moment are going to be read and held. Returns their age: what is held at another one misses
    /// something. Called before reading, so that what is stored meanwhile is either read or makes the age another.
    /// </summary>
    public long Settle(string wearer, long beforeMs) => _wearers.GetOrAdd(wearer, static _ => new Entry()).Settle(beforeMs);

    sealed class Entry
    {
        readonly Lock _lock = new();
        long _settledMs;
        long _age;

        public void Note(long timeMs)
        {
            lock (_lock)
            {
                _age += timeMs < _settledMs ? 1 : 0;
            }
        }

        public long Settle(long beforeMs)
        {
            lock (_lock)
            {
                _settledMs = Math.Max(_settledMs, beforeMs);
                return _age;
            }
        }
    }
}
